// The sign of a document's state, 16 design pixels: dashed ring, three lines, a ring that fills, tick,
// triangle, two bars. Never alone: the word stands beside it.
#pragma once

#include "engine/library/library.h"

#include <QColor>
#include <QRectF>
#include <QString>

class QPainter;

namespace embedscope {

void paintStateSign(QPainter& painter, const QRectF& rect, DocumentState state, double share);
QString stateWord(DocumentState state);
QColor stateWordColor(DocumentState state);

}
