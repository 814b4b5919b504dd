#include "engine/lab/lab_pictures.h"

#include <algorithm>
#include <cmath>
#include <fmt/format.h>
#include <map>

namespace embedscope {

namespace {

constexpr double kWidth = 900, kLeft = 60, kRight = 760;
constexpr int kColours = 6;

std::string begin(double height)
{
    return fmt::format("<svg viewBox=\"0 0 {} {}\" role=\"img\">\n", kWidth, height);
}

std::string line(double x1, double y1, double x2, double y2, const char* kind)
{
    return fmt::format("<line x1=\"{:.1f}\" y1=\"{:.1f}\" x2=\"{:.1f}\" y2=\"{:.1f}\" {}/>\n", x1, y1, x2, y2, kind);
}

std::string text(double x, double y, const char* anchor, std::string_view words)
{
    return fmt::format("<text x=\"{:.1f}\" y=\"{:.1f}\" text-anchor=\"{}\">{}</text>\n", x, y, anchor, escapedHtml(words));
}

std::string colour(std::size_t series)
{
    return fmt::format("var(--s{})", series % kColours);
}

struct Point
{
    double x = 0, y = 0;
};

std::string polyline(const std::vector<Point>& points, std::size_t series, bool dashed = false)
{
    std::string svg = "<polyline fill=\"none\" stroke-width=\"2\" stroke=\"" + colour(series)
        + (dashed ? "\" stroke-dasharray=\"5 4" : "") + "\" points=\"";
    for (const Point& point : points)
        svg += fmt::format("{:.1f},{:.1f} ", point.x, point.y);
    return svg + "\"/>\n";
}

/// 1, 2 or 5 times a power of ten, so that about `parts` of them fill `most`.
double niceStep(double most, int parts)
{
    const double rough = std::max(most, 1e-12) / parts, power = std::pow(10, std::floor(std::log10(rough)));
    const double times = rough / power;
    return power * (times <= 1 ? 1 : times <= 2 ? 2 : times <= 5 ? 5 : 10);
}

std::string valueAxis(double most, double top, double bottom)
{
    std::string svg;
    const double step = niceStep(most, 4);
    for (int i = 0; i * step <= most * 1.0001; ++i) {
        const double value = i * step;
        const double y = bottom - (bottom - top) * value / most;
        svg += line(kLeft, y, kRight, y, "class=\"grid\"");
        svg += text(kLeft - 8, y + 4, "end", fmt::format("{:g}", value));
    }
    return svg;
}

}

std::string intervalSvg(const LabRun& run)
{
    constexpr double kRow = 30, kTop = 10, kNames = 200;
    double least = 0.9, most = 1.1;
    const auto known = [](const Standing& s) { return s.rounds >= 2 && s.low > 1e-3 && s.high < 1e3; };
    for (const Standing& standing : run.state.standings) {
        if (known(standing)) {
            least = std::min(least, standing.low / 1.05);
            most = std::max(most, standing.high * 1.05);
        }
    }
    const auto x = [&](double ratio) {
        return kNames + (kRight - kNames) * std::log(ratio / least) / std::log(most / least);
    };
    const double bottom = kTop + kRow * double(std::max<std::size_t>(1, run.names.size() - 1));
    std::string svg = begin(bottom + 24);
    for (const double tick : {0.05, 0.1, 0.2, 0.33, 0.5, 0.75, 1.0, 1.33, 2.0, 3.0, 5.0, 10.0, 20.0}) {
        if (tick < least || tick > most)
            continue;
        svg += line(x(tick), kTop, x(tick), bottom, tick == 1 ? "class=\"one\"" : "class=\"grid\"");
        svg += text(x(tick), bottom + 16, "middle", tick == 1 ? std::string("A") : fmt::format("{} ×", tick));
    }
    for (std::size_t i = 1; i < run.names.size(); ++i) {
        const Standing& s = run.state.standings[i];
        const double y = kTop + kRow * (double(i) - 0.5);
        svg += text(0, y + 4, "start", contenderLetter(i) + " " + run.names[i]);
        if (!known(s))
            continue;
        svg += fmt::format("<rect x=\"{:.1f}\" y=\"{:.1f}\" width=\"{:.1f}\" height=\"12\" rx=\"2\" fill=\"{}\" "
                           "opacity=\"0.35\"/>\n<circle cx=\"{:.1f}\" cy=\"{:.1f}\" r=\"5\" fill=\"{}\"/>\n",
                           x(s.low), y - 6, std::max(2.0, x(s.high) - x(s.low)), colour(i), x(s.ratio), y, colour(i));
        svg += text(kWidth, y + 4, "end", fmt::format("{:.2f} ×", s.ratio));
    }
    return svg + "</svg>\n";
}

std::string slicesSvg(const LabRun& run)
{
    constexpr double kTop = 10, kBottom = 200;
    double most = 1, end = 1e-9;
    std::map<std::size_t, std::vector<Point>> series;
    for (const ComparisonSlice& slice : run.state.slices) {
        most = std::max(most, slice.tokensPerSecond * 1.05);
        end = std::max(end, slice.startSeconds + slice.seconds);
    }
    for (const ComparisonSlice& slice : run.state.slices)
        series[static_cast<std::size_t>(slice.contender)].push_back(
            {kLeft + (kRight - kLeft) * (slice.startSeconds + slice.seconds / 2) / end,
             kBottom - (kBottom - kTop) * slice.tokensPerSecond / most});
    std::string svg = begin(kBottom + 24) + valueAxis(most, kTop, kBottom);
    for (const auto& [contender, points] : series) {
        svg += polyline(points, contender);
        svg += text(kRight + 8, points.back().y + 4, "start", contenderLetter(contender) + " " + run.names[contender]);
    }
    svg += text(kLeft, kBottom + 18, "start", "tokens/s over time");
    svg += text(kRight, kBottom + 18, "end", fmt::format("{:.1f} s", end));
    return svg + "</svg>\n";
}

std::string batchSvg(const std::vector<BenchRun>& sweep)
{
    constexpr double kTop = 10, kBottom = 200;
    double most = 1;
    int longest = 2;
    std::map<int, std::vector<Point>> byWorkers;
    for (const BenchRun& cell : sweep) {
        most = std::max(most, cell.tokensPerSecond * 1.05);
        longest = std::max(longest, cell.setting.batch);
    }
    const auto x = [&](int batch) {
        return kLeft + (kRight - kLeft) * std::log2(std::max(1, batch)) / std::log2(longest);
    };
    for (const BenchRun& cell : sweep)
        byWorkers[cell.setting.workers].push_back(
            {x(cell.setting.batch), kBottom - (kBottom - kTop) * cell.tokensPerSecond / most});
    std::string svg = begin(kBottom + 24) + valueAxis(most, kTop, kBottom);
    for (int batch = 1; batch <= longest; batch *= 2)
        svg += text(x(batch), kBottom + 16, "middle", std::to_string(batch));
    std::size_t number = 0;
    for (auto& [workers, points] : byWorkers) {
        std::ranges::sort(points, {}, &Point::x);
        svg += polyline(points, number++);
        svg += text(kRight + 8, points.back().y + 4, "start", fmt::format("{} worker{}", workers, workers == 1 ? "" : "s"));
    }
    return svg + "</svg>\n";
}

std::string scalingSvg(const Scaling& scaling)
{
    constexpr double kTop = 10, kBottom = 200;
    const int most = std::max(2, scaling.points.empty() ? 2 : scaling.points.back().workers);
    const auto at = [&](double workers, double speedUp) {
        return Point{kLeft + (kRight - kLeft) * (workers - 1) / (most - 1),
                     kBottom - (kBottom - kTop) * speedUp / most};
    };
    std::string svg = begin(kBottom + 24) + valueAxis(most, kTop, kBottom);
    std::vector<Point> fitted;
    for (double workers = 1; workers <= most + 1e-9; workers += (most - 1) / 32.0)
        fitted.push_back(at(workers, amdahlSpeedUp(scaling.parallelShare, workers)));
    svg += polyline({at(1, 1), at(most, most)}, 5, true) + polyline(fitted, 0);
    for (const ScalingPoint& point : scaling.points) {
        const Point place = at(point.workers, point.speedUp);
        svg += fmt::format("<circle cx=\"{:.1f}\" cy=\"{:.1f}\" r=\"4\" fill=\"{}\"/>\n", place.x, place.y, colour(0));
        svg += text(place.x, kBottom + 16, "middle", std::to_string(point.workers));
    }
    svg += text(kRight + 8, at(most, most).y + 4, "start", "ideal");
    svg += text(kRight + 8, fitted.back().y + 18, "start", "Amdahl's curve");
    return svg + "</svg>\n";
}

std::string escapedHtml(std::string_view text)
{
    std::string escaped;
    for (const char c : text) {
        switch (c) {
        case '&':
            escaped += "&amp;";
            break;
        case '<':
            escaped += "&lt;";
            break;
        case '>':
            escaped += "&gt;";
            break;
        case '"':
            escaped += "&quot;";
            break;
        default:
            escaped += c;
        }
    }
    return escaped;
}

std::string escapedScript(std::string_view json)
{
    std::string escaped;
    for (const char c : json) {
        if (c == '<') // no end of the element, no comment; JSON has the character in strings only
            escaped += "\\u003c";
        else
            escaped += c;
    }
    return escaped;
}

}
