// Two settings on the same texts, in interleaved slices (A B B A ...), so that what disturbs the machine disturbs both; the
// ratio of their rates with a confidence interval from the pairs. Owns its threads while it runs; call it on a worker thread.
#pragma once

#include "engine/base/result.h"
#include "engine/embed/embedder.h"

#include <functional>
#include <memory>
#include <stop_token>
#include <string>
#include <string_view>
#include <vector>

namespace embedscope {

/// "mode=coarse,workers=2,matmul-threads=2,pack-tokens=128"
Result<EmbedOptions> optionsFromSpec(std::string_view spec);
std::string specFromOptions(const EmbedOptions& options);

struct ComparisonSlice {
    int contender = 0;        ///< 0: A, 1: B
    int round = 0;
    double startSeconds = 0;  ///< since the comparison began
    double seconds = 0;
    double tokensPerSecond = 0;
};

enum class Verdict { AFaster, BFaster, NoDifference, Undecided };
std::string_view verdictName(Verdict verdict); ///< "a faster", "b faster", "no difference", "undecided"

struct ComparisonState {
    std::vector<ComparisonSlice> slices;
    double ratio = 1, low = 0, high = 0; ///< rate of A / rate of B, geometric mean of pairs and its interval; before the
                                         ///< end the interval is a little wider, since looking early costs (statistics.h)
    double confidence = 0.95;
    Verdict verdict = Verdict::Undecided;
    int pairs = 0;
    bool finished = false;
};

struct ComparisonPlan {
    EmbedOptions a, b;
    std::vector<std::vector<TokenId>> texts;
    double seconds = 20;        ///< stop rule: at most this long, earlier when the verdict is certain
    int minimumPairs = 6;
};

/// `onSlice` after every slice, on the calling thread. Undecided until, at one of four planned looks, the interval excludes
/// 1 or lies inside +-1 %. No slices at all: no text suits the model, or the system gave no threads.
ComparisonState compareSettings(std::shared_ptr<const Model> model, const ComparisonPlan& plan,
                                const std::function<void(const ComparisonState&)>& onSlice, std::stop_token stop);

/// Student's t interval of the mean of log ratios; fewer than two: the widest interval.
struct RatioInterval {
    double ratio = 1, low = 0, high = 1e9;
};
RatioInterval ratioInterval(const std::vector<double>& logRatios, double confidence);

}
