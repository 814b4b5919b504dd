#include "ui/views/passage_delegate.h"

#include "ui/models/results_model.h"
#include "ui/views/kind_icon.h"
#include "ui/views/painting.h"

#include "ui/views/short_text.h"
#include "ui/views/wording.h"

#include <QAbstractItemView>
#include <algorithm>

namespace embedscope {

namespace {

constexpr int kLines = 3;
constexpr double kLineHeight = 1.15;
constexpr int kContext = 90; // characters before the best sentence, when the passage is long

/// The shown part of a passage: from a little before its best sentence on, white space made single, with the
/// marks moved along.
struct Excerpt
{
    QString text;
    QList<TextMark> marks;
};

Excerpt excerptOf(const SearchResultRow& row)
{
    const Theme& theme = Theme::current();
    int from = 0;
    if (row.sentenceBegin > kContext) {
        from = static_cast<int>(row.text.indexOf(QLatin1Char(' '), row.sentenceBegin - kContext)) + 1;
        if (from <= 0 || from > row.sentenceBegin)
            from = row.sentenceBegin;
    }
    const QString text = row.text.mid(from, 900);
    Excerpt excerpt;
    if (from > 0)
        excerpt.text = QChar(0x2026) + QStringLiteral(" ");
    QList<int> moved(text.size() + 1, 0); // place in `text` -> place in the excerpt
    bool space = true;
    for (int i = 0; i < text.size(); ++i) {
        moved[i] = static_cast<int>(excerpt.text.size());
        if (!text[i].isSpace())
            excerpt.text += text[i];
        else if (!space)
            excerpt.text += QLatin1Char(' ');
        space = text[i].isSpace();
    }
    moved[text.size()] = static_cast<int>(excerpt.text.size());
    const auto add = [&](int begin, int end, const QColor& background, bool bold) {
        const int first = moved[std::clamp<int>(begin - from, 0, static_cast<int>(text.size()))];
        const int last = moved[std::clamp<int>(end - from, 0, static_cast<int>(text.size()))];
        if (last > first)
            excerpt.marks.append({first, last - first, background, bold});
    };
    if (row.sentenceEnd > row.sentenceBegin)
        add(row.sentenceBegin, row.sentenceEnd, theme.mark, false);
    for (const auto& [begin, length] : row.matchedWords)
        add(begin, begin + length, {}, true);
    return excerpt;
}

ShortText passageText(const SearchResultRow& row, int width)
{
    const Excerpt excerpt = excerptOf(row);
    return {excerpt.text, Metrics::body(), width - Metrics::px(32), kLines, kLineHeight, excerpt.marks};
}

const ResultsModel& modelOf(const QModelIndex& index)
{
    return *static_cast<const ResultsModel*>(index.model());
}

/// Above the first passage that is not closer than chance would bring stands a rule.
int ruleHeight(const QModelIndex& index)
{
    const ResultsModel& model = modelOf(index);
    return index.row() == model.firstDoubtfulRow() && index.row() > 0 ? Metrics::px(40) : 0;
}

double bestScore(const ResultsModel& model)
{
    double best = 1e-9;
    for (const SearchResultRow& row : model.results().rows)
        best = std::max(best, row.hit.score);
    return best;
}

int viewWidth(const QStyleOptionViewItem& option)
{
    const auto* view = qobject_cast<const QAbstractItemView*>(option.widget);
    return view ? view->viewport()->width() : option.rect.width();
}

int headHeight()
{
    return Metrics::px(22);
}
int headingHeight()
{
    return Metrics::px(20);
}
int footHeight()
{
    return Metrics::px(20);
}

}

QSize PassageDelegate::sizeHint(const QStyleOptionViewItem& option, const QModelIndex& index) const
{
    const int width = viewWidth(option);
    const SearchResultRow& row = modelOf(index).row(index.row());
    const int heading = row.chunk.heading.empty() ? 0 : headingHeight();
    return {width,
            ruleHeight(index) + Metrics::px(12) + headHeight() + heading + Metrics::px(4)
                + passageText(row, width).height() + Metrics::px(6) + footHeight() + Metrics::px(10)};
}

void PassageDelegate::paint(QPainter* painter, const QStyleOptionViewItem& option,
                            const QModelIndex& index) const
{
    const Theme& theme = Theme::current();
    painter->save();
    QRect item = option.rect;
    if (const int rule = ruleHeight(index); rule > 0) {
        paintRule(*painter, QRect(item.left(), item.top(), item.width(), rule));
        item.setTop(item.top() + rule);
    }
    const bool selected = option.state & QStyle::State_Selected;
    if (selected) {
        painter->fillRect(item, theme.accentSoft);
        painter->fillRect(QRect(item.left(), item.top(), Metrics::px(3), item.height()), theme.accent);
    }
    const double bottom = item.bottom() + 0.5;
    painting::hairline(*painter, {item.left() * 1.0, bottom}, {item.right() + 1.0, bottom});
    if ((option.state & QStyle::State_HasFocus) && option.widget && painting::showsFocus(option.widget))
        painting::focusOutline(*painter, item.adjusted(1, 1, -1, -2), Metrics::px(4));
    paintPassage(*painter,
                 item.adjusted(Metrics::px(16), Metrics::px(12), -Metrics::px(16), -Metrics::px(10)), index,
                 selected);
    painter->restore();
}

void PassageDelegate::paintPassage(QPainter& painter, const QRect& content, const QModelIndex& index,
                                   bool selected) const
{
    const Theme& theme = Theme::current();
    const SearchResultRow& row = modelOf(index).row(index.row());
    paintHead(painter, QRect(content.left(), content.top(), content.width(), headHeight()), row);
    int y = content.top() + headHeight();
    if (!row.chunk.heading.empty()) {
        painter.setFont(Metrics::small());
        painter.setPen(theme.text2);
        painter.drawText(QRect(content.left(), y, content.width(), headingHeight()), Qt::AlignVCenter,
                         painter.fontMetrics().elidedText(QString::fromStdString(row.chunk.heading),
                                                          Qt::ElideMiddle, content.width()));
        y += headingHeight();
    }
    const ShortText text = passageText(row, content.width() + Metrics::px(32));
    text.draw(painter, QPointF(content.left(), y + Metrics::px(4)), theme.text);
    y += Metrics::px(4) + text.height() + Metrics::px(6);
    paintFoot(painter, QRect(content.left(), y, content.width(), footHeight()), row, index, selected);
}

void PassageDelegate::paintRule(QPainter& painter, const QRect& rect) const
{
    painter.setFont(Metrics::small());
    const QString text = tr("From here on, probably nothing relevant");
    const int half = painter.fontMetrics().horizontalAdvance(text) / 2 + Metrics::px(12);
    const double y = rect.center().y() + 0.5;
    painting::hairline(painter, {rect.left() + Metrics::px(16) * 1.0, y},
                       {rect.center().x() - half * 1.0, y});
    painting::hairline(painter, {rect.center().x() + half * 1.0, y},
                       {rect.right() - Metrics::px(16) * 1.0, y});
    painter.setPen(Theme::current().text2);
    painter.drawText(rect, Qt::AlignCenter, text);
}

void PassageDelegate::paintHead(QPainter& painter, const QRect& line, const SearchResultRow& row) const
{
    const Theme& theme = Theme::current();
    const QRect icon(line.left(), line.top(), Metrics::px(16), line.height());
    painting::icon(painter, icon, kindIconName(row.documentKind, row.documentName), 16, theme.text2);
    painter.setFont(Metrics::small());
    painter.setPen(theme.text2);
    const int placeWidth = painter.fontMetrics().horizontalAdvance(row.place);
    painter.drawText(line, Qt::AlignVCenter | Qt::AlignRight, row.place);
    QFont bold = Metrics::body();
    bold.setBold(true);
    painter.setFont(bold);
    painter.setPen(theme.text);
    const QRect name = line.adjusted(Metrics::px(24), 0, -placeWidth - Metrics::px(12), 0);
    painter.drawText(name, Qt::AlignVCenter,
                     painter.fontMetrics().elidedText(row.documentName, Qt::ElideMiddle, name.width()));
}

void PassageDelegate::paintFoot(QPainter& painter, const QRect& line, const SearchResultRow& row,
                                const QModelIndex& index, bool selected) const
{
    const Theme& theme = Theme::current();
    const bool narrow = line.width() < Metrics::px(420);
    const bool words =
        modelOf(index).results().kind == SearchKind::Words && modelOf(index).results().aroundChunk == 0;
    const double share = words ? row.hit.score / bestScore(modelOf(index)) : row.hit.score;
    const int barWidth = Metrics::px(narrow ? 64 : 96);
    const QRectF bar(line.left(), line.center().y() - Metrics::px(3) + 1, barWidth, Metrics::px(6));
    painting::bar(painter, bar, share, selected ? theme.base : theme.sunken, theme.accent);

    const QFont plain = Metrics::small();
    QFont bold = plain;
    bold.setBold(true);
    int x = line.left() + barWidth + Metrics::px(12);
    const auto text = [&](const QString& words_, const QFont& font, const QColor& color) {
        painter.setFont(font);
        painter.setPen(color);
        painter.drawText(QRect(x, line.top(), line.right() - x, line.height()), Qt::AlignVCenter, words_);
        x += painter.fontMetrics().horizontalAdvance(words_);
    };
    text(wording::score(row.hit.score), bold, theme.text);
    x += Metrics::px(12);
    if (row.hit.closerThan >= 0) {
        const QString percent = wording::percent(100 * row.hit.closerThan);
        text(narrow ? percent : tr("closer than %1").arg(percent), plain, theme.text2);
    }
    // Ranks from the right: each a word and a bold number, an en dash where it was not found that way.
    const auto rank = [](int value) { return value > 0 ? QString::number(value) : QString(QChar(0x2013)); };
    const QFontMetrics boldMetrics(bold), plainMetrics(plain);
    int right = line.right() + 1;
    for (const auto& [word, value] :
         {std::pair(tr("words"), row.hit.wordsRank), std::pair(tr("meaning"), row.hit.meaningRank)}) {
        if (modelOf(index).results().aroundChunk != 0)
            break;
        const int width = boldMetrics.horizontalAdvance(rank(value)) + plainMetrics.horizontalAdvance(word)
            + Metrics::px(4);
        if (right - width < x + Metrics::px(8))
            break;
        int from = right - width;
        std::swap(x, from);
        text(word, plain, theme.text2);
        x += Metrics::px(4);
        text(rank(value), bold, theme.text);
        std::swap(x, from);
        right -= width + Metrics::px(12);
    }
}

}
