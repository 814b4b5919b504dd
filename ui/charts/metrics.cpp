#include "ui/charts/theme.h"

#include <QApplication>
#include <QFontInfo>
#include <QScreen>
#include <algorithm>
#include <cmath>

namespace embedscope {

namespace {

constexpr double kDesignPoints = 10;
constexpr double kDesignDotsPerInch = 96;

/// A larger system font enlarges everything; a smaller one does not make the design's texts unreadable.
double fontScale()
{
    const QFont font = QApplication::font();
    const double points = font.pointSizeF() > 0 ? font.pointSizeF() : QFontInfo(font).pointSizeF();
    return std::max(1.0, points / kDesignPoints);
}

double pixelScale()
{
    const QScreen* const screen = QGuiApplication::primaryScreen();
    const double dots = screen ? screen->logicalDotsPerInchY() : kDesignDotsPerInch;
    return fontScale() * std::max(1.0, dots / kDesignDotsPerInch);
}

}

int Metrics::unit()
{
    return px(4);
}

int Metrics::px(int designPixels)
{
    return static_cast<int>(std::lround(designPixels * pixelScale()));
}

QFont Metrics::font(double points, bool bold)
{
    QFont font = QApplication::font();
    font.setPointSizeF(points * fontScale());
    font.setBold(bold);
    return font;
}

QFont Metrics::number()
{
    return font(21);
}

QFont Metrics::title()
{
    return font(15);
}

QFont Metrics::heading()
{
    return font(11, true);
}

QFont Metrics::body()
{
    return font(kDesignPoints);
}

QFont Metrics::small()
{
    return font(9);
}

QFont Metrics::caption()
{
    return font(8.5);
}

}
