// Saving a text that a view made: asks where, writes the whole file or none.
#pragma once

#include <QString>
#include <string>

class QWidget;

namespace embedscope {

struct Saved
{
    QString sentence; ///< what happened; empty: the user gave up
    bool isProblem = false;
};

Saved saveText(QWidget* parent, const QString& suggestion, const std::string& text);

}
