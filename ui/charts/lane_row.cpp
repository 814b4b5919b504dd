#include "ui/charts/lane_row.h"

#include "ui/charts/theme.h"

#include <QCoreApplication>
#include <algorithm>
#include <array>
#include <cmath>

namespace embedscope {

namespace {

constexpr double kFoldBelow = 3, kGapFrom = 8, kWaitFrom = 3;
constexpr std::ptrdiff_t kMostStages = 6; // of one pack, and the pack itself
constexpr int kColors = 8; // stages of Span
constexpr int64_t kLongestWaitNs = 4'000'000'000; // longer: there was no work at all

int64_t endOf(const Span& span)
{
    return span.startNs + span.durationNs;
}

std::vector<Span>::const_iterator firstEndingAfter(const std::vector<Span>& lane, int64_t ns)
{
    return std::lower_bound(lane.begin(), lane.end(), ns,
                            [](const Span& span, int64_t at) { return endOf(span) < at; });
}

struct Segment
{
    double from = 0, to = 0; ///< device pixels, may lie outside
    Stage stage = Stage::Pack;
    double width() const { return to - from; }
};

/// The narrowest goes into its wider neighbour until everything can be seen or only one is left.
void fold(std::vector<Segment>& segments, double least)
{
    while (segments.size() > 1) {
        const auto narrow =
            std::min_element(segments.begin(), segments.end(),
                             [](const Segment& a, const Segment& b) { return a.width() < b.width(); });
        if (narrow->width() >= least)
            return;
        const bool first = narrow == segments.begin(), last = narrow + 1 == segments.end();
        const bool left = last || (!first && (narrow - 1)->width() > (narrow + 1)->width());
        if (left)
            (narrow - 1)->to = narrow->to;
        else
            (narrow + 1)->from = narrow->from;
        segments.erase(narrow);
    }
}

/// Collects how much of each pixel every stage takes.
class Coverage
{
public:
    Coverage(const LaneWindow& window)
        : m_window(window)
        , m_shares(static_cast<std::size_t>(std::max(0, window.pixels)))
    {
    }

    double pixelAt(int64_t ns) const
    {
        return static_cast<double>(ns - m_window.fromNs)
            / static_cast<double>(m_window.toNs - m_window.fromNs) * m_window.pixels;
    }

    void addPack(std::vector<Segment>& segments)
    {
        if (segments.empty())
            return;
        fold(segments, kFoldBelow * m_window.ratio);
        Segment& last = segments.back();
        if (last.to - segments.front().from >= kGapFrom * m_window.ratio)
            last.to -= m_window.ratio; // packs that touch are still two
        for (const Segment& segment : segments)
            add(segment);
    }

    std::vector<QRgb> colored(const QColor& groove) const
    {
        std::array<QColor, kColors> colors;
        for (int i = 0; i < kColors; ++i)
            colors[static_cast<std::size_t>(i)] = stageColor(static_cast<Stage>(i));
        std::vector<QRgb> pixels(m_shares.size(), groove.rgb());
        for (std::size_t x = 0; x < pixels.size(); ++x) {
            const auto most = std::max_element(m_shares[x].begin(), m_shares[x].end());
            float covered = 0;
            for (const float share : m_shares[x])
                covered += share;
            if (covered <= 0)
                continue;
            const QColor& over = colors[static_cast<std::size_t>(most - m_shares[x].begin())];
            const float strength = std::min(1.f, covered);
            const auto mix = [strength](int under, int value) {
                return static_cast<int>(static_cast<float>(under)
                                        + static_cast<float>(value - under) * strength + 0.5f);
            };
            pixels[x] = qRgb(mix(groove.red(), over.red()), mix(groove.green(), over.green()),
                             mix(groove.blue(), over.blue()));
        }
        return pixels;
    }

private:
    void add(const Segment& segment)
    {
        const double from = std::max(0.0, segment.from);
        const double to = std::min(static_cast<double>(m_window.pixels), segment.to);
        for (int x = static_cast<int>(from); x < to; ++x) {
            const double covered = std::min(to, x + 1.0) - std::max(from, static_cast<double>(x));
            m_shares[static_cast<std::size_t>(x)][static_cast<std::size_t>(segment.stage)] +=
                static_cast<float>(covered);
        }
    }

