// Settings on the same texts, in interleaved slices (A B C, C B A, ...), so that what disturbs the machine disturbs all; the
// ratio of each one's rate to the first one's with a confidence interval from the rounds. Owns its threads while it runs; call
// it on a worker thread.
#pragma once

#include "engine/base/result.h"
#include "engine/embed/embedder.h"
#include "engine/telemetry/process_usage.h"

#include <functional>
#include <memory>
#include <optional>
#include <stop_token>
#include <string>
#include <string_view>
#include <vector>

namespace embedscope {

/// "mode=coarse,workers=2,matmul-threads=2,pack-tokens=128"
Result<EmbedOptions> optionsFromSpec(std::string_view spec);
std::string specFromOptions(const EmbedOptions& options);

/// What happened inside a slice, for pictures.
struct SliceLanes {
    std::vector<Span> spans;   ///< of all workers; startNs counts from the beginning of the slice
    std::vector<float> textMs; ///< time of each text, in order of arrival: its share of its pack's
};

struct ComparisonSlice {
    int contender = 0;        ///< 0: A, 1: B, ...
    int round = 0;
    double startSeconds = 0;  ///< since the comparison began
    double seconds = 0;
    double tokensPerSecond = 0;
    int texts = 0;
    int threads = 0;          ///< that the contender has
    ProcessUsage used;        ///< by the whole program during the slice
    uint64_t tasks = 0;       ///< created for its products (naive only)
    std::optional<uint64_t> allocations;
    std::shared_ptr<const SliceLanes> lanes; ///< null in a run that was read from a file
    std::vector<float> loneMs; ///< texts that came alone, after the slice: from handing over to the vector
};

/// Of a contender against the first: "faster" says that it is.
enum class Verdict { Faster, Slower, NoDifference, Undecided };
std::string_view verdictName(Verdict verdict); ///< "faster", "slower", "no difference", "undecided"

struct Standing {
    double ratio = 1, low = 0, high = 1e9; ///< its rate / rate of the first: geometric mean of the rounds and its interval.
                                           ///< The verdict asks more of the evidence, since looking early costs (statistics.h)
    Verdict verdict = Verdict::Undecided;
    int rounds = 0;
};

struct ComparisonState {
    std::vector<ComparisonSlice> slices;
    std::vector<Standing> standings; ///< by contender; [0] is the first against itself, 1
    double confidence = 0.95;        ///< of each standing
    bool finished = false;
};

struct ComparisonPlan {
    struct Setting {
        EmbedOptions options;
        std::shared_ptr<const Model> model; ///< null: the comparison's; another target of the same file, for example
    };
    std::vector<Setting> contenders; ///< two or more; the first is what the others are held against
    std::vector<std::vector<TokenId>> texts;
    double seconds = 20;        ///< stop rule: at most this long, earlier when every verdict is certain
    int minimumRounds = 6;
    std::function<uint64_t()> allocations; ///< running total of the program; empty: not counted
};

/// `onSlice` after every slice, on the calling thread. A verdict is given at one of four planned looks, when the interval
/// excludes 1 or lies close around it; the contender then rests. No slices at all: no text suits the models, fewer than two
/// contenders, or the system gave no threads.
ComparisonState compareSettings(std::shared_ptr<const Model> model, const ComparisonPlan& plan,
                                const std::function<void(const ComparisonState&)>& onSlice, std::stop_token stop);

/// Student's t interval of the mean of log ratios; fewer than two: the widest interval.
struct RatioInterval {
    double ratio = 1, low = 0, high = 1e9;
};
RatioInterval ratioInterval(const std::vector<double>& logRatios, double confidence);

}
