// The only doors to what stands outside the window: file dialogs, the one question, other programs. Each is a
// function that a test replaces with its next answer. GUI thread.
#pragma once

#include <QString>
#include <QStringList>
#include <QUrl>
#include <functional>

class QWidget;

namespace embedscope {

struct Dialogs
{
    std::function<QStringList(QWidget* parent)> chooseFiles; ///< documents to add; empty: given up
    std::function<QString(QWidget* parent)> chooseFolder;
    std::function<QString(QWidget* parent)> chooseModel; ///< a .gguf
    std::function<QString(QWidget* parent, bool create)> chooseLibrary; ///< an existing or a new library file
    std::function<QString(QWidget* parent, const QString& suggestion)> choosePicture; ///< where to save a PNG
    std::function<QString(QWidget* parent, const QString& suggestion)> chooseTextFile; ///< where to save a report or table
    /// A destructive question; true: do it.
    std::function<bool(QWidget* parent, const QString& question, const QString& yes, const QString& no)> ask;
    std::function<bool(const QUrl& url)> openUrl; ///< false: no program took it

    /// The system's dialogs, until somebody assigns others.
    static Dialogs& get();
    static void reset();
};

}
