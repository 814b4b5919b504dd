#include "ui/views/cut_text.h"

#include "ui/charts/theme.h"

#include <QEvent>
#include <QPainter>
#include <QTextBlock>
#include <algorithm>

namespace embedscope {

CutText::CutText(QWidget* parent)
    : QPlainTextEdit(parent)
{
    setReadOnly(true);
    setTextInteractionFlags(Qt::TextSelectableByMouse | Qt::TextSelectableByKeyboard);
    setFrameShape(QFrame::NoFrame);
    setFont(Metrics::small());
    document()->setDocumentMargin(Metrics::px(16));
}

void CutText::showCut(const CutPreview& preview)
{
    const QString shown = preview.text.left(kMostCharacters);
    m_isPart = preview.text.size() > kMostCharacters;
    if (toPlainText() != shown) // only the bands change while the sliders move
        setPlainText(shown);
    m_ranges.clear();
    m_tokens.clear();
    for (qsizetype i = 0; i < preview.ranges.size() && preview.ranges[i].first < shown.size(); ++i) {
        m_ranges.append({preview.ranges[i].first,
                         std::min<int>(preview.ranges[i].second, static_cast<int>(shown.size()))});
        m_tokens.append(preview.tokens[i]);
    }
    paintBands();
}

void CutText::paintBands()
{
    const Theme& theme = Theme::current();
    QList<QTextEdit::ExtraSelection> bands;
    for (qsizetype i = 0; i < m_ranges.size(); ++i) {
        const auto [begin, end] = m_ranges[i];
        const int sharedUntil = i > 0 ? std::clamp(m_ranges[i - 1].second, begin, end) : begin;
        addBand(bands, begin, sharedUntil, theme.mark);
        const int next = i + 1 < m_ranges.size() ? std::clamp(m_ranges[i + 1].first, sharedUntil, end) : end;
        addBand(bands, sharedUntil, next, i % 2 == 0 ? theme.accentSoft : theme.sunken);
    }
    setExtraSelections(bands);
    viewport()->update();
}

void CutText::addBand(QList<QTextEdit::ExtraSelection>& bands, int begin, int end, const QColor& colour) const
{
    if (end <= begin)
        return;
    QTextEdit::ExtraSelection band;
    band.cursor = QTextCursor(document());
    band.cursor.setPosition(begin);
    band.cursor.setPosition(end, QTextCursor::KeepAnchor);
    band.format.setBackground(colour);
    bands.append(band);
}

// The number stands in the right margin, at the line where its passage begins.
void CutText::paintEvent(QPaintEvent* event)
{
    QPlainTextEdit::paintEvent(event);
    QPainter painter(viewport());
    painter.setFont(Metrics::caption());
    painter.setPen(Theme::current().text2);
    const int right = viewport()->width() - Metrics::px(4);
    const int first = firstVisibleBlock().position();
    int lastTop = -1;
    for (qsizetype i = 0; i < m_ranges.size(); ++i) {
        if (m_ranges[i].second < first)
            continue;
        QTextCursor cursor(document());
        cursor.setPosition(m_ranges[i].first);
        const QRect place = cursorRect(cursor);
        if (place.top() > viewport()->height())
            break;
        if (place.top() == lastTop) // two begin in one line: the first number says enough
            continue;
        lastTop = place.top();
        painter.drawText(QRect(right - Metrics::px(40), place.top(), Metrics::px(40), place.height()),
                         Qt::AlignRight | Qt::AlignVCenter, QString::number(i + 1));
    }
}

void CutText::changeEvent(QEvent* event)
{
    QPlainTextEdit::changeEvent(event);
    if (event->type() == QEvent::PaletteChange)
        paintBands();
}

}
