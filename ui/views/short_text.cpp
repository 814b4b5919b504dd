#include "ui/views/short_text.h"

#include <QFontMetricsF>
#include <QPainter>
#include <QTextOption>

namespace embedscope {

namespace {

QList<QTextLayout::FormatRange> formats(const QList<TextMark>& marks, int textLength)
{
    QList<QTextLayout::FormatRange> ranges;
    for (const TextMark& mark : marks) {
        QTextLayout::FormatRange range;
        range.start = qBound(0, mark.begin, textLength);
        range.length = qBound(0, mark.length, textLength - range.start);
        if (range.length == 0)
            continue;
        if (mark.background.isValid())
            range.format.setBackground(mark.background);
        if (mark.bold)
            range.format.setFontWeight(QFont::Bold);
        ranges.append(range);
    }
    return ranges;
}

/// Lines of a layout under a width, at most `most`; returns how many characters they hold.
int breakLines(QTextLayout& layout, int width, int most, double stride)
{
    layout.beginLayout();
    int lines = 0, characters = 0;
    while (lines < most) {
        QTextLine line = layout.createLine();
        if (!line.isValid())
            break;
        line.setLineWidth(width);
        line.setPosition({0, lines * stride + (stride - line.height()) / 2});
        characters = line.textStart() + line.textLength();
        ++lines;
    }
    layout.endLayout();
    return characters;
}

QTextOption wordWrap()
{
    QTextOption option;
    option.setWrapMode(QTextOption::WrapAtWordBoundaryOrAnywhere);
    return option;
}

}

ShortText::ShortText(const QString& text, const QFont& font, int width, int maxLines, double lineHeight,
                     const QList<TextMark>& marks)
    : m_text(text)
    , m_font(font)
    , m_marks(marks)
    , m_width(qMax(16, width))
    , m_maxLines(maxLines)
    , m_lineHeight(lineHeight * QFontMetricsF(font).height())
{
    QTextLayout layout(m_text, m_font);
    layout.setTextOption(wordWrap());
    const int shown = breakLines(layout, m_width, m_maxLines, m_lineHeight);
    if (shown < m_text.size()) { // cut at a word so that the ellipsis fits the last line
        const QTextLine last = layout.lineAt(layout.lineCount() - 1);
        const QString line = m_text.mid(last.textStart());
        const QString elided = QFontMetricsF(m_font).elidedText(line, Qt::ElideRight, m_width - 2);
        int kept = static_cast<int>(elided.size()) - 1;
        const auto space = static_cast<int>(elided.lastIndexOf(QLatin1Char(' ')));
        if (space > kept / 2)
            kept = space;
        m_text = m_text.left(last.textStart() + qMax(0, kept)) + QLatin1Char(' ') + QChar(0x2026);
        const auto lettersLeft = static_cast<int>(m_text.size()) - 2; // the ellipsis is never marked
        for (TextMark& mark : m_marks)
            mark.length = qBound(0, mark.length, qMax(0, lettersLeft - mark.begin));
    }
    m_height = static_cast<int>(qMax(1, layout.lineCount()) * m_lineHeight + 0.5);
}

void ShortText::draw(QPainter& painter, const QPointF& topLeft, const QColor& ink) const
{
    QTextLayout layout(m_text, m_font);
    layout.setTextOption(wordWrap());
    layout.setFormats(formats(m_marks, static_cast<int>(m_text.size())));
    breakLines(layout, m_width, m_maxLines, m_lineHeight);
    painter.setPen(ink);
    layout.draw(&painter, topLeft);
}

}
