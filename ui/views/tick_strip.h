// Ticks beside the scroll bar of the reader: where the passage and the searched words lie in the whole text.
// A click goes there.
#pragma once

#include <QWidget>

namespace embedscope {

class ReaderView;

class TickStrip : public QWidget
{
    Q_OBJECT

public:
    explicit TickStrip(ReaderView& reader, QWidget* parent = nullptr);
    QSize sizeHint() const override;

protected:
    void paintEvent(QPaintEvent* event) override;
    void mousePressEvent(QMouseEvent* event) override;

private:
    void collect();
    ReaderView& m_reader;
    QList<double> m_words;
    double m_passageBegin = -1, m_passageEnd = -1;
};

}
