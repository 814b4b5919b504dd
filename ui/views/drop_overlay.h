// The dashed frame over the whole window while something is dragged over it, with one sentence. Lets every
// event through.
#pragma once

#include <QWidget>

namespace embedscope {

class DropOverlay : public QWidget
{
    Q_OBJECT

public:
    explicit DropOverlay(QWidget* parent);

    void showSentence(const QString& sentence);
    QString sentence() const { return m_sentence; }

protected:
    void paintEvent(QPaintEvent* event) override;

private:
    QString m_sentence;
};

}
