// A document as text on paper, opened at a passage: amber edge beside it, its best sentence washed, searched
// words boxed. White paper in both themes, dimmed in the dark one. Shows what it is given; loads nothing.
#pragma once

#include "ui/views/reader_text.h"

#include <QTextEdit>

namespace embedscope {

class ReaderView : public QTextEdit
{
    Q_OBJECT

public:
    explicit ReaderView(QWidget* parent = nullptr);

    void showText(const ReaderText& text);
    void clearText();
    const ReaderText& shown() const { return m_shown; }
    /// Where a mark lies in the whole text, share 0..1: for the ticks beside the scroll bar.
    double heightShare(int offset) const;
    bool isVisibleOffset(int offset) const; ///< the line of this offset is in view

signals:
    void placeChanged(const QString& place); ///< where one reads: "page 3"
    void textChangedWhole();

protected:
    void paintEvent(QPaintEvent* event) override;
    void resizeEvent(QResizeEvent* event) override;
    void showEvent(QShowEvent* event) override;
    void wheelEvent(QWheelEvent* event) override;
    void keyPressEvent(QKeyEvent* event) override;
    void changeEvent(QEvent* event) override;

private:
    struct Paper;
    static Paper paper();
    void writeDocument();
    void setPageMargins();
    void scrollToPassage();
    void reportPlace();
    TextRange visibleRange() const;
    QList<QRectF> lineRects(const TextRange& range) const;
    void paintMarks(QPainter& painter, const TextRange& visible) const;
    QRectF pageRect() const;

    ReaderText m_shown;
    QString m_place;
    bool m_stayAtPassage = false; ///< until the user scrolls, a new size keeps the passage in view
};

}
