#include "ui/charts/palette_file.h"
#include "ui/charts/theme.h"

#include <QFile>
#include <QHash>
#include <QIconEngine>
#include <QPainter>
#include <QSvgRenderer>
#include <algorithm>
#include <cmath>

namespace embedscope {

namespace {

constexpr qsizetype kMostPixmaps = 1'000; // a few hundred kilobytes
constexpr int kSmallIcon = 16;

QByteArray iconSource(const QString& name)
{
    Theme::current(); // the resources stand once there is a theme
    static QHash<QString, QByteArray> sources;
    const auto known = sources.constFind(name);
    if (known != sources.constEnd())
        return *known;
    QFile file(QStringLiteral(":/icons/%1.svg").arg(name));
    if (!file.open(QIODevice::ReadOnly))
        qWarning("there is no icon called %s", qPrintable(name));
    return *sources.insert(name, file.isOpen() ? file.readAll() : QByteArray());
}

QPixmap drawn(const QString& name, int pixels, bool small, const QColor& color)
{
    QPixmap pixmap(pixels, pixels);
    pixmap.fill(Qt::transparent);
    QByteArray source = iconSource(name);
    source.replace("currentColor", color.name().toLatin1());
    if (small) // thin strokes look grey at this size
        source.replace("stroke-width=\"1.75\"", "stroke-width=\"2\"");
    if (source.isEmpty())
        return pixmap;
    QSvgRenderer renderer(source);
    QPainter painter(&pixmap);
    painter.setOpacity(color.alphaF());
    renderer.render(&painter, QRectF(0, 0, pixels, pixels));
    return pixmap;
}

QPixmap cached(const QString& name, int pixels, bool small, const QColor& color)
{
    static QHash<QString, QPixmap> pixmaps;
    const QString key =
        QStringLiteral("%1/%2/%3/%4").arg(name).arg(pixels).arg(color.rgba()).arg(small ? 1 : 0);
    const auto known = pixmaps.constFind(key);
    if (known != pixmaps.constEnd())
        return *known;
    if (pixmaps.size() >= kMostPixmaps)
        pixmaps.clear();
    return *pixmaps.insert(key, drawn(name, pixels, small, color));
}

/// Asks the theme for its colour when it is painted, so that an icon of a menu follows a change.
class ThemedIconEngine : public QIconEngine
{
public:
    ThemedIconEngine(QString name, const QColor& color)
        : m_name(std::move(name))
        , m_color(color)
    {
    }

    QPixmap scaledPixmap(const QSize& size, QIcon::Mode mode, QIcon::State, qreal scale) override
    {
        const int pixels = std::min(size.width(), size.height());
        return cached(m_name, pixels, pixels <= std::lround(Metrics::px(kSmallIcon) * scale), colorFor(mode));
    }

    QPixmap pixmap(const QSize& size, QIcon::Mode mode, QIcon::State state) override
    {
        return scaledPixmap(size, mode, state, 1);
    }

    void paint(QPainter* painter, const QRect& rect, QIcon::Mode mode, QIcon::State state) override
    {
        const qreal ratio = painter->device()->devicePixelRatioF();
        QPixmap pixmap = scaledPixmap((QSizeF(rect.size()) * ratio).toSize(), mode, state, ratio);
        pixmap.setDevicePixelRatio(ratio);
        painter->drawPixmap(rect.topLeft(), pixmap);
    }

    QIconEngine* clone() const override { return new ThemedIconEngine(*this); }
    bool isNull() override { return m_name.isEmpty(); }

private:
    QColor colorFor(QIcon::Mode mode) const
    {
        const Theme& theme = Theme::current();
        if (mode == QIcon::Disabled)
            return theme.lineStrong;
        if (mode == QIcon::Selected)
            return theme.onAccent;
        return m_color.isValid() ? m_color : theme.text;
    }

    QString m_name;
    QColor m_color;
};

}

QIcon themedIcon(const QString& name, const QColor& color)
{
    return QIcon(new ThemedIconEngine(name, color));
}

QPixmap themedPixmap(const QString& name, int designSize, const QColor& color, double devicePixelRatio)
{
    const double ratio = std::max(1.0, devicePixelRatio);
    const int pixels = static_cast<int>(std::lround(Metrics::px(designSize) * ratio));
    QPixmap pixmap = cached(name, pixels, designSize <= kSmallIcon, color);
    pixmap.setDevicePixelRatio(ratio);
    return pixmap;
}

}
