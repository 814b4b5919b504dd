#include "ui/views/state_sign.h"

#include "ui/views/painting.h"

#include <QCoreApplication>
#include <QPolygonF>

namespace embedscope {

namespace {

// All signs are drawn on a grid of 16 x 16 and scaled.
void paintRing(QPainter& painter, double share)
{
    const Theme& theme = Theme::current();
    const QRectF ring(3, 3, 10, 10);
    painter.setPen(QPen(painting::mixed(theme.line, theme.text2, 0.15), 3));
    painter.drawEllipse(ring);
    painter.setPen(QPen(theme.accent, 3, Qt::SolidLine, Qt::FlatCap));
    painter.drawArc(ring, 90 * 16, -static_cast<int>(qBound(0.06, share, 1.0) * 360 * 16));
}

void paintTriangle(QPainter& painter)
{
    const Theme& theme = Theme::current();
    painter.setPen(QPen(theme.problem, 1.5, Qt::SolidLine, Qt::RoundCap, Qt::RoundJoin));
    painter.setBrush(theme.problem);
    painter.drawPolygon(QPolygonF({{8, 2.5}, {14.2, 13.2}, {1.8, 13.2}}));
    painter.setPen(QPen(theme.base, 1.6, Qt::SolidLine, Qt::RoundCap));
    painter.drawLine(QPointF(8, 6.3), QPointF(8, 9.2));
    painter.drawPoint(QPointF(8, 11.5));
}

}

void paintStateSign(QPainter& painter, const QRectF& rect, DocumentState state, double share)
{
    const Theme& theme = Theme::current();
    painter.save();
    painter.setRenderHint(QPainter::Antialiasing);
    painter.translate(rect.topLeft());
    painter.scale(rect.width() / 16, rect.height() / 16);
    painter.setBrush(Qt::NoBrush);
    const auto strokes = [&painter](const QColor& color, double width, std::initializer_list<QLineF> lines) {
        painter.setPen(QPen(color, width, Qt::SolidLine, Qt::RoundCap));
        painter.drawLines(lines.begin(), static_cast<int>(lines.size()));
    };
    switch (state) {
    case DocumentState::Queued: {
        QPen pen(theme.text2, 1.5, Qt::CustomDashLine, Qt::FlatCap);
        pen.setDashPattern({1.4, 1.6});
        painter.setPen(pen);
        painter.drawEllipse(QRectF(3, 3, 10, 10));
        break;
    }
    case DocumentState::Reading:
        strokes(theme.stageRead, 1.8, {{2.5, 4, 13.5, 4}, {2.5, 8, 13.5, 8}, {2.5, 12, 9, 12}});
        break;
    case DocumentState::Embedding:
        paintRing(painter, share);
        break;
    case DocumentState::Done:
        strokes(theme.ok, 2, {{3, 8.5, 6.4, 12}, {6.4, 12, 13, 4.4}});
        break;
    case DocumentState::Problem:
        paintTriangle(painter);
        break;
    case DocumentState::Paused:
        strokes(theme.text2, 2, {{5.5, 4, 5.5, 12}, {10.5, 4, 10.5, 12}});
        break;
    }
    painter.restore();
}

QString stateWord(DocumentState state)
{
    const auto translated = [](const char* word) { return QCoreApplication::translate("stateWord", word); };
    switch (state) {
    case DocumentState::Queued:
        return translated("Queued");
    case DocumentState::Reading:
        return translated("Reading");
    case DocumentState::Embedding:
        return translated("Embedding");
    case DocumentState::Done:
        return translated("Done");
    case DocumentState::Problem:
        return translated("Problem");
    case DocumentState::Paused:
        return translated("Paused");
    }
    return {};
}

QColor stateWordColor(DocumentState state)
{
    const Theme& theme = Theme::current();
    if (state == DocumentState::Problem)
        return theme.problem;
    return state == DocumentState::Done ? theme.text2 : theme.text;
}

}
