#include "ui/views/steps_strip.h"

#include "ui/views/painting.h"

namespace embedscope {

namespace {

void paintArrow(QPainter& painter, const QPointF& from, double length)
{
    painter.save();
    painter.setRenderHint(QPainter::Antialiasing);
    painter.setPen(QPen(Theme::current().lineStrong, 1.5, Qt::SolidLine, Qt::RoundCap));
    const QPointF tip = from + QPointF(length, 0);
    const double barb = Metrics::px(5);
    const std::array<QLineF, 3> lines = {QLineF(from, tip), QLineF(tip, tip - QPointF(barb, barb)),
                                         QLineF(tip, tip - QPointF(barb, -barb))};
    painter.drawLines(lines.data(), static_cast<int>(lines.size()));
    painter.restore();
}

}

StepsStrip::StepsStrip(QWidget* parent)
    : QWidget(parent)
    , m_steps({{QStringLiteral("file-page"), tr("Read"), tr("Every page, with the place of each word")},
               {QStringLiteral("tokens"), tr("Cut"), tr("Into passages that fit the model")},
               {QStringLiteral("lanes"), tr("Embed"), tr("One text per core, all cores at once")},
               {QStringLiteral("explore"), tr("Search"), tr("By meaning, by words, or both")}})
{
    QStringList sentences;
    for (const Step& step : std::as_const(m_steps))
        sentences.append(tr("%1: %2").arg(step.title, step.text));
    setAccessibleName(tr("What happens to a document"));
    setAccessibleDescription(sentences.join(QStringLiteral(". ")));
    setFixedHeight(Metrics::px(100));
}

void StepsStrip::paintEvent(QPaintEvent*)
{
    const Theme& theme = Theme::current();
    QPainter painter(this);
    const int edge = Metrics::px(20);
    const double stride = (width() - 2.0 * edge + Metrics::px(68)) / static_cast<double>(m_steps.size());
    for (int i = 0; i < m_steps.size(); ++i) {
        const int left = static_cast<int>(edge + i * stride);
        const int textWidth = static_cast<int>(stride) - Metrics::px(60);
        painting::icon(painter, QRect(left, Metrics::px(8), Metrics::px(20), Metrics::px(20)),
                       m_steps[i].icon, 20, theme.accentText);
        if (i + 1 < m_steps.size())
            paintArrow(painter, {left + stride - Metrics::px(50), Metrics::px(18) * 1.0}, Metrics::px(32));
        QFont bold = Metrics::body();
        bold.setBold(true);
        painter.setFont(bold);
        painter.setPen(theme.text);
        painter.drawText(QRect(left, Metrics::px(34), textWidth, Metrics::px(22)), Qt::AlignVCenter,
                         m_steps[i].title);
        painter.setFont(Metrics::small());
        painter.setPen(theme.text2);
        painter.drawText(QRect(left, Metrics::px(58), textWidth, Metrics::px(40)), Qt::TextWordWrap,
                         m_steps[i].text);
    }
}

}
