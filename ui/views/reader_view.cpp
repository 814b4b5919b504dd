#include "ui/views/reader_view.h"

#include "ui/views/painting.h"

#include <QAbstractTextDocumentLayout>
#include <QFontDatabase>
#include <QScrollBar>
#include <QTextBlock>
#include <QTextFrame>
#include <algorithm>

namespace embedscope {

namespace {

constexpr int kPageWidth = 600, kPageMargin = 56, kPageTop = 44, kGapAbove = 20;

QFont pageFont(bool code)
{
    QFont font = Metrics::body();
    if (code) {
        font = QFontDatabase::systemFont(QFontDatabase::FixedFont);
        font.setPointSizeF(Metrics::small().pointSizeF());
    } else {
        font.setFamilies(
            {QStringLiteral("Noto Serif"), QStringLiteral("DejaVu Serif"), QStringLiteral("serif")});
        font.setStyleHint(QFont::Serif);
        font.setPointSizeF(Metrics::body().pointSizeF() * 1.05);
    }
    return font;
}

}

/// Colours on paper: white in both themes, a little darker where everything else is dark.
struct ReaderView::Paper
{
    QColor sheet, ink, wash, word, wordEdge, edge;
};

ReaderView::Paper ReaderView::paper()
{
    const Theme& theme = Theme::current();
    Paper paper;
    const QColor white(Qt::white);
    if (theme.dark) {
        paper.sheet = painting::mixed(white, Qt::black, 0.07);
        paper.ink = theme.window;
        paper.word = painting::mixed(paper.sheet, theme.markText, 0.75);
        paper.wordEdge = theme.markStrong;
        paper.edge = painting::mixed(theme.markStrong, theme.markText, 0.65);
    } else {
        paper.sheet = white;
        paper.ink = theme.text;
        paper.word = theme.mark;
        paper.wordEdge = painting::mixed(theme.markStrong, theme.markText, 0.55);
        paper.edge = painting::mixed(theme.markStrong, theme.markText, 0.25);
    }
    paper.wash = painting::mixed(paper.sheet, paper.word, 0.5);
    return paper;
}

ReaderView::ReaderView(QWidget* parent)
    : QTextEdit(parent)
{
    setObjectName(QStringLiteral("readerTextEdit"));
    setAccessibleName(tr("Text of the document"));
    setReadOnly(true);
    setUndoRedoEnabled(false);
    setAcceptDrops(false);
    setFrameShape(NoFrame);
    setLineWrapMode(WidgetWidth);
    setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    setTextInteractionFlags(Qt::TextSelectableByMouse | Qt::TextSelectableByKeyboard);
    viewport()->setAutoFillBackground(false); // the page is painted below the text
    setStyleSheet(QStringLiteral("QTextEdit { background: transparent; border: 0; }"));
    document()->setDocumentMargin(0);
    connect(verticalScrollBar(), &QScrollBar::valueChanged, this, &ReaderView::reportPlace);
    connect(verticalScrollBar(), &QScrollBar::sliderPressed, this, [this] { m_stayAtPassage = false; });
}

void ReaderView::showText(const ReaderText& text)
{
    const bool sameText = text.text == m_shown.text && text.isCode == m_shown.isCode && !text.text.isEmpty();
    m_shown = text;
    if (!sameText)
        writeDocument();
    m_stayAtPassage = true;
    scrollToPassage();
    viewport()->update();
    emit textChangedWhole();
    m_place.clear();
    reportPlace();
}

void ReaderView::clearText()
{
    m_shown = {};
    clear();
    m_stayAtPassage = false;
    viewport()->update();
    emit textChangedWhole();
}

/// A line of the text is a block, so that offsets in the text are positions in the document; empty lines are
/// made low.
void ReaderView::writeDocument()
{
    const Paper colours = paper();
    QTextCharFormat plain;
    plain.setFont(pageFont(m_shown.isCode));
    plain.setForeground(colours.ink);
    QTextCharFormat heading = plain;
    heading.setFont(Metrics::heading());
    QTextCharFormat gap = plain;
    gap.setFontPointSize(plain.fontPointSize() * 0.55);
    QTextBlockFormat prose;
    prose.setLineHeight(135, QTextBlockFormat::ProportionalHeight);
    prose.setAlignment(m_shown.isCode ? Qt::AlignLeft : Qt::AlignJustify);
    QTextBlockFormat tight = prose;
    tight.setLineHeight(100, QTextBlockFormat::ProportionalHeight);

    clear();
    QTextCursor cursor(document());
    cursor.beginEditBlock();
    auto nextHeading = m_shown.headings.cbegin();
    qsizetype begin = 0;
    bool first = true;
    while (begin <= m_shown.text.size()) {
        qsizetype end = m_shown.text.indexOf(QLatin1Char('\n'), begin);
        if (end < 0)
            end = m_shown.text.size();
        const bool isHeading = nextHeading != m_shown.headings.cend() && nextHeading->begin == begin;
        const QTextCharFormat& letters = end == begin ? gap : isHeading ? heading : plain;
        const QTextBlockFormat& block = end == begin ? tight : prose;
        if (first) {
            cursor.setBlockFormat(block);
            cursor.setBlockCharFormat(letters);
        } else {
            cursor.insertBlock(block, letters);
        }
        cursor.insertText(m_shown.text.mid(begin, end - begin), letters);
        nextHeading += isHeading ? 1 : 0;
        first = false;
        begin = end + 1;
    }
    cursor.endEditBlock();
    setPageMargins();
}

QRectF ReaderView::pageRect() const
{
    const double width =
        std::min(viewport()->width() - 2.0 * Metrics::px(16), static_cast<double>(Metrics::px(kPageWidth)));
    const double height = std::max(document()->size().height() - Metrics::px(kGapAbove),
                                   viewport()->height() - 2.0 * Metrics::px(kGapAbove));
    return {(viewport()->width() - width) / 2,
            static_cast<double>(Metrics::px(kGapAbove)) - verticalScrollBar()->value(), width, height};
}

void ReaderView::setPageMargins()
{
    const QRectF page = pageRect();
    const int inner = page.width() < Metrics::px(480) ? Metrics::px(28) : Metrics::px(kPageMargin);
    QTextFrameFormat format = document()->rootFrame()->frameFormat();
    const double side = page.left() + inner;
    if (qFuzzyCompare(format.leftMargin(), side) && qFuzzyCompare(format.rightMargin(), side))
        return;
    format.setLeftMargin(side);
    format.setRightMargin(side);
    format.setTopMargin(Metrics::px(kGapAbove + kPageTop));
    format.setBottomMargin(Metrics::px(kGapAbove + kPageTop));
    document()->rootFrame()->setFrameFormat(format);
}

void ReaderView::scrollToPassage()
{
    if (m_shown.passage.isEmpty()) {
        verticalScrollBar()->setValue(0);
        return;
    }
    const int target = m_shown.sentence.isEmpty() ? m_shown.passage.begin : m_shown.sentence.begin;
    const QList<QRectF> lines = lineRects({target, target + 1});
    if (lines.isEmpty())
        return;
    const double y = lines.first().top() + verticalScrollBar()->value();
    verticalScrollBar()->setValue(static_cast<int>(y - viewport()->height() * 0.38));
}

void ReaderView::resizeEvent(QResizeEvent* event)
{
    QTextEdit::resizeEvent(event);
    setPageMargins();
    if (m_stayAtPassage)
        scrollToPassage();
    emit textChangedWhole();
}

void ReaderView::showEvent(QShowEvent* event)
{
    QTextEdit::showEvent(event);
    if (m_stayAtPassage)
        scrollToPassage();
}

void ReaderView::wheelEvent(QWheelEvent* event)
{
    m_stayAtPassage = false;
    QTextEdit::wheelEvent(event);
}

void ReaderView::keyPressEvent(QKeyEvent* event)
{
    m_stayAtPassage = false;
    QTextEdit::keyPressEvent(event);
}

void ReaderView::changeEvent(QEvent* event)
{
    QTextEdit::changeEvent(event);
    if (event->type() == QEvent::PaletteChange && !m_shown.text.isEmpty()) {
        const int at = verticalScrollBar()->value();
        writeDocument(); // ink and paper changed
        verticalScrollBar()->setValue(at);
    }
}

TextRange ReaderView::visibleRange() const
{
    const QAbstractTextDocumentLayout* const layout = document()->documentLayout();
    const double top = verticalScrollBar()->value();
    const int first = layout->hitTest({viewport()->width() / 2.0, top}, Qt::FuzzyHit);
    const int last = layout->hitTest({viewport()->width() / 2.0, top + viewport()->height()}, Qt::FuzzyHit);
    const QTextBlock from = document()->findBlock(std::max(0, first)),
                     to = document()->findBlock(std::max(0, last));
    return {from.position(), to.position() + to.length()};
}

void ReaderView::reportPlace()
{
    if (m_shown.text.isEmpty())
        return;
    // At the beginning the first line counts, at the end the last: every place is reached.
    const QScrollBar& bar = *verticalScrollBar();
    const double share = bar.maximum() > 0 ? 1.0 * bar.value() / bar.maximum() : 0.0;
    const double eye = bar.value() + viewport()->height() * share;
    const int offset = document()->documentLayout()->hitTest({viewport()->width() / 2.0, eye}, Qt::FuzzyHit);
    const QString place = m_shown.placeAt(std::max(0, offset));
    if (place == m_place)
        return;
    m_place = place;
    emit placeChanged(place);
}

/// Rectangles of a range in the viewport, a line each.
QList<QRectF> ReaderView::lineRects(const TextRange& range) const
{
    QList<QRectF> rects;
    const QAbstractTextDocumentLayout* const layout = document()->documentLayout();
    for (QTextBlock block = document()->findBlock(range.begin);
         block.isValid() && block.position() < range.end; block = block.next()) {
        const QPointF corner =
            layout->blockBoundingRect(block).topLeft() - QPointF(0, verticalScrollBar()->value());
        const QTextLayout* const text = block.layout();
        if (block.length() <= 1)
            continue;
        const int begin = std::max(0, range.begin - block.position());
        const int end = std::min(block.length() - 1, range.end - block.position());
        for (int i = 0; i < text->lineCount(); ++i) {
            const QTextLine line = text->lineAt(i);
            const int from = std::max(begin, line.textStart()),
                      to = std::min(end, line.textStart() + line.textLength());
            if (from >= to)
                continue;
            const double left = line.cursorToX(from), right = line.cursorToX(to);
            rects.append(QRectF(corner.x() + std::min(left, right), corner.y() + line.y(),
                                std::abs(right - left), line.ascent() + line.descent()));
        }
    }
    return rects;
}

void ReaderView::paintMarks(QPainter& painter, const TextRange& visible) const
{
    const Paper colours = paper();
    const auto seen = [&visible](const TextRange& range) -> TextRange {
        return {std::max(range.begin, visible.begin), std::min(range.end, visible.end)};
    };
    if (const TextRange passage = seen(m_shown.passage); !passage.isEmpty()) {
        const QList<QRectF> lines = lineRects(passage);
        if (!lines.isEmpty()) {
            const double x = pageRect().left() + Metrics::px(20);
            const QRectF edge(x, lines.first().top(), Metrics::px(4),
                              lines.last().bottom() - lines.first().top());
            painting::box(painter, edge, Metrics::px(2), colours.edge);
        }
    }
    if (const TextRange sentence = seen(m_shown.sentence); !sentence.isEmpty()) {
        for (const QRectF& line : lineRects(sentence))
            painter.fillRect(line.adjusted(-1, -1, 1, 1), colours.wash);
    }
    for (const TextRange& word : m_shown.words) {
        if (word.end <= visible.begin || word.begin >= visible.end)
            continue;
        for (const QRectF& line : lineRects(word))
            painting::box(painter, line.adjusted(-2, 0, 2, 0), Metrics::px(2), colours.word,
                          colours.wordEdge);
    }
}

void ReaderView::paintEvent(QPaintEvent* event)
{
    {
        QPainter painter(viewport());
        painter.fillRect(viewport()->rect(), Theme::current().sunken);
        if (!m_shown.text.isEmpty()) {
            painting::box(painter, pageRect(), 2, paper().sheet, Theme::current().line);
            paintMarks(painter, visibleRange());
        }
    }
    QTextEdit::paintEvent(event);
}

double ReaderView::heightShare(int offset) const
{
    const double height = document()->size().height();
    const QTextBlock block = document()->findBlock(offset);
    if (!block.isValid() || height <= 0)
        return 0;
    if (m_shown.text.size() > 100'000) // not all of it is laid out yet
        return offset / static_cast<double>(m_shown.text.size());
    const QList<QRectF> lines = lineRects({offset, offset + 1});
    return lines.isEmpty()
        ? 0
        : std::clamp((lines.first().center().y() + verticalScrollBar()->value()) / height, 0.0, 1.0);
}

bool ReaderView::isVisibleOffset(int offset) const
{
    const QList<QRectF> lines = lineRects({offset, offset + 1});
    return !lines.isEmpty() && lines.first().top() >= 0 && lines.first().bottom() <= viewport()->height();
}

}
