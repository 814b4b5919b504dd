#include "ui/charts/map_picture.h"

#include <algorithm>
#include <cmath>

namespace embedscope {

namespace {

constexpr int kBlurs = 3, kBlurReach = 5;
constexpr double kFirstBand = 0.06; // of the largest density; below it is paper

void blurLine(const float* in, float* out, int count, int stride)
{
    float sum = 0;
    for (int i = -kBlurReach; i < count; ++i) {
        if (i + kBlurReach < count)
            sum += in[(i + kBlurReach) * stride];
        if (i - kBlurReach - 1 >= 0)
            sum -= in[(i - kBlurReach - 1) * stride];
        if (i >= 0)
            out[i * stride] = sum / (2 * kBlurReach + 1);
    }
}

void blur(std::vector<float>& values, int side)
{
    std::vector<float> other(values.size());
    for (int pass = 0; pass < kBlurs; ++pass) {
        for (int i = 0; i < side; ++i)
            blurLine(values.data() + i * side, other.data() + i * side, side, 1);
        for (int i = 0; i < side; ++i)
            blurLine(other.data() + i, values.data() + i, side, side);
    }
}

QRgb blended(QRgb below, QRgb above, int share) // share 0..256
{
    const int rest = 256 - share;
    return qRgb((qRed(below) * rest + qRed(above) * share) >> 8,
                (qGreen(below) * rest + qGreen(above) * share) >> 8,
                (qBlue(below) * rest + qBlue(above) * share) >> 8);
}

/// Colour of a density, with a short ramp between bands, so that their borders are smooth.
std::vector<QRgb> bandTable(const MapRequest& request)
{
    constexpr int kSteps = 1024;
    constexpr double kSoft = 0.06; // of a band
    std::vector<QRgb> table(kSteps + 1, request.background.rgb());
    const auto bands = static_cast<int>(request.bands.size());
    for (int i = 0; i <= kSteps && bands > 0; ++i) {
        const double value = i / static_cast<double>(kSteps);
        const double place = value < kFirstBand / 2
            ? 0
            : std::max(0.0,
                       1 + bands * (std::sqrt(value) - std::sqrt(kFirstBand)) / (1 - std::sqrt(kFirstBand)));
        const int band = std::min(static_cast<int>(place), bands);
        const QRgb here = band == 0 ? request.background.rgb() : request.bands[band - 1].rgb();
        const QRgb next = band >= bands ? here : request.bands[band].rgb();
        const double into = std::max(0.0, (place - band - (1 - kSoft)) / kSoft);
        table[static_cast<std::size_t>(i)] = blended(here, next, static_cast<int>(256 * std::min(1.0, into)));
    }
    return table;
}

/// A disc with soft edge: alpha 0..256 per pixel, a square of odd side.
struct Disc
{
    int reach = 0;
    std::vector<int> alpha;
    Disc(double radius, double opacity)
        : reach(static_cast<int>(std::ceil(radius)))
    {
        for (int y = -reach; y <= reach; ++y) {
            for (int x = -reach; x <= reach; ++x) {
                const double cover = std::clamp(radius + 0.5 - std::hypot(x, y), 0.0, 1.0);
                alpha.push_back(static_cast<int>(256 * cover * opacity));
            }
        }
    }
};

class Painter
{
public:
    Painter(const MapRequest& request, const std::atomic<bool>& abandoned)
        : m_request(request)
        , m_abandoned(abandoned)
    {
        const double margin = 1 + 2 * MapPicture::kMargin;
        m_view = QSizeF(request.size) * margin * request.ratio;
        m_image = QImage(m_view.toSize(), QImage::Format_RGB32);
        m_view = m_image.size();
        m_bits = m_image.bits();
        m_stride = m_image.bytesPerLine();
        m_transform = {request.transform.centre, request.transform.scale * request.ratio};
    }

    QImage draw()
    {
        m_image.fill(m_request.background);
        if (m_request.density && !m_request.density->values.empty())
            drawBands();
        const bool some = m_request.chosen && !m_request.chosen->empty();
        const double radius = m_request.radius * m_request.ratio;
        drawPoints(Disc(radius, 0.9), Disc(radius + m_request.ratio, 1), false, some);
        if (some)
            drawPoints(Disc(radius * 1.2, 1), Disc(radius * 1.2 + m_request.ratio, 1), true, true);
        return m_abandoned ? QImage() : m_image;
    }

private:
    void drawBands()
    {
        const std::vector<QRgb> table = bandTable(m_request);
        const MapDensity& density = *m_request.density;
        constexpr int kSide = MapDensity::kSide;
        const double unit = density.area.width() / (kSide - 1);
        const int width = m_image.width();
        std::vector<float> row(kSide + 1, 0.f);
        const QPointF first = m_transform.toMap({0.5, 0.5}, m_view);
        const double step = 1 / (m_transform.scale * unit);
        for (int y = 0; y < m_image.height() && !m_abandoned; ++y) {
            const double mapY = m_transform.toMap({0.5, y + 0.5}, m_view).y();
            const double place = (mapY - density.area.top()) / unit;
            if (place < 0 || place >= kSide - 1)
                continue;
            const auto lower = static_cast<int>(place);
            const auto share = static_cast<float>(place - lower);
            const float* a = density.values.data() + lower * kSide;
            for (int i = 0; i < kSide; ++i)
                row[static_cast<std::size_t>(i)] = a[i] + (a[i + kSide] - a[i]) * share;
            auto* line = reinterpret_cast<QRgb*>(m_image.scanLine(y));
            double column = (first.x() - density.area.left()) / unit;
            for (int x = 0; x < width; ++x, column += step) {
                if (column < 0 || column >= kSide - 1)
                    continue;
                const auto left = static_cast<int>(column);
                const float* v = row.data() + left;
                const float value = v[0] + (v[1] - v[0]) * static_cast<float>(column - left);
                line[x] = table[static_cast<std::size_t>(std::clamp(value, 0.f, 1.f) * 1024)];
            }
        }
    }

