#include "app/cli/embed_timings.h"

#include <array>
#include <cstdio>
#include <fmt/format.h>

namespace embedscope::cli {

namespace {

struct Totals
{
    uint64_t texts = 0, tokens = 0, packs = 0, busyNs = 0;
    std::array<uint64_t, 8> stageNs = {}; // by Stage; of the latest packs when there were many
};

Totals totalsOf(Embedder& embedder)
{
    Totals totals;
    for (int i = 0; i < embedder.threadCount(); ++i) {
        const WorkerCounters& counters = embedder.counters(i);
        totals.texts += counters.texts;
        totals.tokens += counters.tokens;
        totals.packs += counters.packs;
        totals.busyNs += counters.busyNs;
        Span span;
        while (embedder.spans(i).pop(span))
            totals.stageNs[static_cast<std::size_t>(span.stage) % totals.stageNs.size()] += span.durationNs;
    }
    return totals;
}

}

void printTimings(Embedder& embedder, int64_t loadNs, int64_t runNs)
{
    const Totals totals = totalsOf(embedder);
    const double seconds = static_cast<double>(runNs) / 1e9;
    fmt::print(stderr, "loaded in {:.3f} s; {} mode, {} thread{}, {} kernels\n",
               static_cast<double>(loadNs) / 1e9, modeName(embedder.options().mode), embedder.threadCount(),
               embedder.threadCount() == 1 ? "" : "s", embedder.model().info().target);
    fmt::print(
        stderr,
        "{} texts, {} tokens, {} packs in {:.3f} s: {:.0f} tokens/s, {:.1f} texts/s; threads busy {:.0f} %\n",
        totals.texts, totals.tokens, totals.packs, seconds, static_cast<double>(totals.tokens) / seconds,
        static_cast<double>(totals.texts) / seconds,
        static_cast<double>(totals.busyNs) / static_cast<double>(runNs) / embedder.threadCount() * 100);
    const auto share = [&](Stage stage) {
        uint64_t all = 0;
        for (const Stage part : {Stage::Embed, Stage::Attention, Stage::FeedForward, Stage::Pool})
            all += totals.stageNs[static_cast<std::size_t>(part)];
        return all == 0 ? 0.0
                        : 100.0 * static_cast<double>(totals.stageNs[static_cast<std::size_t>(stage)])
                / static_cast<double>(all);
    };
    fmt::print(stderr, "token rows {:.1f} %, attention {:.1f} %, feed-forward {:.1f} %, pooling {:.1f} %\n",
               share(Stage::Embed), share(Stage::Attention), share(Stage::FeedForward), share(Stage::Pool));
}

}
