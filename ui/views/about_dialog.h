// About the program: version, licence, the libraries it stands on with theirs. Not modal.
#pragma once

#include <QDialog>

namespace embedscope {

class AboutDialog : public QDialog
{
    Q_OBJECT

public:
    explicit AboutDialog(QWidget* parent = nullptr);
};

}
