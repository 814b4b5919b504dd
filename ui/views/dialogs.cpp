#include "ui/views/dialogs.h"

#include <QCoreApplication>
#include <QDesktopServices>
#include <QFileDialog>
#include <QMessageBox>
#include <QPushButton>
#include <QStandardPaths>

namespace embedscope {

namespace {

QString translated(const char* text)
{
    return QCoreApplication::translate("Dialogs", text);
}

QString documentsFolder()
{
    return QStandardPaths::writableLocation(QStandardPaths::DocumentsLocation);
}

QString chooseLibraryFile(QWidget* parent, bool create)
{
    const QString filter = translated("Libraries (*.embedscope)");
    const QString folder = QStandardPaths::writableLocation(QStandardPaths::AppDataLocation);
    if (!create)
        return QFileDialog::getOpenFileName(parent, translated("Open a library"), folder, filter);
    QString path = QFileDialog::getSaveFileName(parent, translated("Make a new library"), folder, filter);
    if (!path.isEmpty() && !path.endsWith(QLatin1String(".embedscope")))
        path += QLatin1String(".embedscope");
    return path;
}

bool askQuestion(QWidget* parent, const QString& question, const QString& yes, const QString& no)
{
    QMessageBox box(QMessageBox::Warning, QCoreApplication::applicationName(), question,
                    QMessageBox::NoButton, parent);
    QPushButton* accept = box.addButton(yes, QMessageBox::DestructiveRole);
    box.setDefaultButton(box.addButton(no, QMessageBox::RejectRole));
    box.exec();
    return box.clickedButton() == accept;
}

Dialogs systemDialogs()
{
    Dialogs dialogs;
    dialogs.chooseFiles = [](QWidget* parent) {
        return QFileDialog::getOpenFileNames(parent, translated("Add files"), documentsFolder());
    };
    dialogs.chooseFolder = [](QWidget* parent) {
        return QFileDialog::getExistingDirectory(parent, translated("Add a folder"), documentsFolder());
    };
    dialogs.chooseModel = [](QWidget* parent) {
        return QFileDialog::getOpenFileName(parent, translated("Choose a model"), documentsFolder(),
                                            translated("Embedding models (*.gguf)"));
    };
    dialogs.chooseLibrary = chooseLibraryFile;
    dialogs.choosePicture = [](QWidget* parent, const QString& suggestion) {
        const QString folder = QStandardPaths::writableLocation(QStandardPaths::PicturesLocation);
        return QFileDialog::getSaveFileName(parent, translated("Save picture"),
                                            folder + QLatin1Char('/') + suggestion,
                                            translated("Pictures (*.png)"));
    };
    dialogs.chooseTextFile = [](QWidget* parent, const QString& suggestion) {
        const QString folder = QStandardPaths::writableLocation(QStandardPaths::DocumentsLocation);
        return QFileDialog::getSaveFileName(parent, translated("Save"), folder + QLatin1Char('/') + suggestion);
    };
    dialogs.ask = askQuestion;
    dialogs.openUrl = [](const QUrl& url) { return QDesktopServices::openUrl(url); };
    return dialogs;
}

}

Dialogs& Dialogs::get()
{
    static Dialogs dialogs = systemDialogs();
    return dialogs;
}

void Dialogs::reset()
{
    get() = systemDialogs();
}

}
