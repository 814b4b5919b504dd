#include "ui/charts/column_writer.h"

#include <algorithm>
#include <cmath>

namespace embedscope {

namespace {

constexpr int kBandAlpha = 70, kAreaAlpha = 41, kLineAlpha = 255; // 41 of 255 are 16 %
constexpr double kHalfLine = 0.875; // lines are 1.75 px thick

QRgb blended(QRgb under, QRgb over, int alpha)
{
    const auto mix = [alpha](int a, int b) { return a + (b - a) * alpha / 255; };
    return qRgb(mix(qRed(under), qRed(over)), mix(qGreen(under), qGreen(over)),
                mix(qBlue(under), qBlue(over)));
}

}

void blendRun(QImage& image, int x, double top, double bottom, const QColor& color, int alpha)
{
    if (x < 0 || x >= image.width() || !(bottom > top))
        return;
    const double from = std::max(0.0, top), to = std::min(static_cast<double>(image.height()), bottom);
    const QRgb over = color.rgb();
    const int first = static_cast<int>(from);
    const int last = std::min(image.height() - 1, static_cast<int>(std::ceil(to)) - 1);
    const auto stride = static_cast<std::ptrdiff_t>(image.bytesPerLine() / 4);
    QRgb* pixel = reinterpret_cast<QRgb*>(image.bits()) + first * stride + x;
    for (int y = first; y <= last; ++y, pixel += stride) {
        const double covered = std::min<double>(to, y + 1) - std::max<double>(from, y);
        *pixel = blended(*pixel, over, covered >= 1 ? alpha : static_cast<int>(alpha * covered));
    }
}

void writeColumns(QImage& image, const QRect& plot, const std::vector<PixelColumn>& columns, double top,
                  const ColumnLook& look)
{
    const double foot = plot.top() + plot.height();
    const double scale = top > 0 ? plot.height() / top : 0;
    const auto heightOf = [&](float value) {
        return std::clamp(foot - static_cast<double>(value) * scale, static_cast<double>(plot.top()), foot);
    };
    const double half = kHalfLine * look.ratio;
    double before = -1;
    for (std::size_t i = 0; i < columns.size(); ++i) {
        const PixelColumn& column = columns[i];
        if (!column.known) {
            before = -1;
            continue;
        }
        const int x = plot.left() + static_cast<int>(i);
        const double y = heightOf(column.mean);
        if (look.area)
            blendRun(image, x, y, foot, look.color, kAreaAlpha);
        const double high = heightOf(column.high), low = heightOf(column.low);
        if (low - high > 1)
            blendRun(image, x, high, low, look.color, kBandAlpha);
        const double last = before < 0 ? y : before;
        blendRun(image, x, std::min(y, last) - half, std::max(y, last) + half, look.color, kLineAlpha);
        before = y;
    }
}

}
