#include "engine/model/vector_sizes.h"

#include "engine/model/model_names.h"

#include <algorithm>
#include <fmt/format.h>
#include <span>
#include <string_view>

namespace embedscope {

namespace {

struct Rule
{
    std::string_view architecture; ///< empty: the names alone decide
    std::span<const std::string_view> words; ///< all of them stand in the names of the file
    std::span<const int> sizes; ///< descending
};

using Words = std::string_view;
constexpr Words kNomic15[] = {"nomic-embed", "v1.5"}, kQwen3[] = {"qwen3-embedding"},
                kMxbai[] = {"mxbai-embed-large"}, kArctic2[] = {"arctic-embed", "v2"},
                kArctic15[] = {"arctic-embed", "v1.5"}, kModernBert[] = {"modernbert-embed"};

constexpr int kGemmaSizes[] = {512, 256, 128}, kNomicSizes[] = {512, 256, 128, 64}, kTwoFiftySix[] = {256},
              kFiveTwelve[] = {512}, kJina3Sizes[] = {768, 512, 256, 128, 64, 32},
              kQwen3Sizes[] = {2048, 1024, 512, 256, 128, 64, 32};

// The first that fits.
constexpr Rule kRules[] = {
    {"gemma-embedding", {}, kGemmaSizes},
    {"nomic-bert", kNomic15, kNomicSizes}, // the first version was not trained so
    {"nomic-bert-moe", {}, kTwoFiftySix},
    {"jina-bert-v3", {}, kJina3Sizes},
    {"qwen3", kQwen3, kQwen3Sizes},
    {"", kMxbai, kFiveTwelve},
    {"", kArctic2, kTwoFiftySix},
    {"", kArctic15, kTwoFiftySix},
    {"", kModernBert, kTwoFiftySix},
};

}

VectorSizes vectorSizes(const GgufFile& file, const Family& family, int whole)
{
    const std::string names = namesOf(file);
    const auto fits = [&](const Rule& rule) {
        return (rule.architecture.empty() || rule.architecture == family.architecture)
            && std::ranges::all_of(rule.words, [&](Words word) { return namesContain(names, word); });
    };
    VectorSizes result{.sizes = {whole}, .source = {}};
    const auto* rule = std::ranges::find_if(kRules, fits);
    if (rule == std::end(kRules))
        return result;
    for (const int size : rule->sizes) {
        if (size < whole)
            result.sizes.push_back(size);
    }
    if (result.sizes.size() > 1)
        result.source = rule->words.empty() ? fmt::format("rule of the {} family", family.architecture)
                                            : "name of the model";
    return result;
}

}
