// How fast a model runs at several settings. All settings are measured in turn, round after round, so that
// what disturbs the machine disturbs all; medians over the rounds are reported, beside the peak of a core
// measured in the same run. Owns its threads while it runs. Not for judging two settings: that is
// compareSettings().
#pragma once

#include "engine/base/result.h"
#include "engine/embed/embedder.h"
#include "engine/kernels/peak.h"

#include <array>
#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <stop_token>
#include <vector>

namespace embedscope {

struct BenchSetting
{
    int tokens = 128; ///< of each text, special tokens among them
    int batch = 1; ///< texts handed over at once; the next batch follows when all its vectors are there
    int workers = 1;
    Mode mode = Mode::Coarse;
};

struct BenchPlan
{
    std::vector<BenchSetting> settings;
    int rounds = 5;
    double secondsPerMeasurement = 0.25; ///< at least; a whole number of batches
    bool peakEveryRound = false; ///< else once, before the first round
    std::function<uint64_t()> allocations; ///< running total of the program; empty: not counted
    std::function<void(int done, int all)> onMeasured;
};

struct BenchRun
{
    BenchSetting setting;
    double tokensPerSecond = 0, textsPerSecond = 0; ///< medians over the rounds
    double p50Ms = 0, p99Ms = 0; ///< of a batch, over all rounds
    double cpuSeconds = 0; ///< of the whole process, all rounds together
    double saturation = 0; ///< CPU time of the process / (time x threads), 1: none ever waited
    std::optional<double> allocationsPerText;
    double peakShare = 0; ///< multiply-adds per second and thread / peak of a core
    std::array<double, kPassStages> stageShares = {}; ///< of the time of all passes, by PassStage
    double spread = 0; ///< (fastest - slowest round) / median
};

struct BenchReport
{
    CorePeak peak;
    std::vector<BenchRun> runs;
    bool finished = false; ///< false: stopped
};

/// An Error when the model cannot take the settings: a text that is too long, no threads.
Result<BenchReport> runBenchmark(std::shared_ptr<const Model> model, const BenchPlan& plan,
                                 std::stop_token stop);

/// Random ids of the vocabulary between the special tokens; the same for the same seed.
std::vector<TokenId> randomText(const Model& model, int tokens, uint32_t seed);

/// Multiply-adds of the pass over a text: products and attention.
double macsOfText(const ModelInfo& info, int tokens);
/// The median; 0 of nothing. `part` 0.99 gives the value that 1 % exceed (nearest rank).
double quantile(std::vector<double> values, double part);

}
