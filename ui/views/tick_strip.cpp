#include "ui/views/tick_strip.h"

#include "ui/views/painting.h"
#include "ui/views/reader_view.h"

#include <QMouseEvent>
#include <QScrollBar>

namespace embedscope {

TickStrip::TickStrip(ReaderView& reader, QWidget* parent)
    : QWidget(parent)
    , m_reader(reader)
{
    setObjectName(QStringLiteral("tickStripWidget"));
    setAccessibleName(tr("Places of the passage and of the words"));
    setFixedWidth(sizeHint().width());
    connect(&reader, &ReaderView::textChangedWhole, this, &TickStrip::collect);
}

QSize TickStrip::sizeHint() const
{
    return {Metrics::px(12), Metrics::px(100)};
}

void TickStrip::collect()
{
    const ReaderText& text = m_reader.shown();
    m_words.clear();
    for (const TextRange& word : text.words)
        m_words.append(m_reader.heightShare(word.begin));
    m_passageBegin = text.passage.isEmpty() ? -1 : m_reader.heightShare(text.passage.begin);
    m_passageEnd = text.passage.isEmpty() ? -1 : m_reader.heightShare(text.passage.end - 1);
    setAccessibleDescription(tr("%1 places of searched words").arg(m_words.size()));
    update();
}

void TickStrip::paintEvent(QPaintEvent*)
{
    const Theme& theme = Theme::current();
    QPainter painter(this);
    painter.fillRect(rect(), theme.sunken);
    painting::hairline(painter, {0.5, 0.0}, {0.5, static_cast<double>(height())});
    const int edge = Metrics::px(2);
    for (const double share : m_words)
        painter.fillRect(QRectF(edge, share * height(), width() - 2.0 * edge, 2), theme.markStrong);
    if (m_passageBegin >= 0) {
        const double top = m_passageBegin * height();
        const double tall = std::max<double>(Metrics::px(5), (m_passageEnd - m_passageBegin) * height());
        painter.fillRect(QRectF(edge, top, width() - 2.0 * edge, tall),
                         painting::mixed(theme.markStrong, theme.markText, 0.35));
    }
}

void TickStrip::mousePressEvent(QMouseEvent* event)
{
    QScrollBar* const bar = m_reader.verticalScrollBar();
    const double share = event->position().y() / std::max(1, height());
    bar->setValue(static_cast<int>(share * (bar->maximum() + bar->pageStep()) - bar->pageStep() / 2.0));
}

}
