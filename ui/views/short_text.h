// Lays out a short text over at most a few lines, the last one with an ellipsis: for painted lists. Marks are
// ranges with a background.
#pragma once

#include <QColor>
#include <QFont>
#include <QList>
#include <QString>
#include <QTextLayout>

class QPainter;

namespace embedscope {

struct TextMark
{
    int begin = 0, length = 0;
    QColor background;
    bool bold = false;
};

class ShortText
{
public:
    /// `lineHeight`: factor of the font's height.
    ShortText(const QString& text, const QFont& font, int width, int maxLines, double lineHeight,
              const QList<TextMark>& marks = {});
    int height() const { return m_height; }
    void draw(QPainter& painter, const QPointF& topLeft, const QColor& ink) const;

private:
    QString m_text;
    QFont m_font;
    QList<TextMark> m_marks;
    int m_width = 0, m_maxLines = 0, m_height = 0;
    double m_lineHeight = 1;
};

}