    void drawPoints(const Disc& disc, const Disc& rim, bool chosenOnes, bool some)
    {
        const QPointF corner = m_transform.toMap({0, m_view.height()}, m_view);
        const double reach = (rim.reach + 1) / m_transform.scale;
        const QRectF seen(corner.x() - reach, corner.y() - reach,
                          m_view.width() / m_transform.scale + 2 * reach,
                          m_view.height() / m_transform.scale + 2 * reach);
        std::vector<QRgb> colours;
        for (const QColor& colour : m_request.colours)
            colours.push_back(some && !chosenOnes ? blended(colour.rgb(), m_request.grey.rgb(), 128)
                                                  : colour.rgb());
        int count = 0;
        m_request.points->forEachNear(seen, [&](int point, float x, float y) {
            const auto number = static_cast<std::size_t>(point);
            const bool isChosen = some && (*m_request.chosen)[number] != 0;
            if (isChosen == chosenOnes) {
                const QPointF at = m_transform.toView({x, y}, m_view);
                if (m_request.rims || chosenOnes)
                    splat(at, rim, m_request.rim.rgb());
                splat(at, disc, colours[(*m_request.colourOf)[number] % colours.size()]);
            }
            return (++count & 16383) != 0 || !m_abandoned;
        });
    }

    void splat(const QPointF& at, const Disc& disc, QRgb colour)
    {
        const int left = static_cast<int>(at.x() + 4096) - 4096 - disc.reach;
        const int top = static_cast<int>(at.y() + 4096) - 4096 - disc.reach;
        const int side = 2 * disc.reach + 1;
        for (int dy = std::max(0, -top); dy < side && top + dy < m_image.height(); ++dy) {
            auto* line = reinterpret_cast<QRgb*>(m_bits + (top + dy) * m_stride) + left;
            const int* alpha = disc.alpha.data() + dy * side;
            for (int dx = std::max(0, -left); dx < side && left + dx < m_image.width(); ++dx) {
                if (alpha[dx] > 0)
                    line[dx] = blended(line[dx], colour, alpha[dx]);
            }
        }
    }

    const MapRequest& m_request;
    const std::atomic<bool>& m_abandoned;
    QSizeF m_view;
    QImage m_image;
    MapTransform m_transform;
    uchar* m_bits = nullptr;
    qsizetype m_stride = 0;
};

}

QPointF MapTransform::toView(const QPointF& point, const QSizeF& view) const
{
    return {view.width() / 2 + (point.x() - centre.x()) * scale,
            view.height() / 2 - (point.y() - centre.y()) * scale};
}

QPointF MapTransform::toMap(const QPointF& pixel, const QSizeF& view) const
{
    return {centre.x() + (pixel.x() - view.width() / 2) / scale,
            centre.y() - (pixel.y() - view.height() / 2) / scale};
}

MapDensity MapDensity::of(const MapPoints& points)
{
    MapDensity density;
    if (points.size() == 0)
        return density;
    const QRectF bounds = points.bounds();
    const double side = std::max({bounds.width(), bounds.height(), 1e-6}) * 1.3;
    density.area = QRectF(bounds.center() - QPointF(side / 2, side / 2), QSizeF(side, side));
    density.values.assign(kSide * kSide, 0.f);
    for (int i = 0; i < points.size(); ++i) {
        const QPointF at = (points.at(i) - density.area.topLeft()) / side * (kSide - 1);
        ++density.values[static_cast<std::size_t>(at.y() + 0.5) * kSide
                         + static_cast<std::size_t>(at.x() + 0.5)];
    }
    blur(density.values, kSide);
    const float most = *std::max_element(density.values.begin(), density.values.end());
    for (float& value : density.values)
        value /= std::max(most, 1e-9f);
    return density;
}

MapPicture drawMap(const MapRequest& request, const std::atomic<bool>& abandoned)
{
    MapPicture picture;
    picture.image = Painter(request, abandoned).draw();
    picture.transform = request.transform;
    picture.size = request.size;
    picture.ratio = request.ratio;
    return picture;
}

}