    LaneWindow m_window;
    std::vector<std::array<float, kColors>> m_shares;
};

}

LaneRow laneRow(const std::vector<Span>& lane, const LaneWindow& window, QColor groove)
{
    LaneRow row;
    Coverage coverage(window);
    if (window.toNs <= window.fromNs || window.pixels < 1)
        return row;
    auto span = firstEndingAfter(lane, window.fromNs);
    span -= std::min(kMostStages, span - lane.begin()); // the stages of a pack that began outside
    std::vector<Segment> segments;
    for (; span != lane.end(); ++span) {
        const double from = coverage.pixelAt(span->startNs), to = coverage.pixelAt(endOf(*span));
        const bool ends = span->stage == Stage::Pack || span->stage == Stage::Wait;
        if (ends && span->startNs > window.toNs)
            break;
        if (span->stage == Stage::Wait) {
            segments.clear();
            if (span->durationNs < kLongestWaitNs && to - from >= kWaitFrom * window.ratio && to > 0
                && from < window.pixels)
                row.waits.push_back({std::max(0, static_cast<int>(from)),
                                     std::min(window.pixels, static_cast<int>(std::ceil(to)))});
            continue;
        }
        if (!ends) {
            segments.push_back({from, to, span->stage});
            continue;
        }
        if (segments.empty() || segments.front().from < from - window.ratio) // a helper knows no stages
            segments = {{from, to, Stage::Pack}};
        coverage.addPack(segments);
        segments.clear();
    }
    row.pixels = coverage.colored(groove);
    return row;
}

QColor stageColor(Stage stage)
{
    const Theme& theme = Theme::current();
    switch (stage) {
    case Stage::Tokenise:
    case Stage::Embed:
        return theme.stageTokenise;
    case Stage::Attention:
        return theme.stageAttention;
    case Stage::FeedForward:
        return theme.stageFeedForward;
    case Stage::Pool:
        return theme.stagePool;
    case Stage::Store:
        return theme.stageStore;
    case Stage::Wait:
        return theme.stageRead;
    case Stage::Pack: // helps another worker with its products
        return theme.series[7];
    }
    return theme.line;
}

QString stageName(Stage stage)
{
    const auto tr = [](const char* text) { return QCoreApplication::translate("Stage", text); };
    switch (stage) {
    case Stage::Tokenise:
        return tr("Tokenise");
    case Stage::Embed:
        return tr("Look up");
    case Stage::Attention:
        return tr("Attention");
    case Stage::FeedForward:
        return tr("Feed forward");
    case Stage::Pool:
        return tr("Pool");
    case Stage::Store:
        return tr("Store");
    case Stage::Wait:
        return tr("Waits for texts");
    case Stage::Pack:
        return tr("Helps");
    }
    return {};
}

const Span* packAt(const std::vector<Span>& lane, int64_t ns)
{
    for (auto span = firstEndingAfter(lane, ns); span != lane.end(); ++span) {
        if (span->stage == Stage::Pack)
            return span->startNs <= ns ? &*span : nullptr;
    }
    return nullptr;
}

std::vector<Span> stagesOf(const std::vector<Span>& lane, const Span& pack)
{
    std::vector<Span> stages;
    for (auto span = firstEndingAfter(lane, pack.startNs); span != lane.end(); ++span) {
        if (span->stage == Stage::Pack && span->startNs >= pack.startNs)
            break;
        const bool part = span->startNs >= pack.startNs && span->stage != Stage::Wait;
        if (part && span->stage != Stage::Pack)
            stages.push_back(*span);
    }
    return stages;
}

LaneShares laneShares(const std::vector<Span>& lane, int64_t fromNs, int64_t toNs)
{
    LaneShares shares;
    const auto window = static_cast<double>(toNs - fromNs);
    if (window <= 0)
        return shares;
    for (auto span = firstEndingAfter(lane, fromNs); span != lane.end(); ++span) {
        const int64_t inside = std::min(toNs, endOf(*span)) - std::max(fromNs, span->startNs);
        if (inside <= 0)
            continue;
        if (span->stage == Stage::Pack)
            shares.busy += static_cast<double>(inside) / window;
        else if (span->stage == Stage::Wait && span->durationNs < kLongestWaitNs)
            shares.waiting += static_cast<double>(inside) / window;
    }
    shares.busy = std::min(1.0, shares.busy);
    return shares;
}

}
