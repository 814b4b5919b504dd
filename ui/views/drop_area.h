// The painted drop area of the start page: dashed frame, three sheets, the sentence. Its buttons are its
// children.
#pragma once

#include <QWidget>

namespace embedscope {

class DropArea : public QWidget
{
    Q_OBJECT

public:
    explicit DropArea(QWidget* parent = nullptr);

signals:
    void addFilesChosen();
    void addFolderChosen();
    void pasteChosen();

protected:
    void paintEvent(QPaintEvent* event) override;

private:
    void addButtons();
};

}
