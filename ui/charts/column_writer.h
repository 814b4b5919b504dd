// Writes a line with its band and its area straight into a picture, column by column: QPainter fills a
// vertical translucent run pixel by pixel, and a wide polyline is superlinear. RGB32 pictures, device pixels.
#pragma once

#include "ui/charts/chart_columns.h"

#include <QColor>
#include <QImage>
#include <QRect>

namespace embedscope {

struct ColumnLook
{
    QColor color;
    double ratio = 1; ///< device pixels per pixel
    bool area = false; ///< fill below the line at 16 %
};

/// Column i stands at plot.left() + i; value 0 at the plot's bottom, `top` at its top.
void writeColumns(QImage& image, const QRect& plot, const std::vector<PixelColumn>& columns, double top,
                  const ColumnLook& look);
/// A run of one column between two heights, the ends covered in part.
void blendRun(QImage& image, int x, double top, double bottom, const QColor& color, int alpha);

}
