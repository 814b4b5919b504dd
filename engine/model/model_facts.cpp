#include "engine/model/model_facts.h"

#include "engine/base/hash.h"
#include "engine/base/utf8.h"
#include "engine/model/quant_blocks.h"
#include "engine/model/vector_sizes.h"

#include <algorithm>
#include <filesystem>
#include <fmt/format.h>
#include <fmt/ranges.h>
#include <map>
#include <set>

namespace embedscope {

namespace {

constexpr const char* kFile = "file";
constexpr const char* kYou = "you";

std::string text(const GgufFile& file, std::string_view key)
{
    const auto value = file.stringValue(key);
    return value && *value ? repairUtf8(**value) : std::string();
}

// The types of the large matrices, the most frequent first: norms and biases are F32 in every file.
std::string weightTypes(const GgufFile& file)
{
    std::map<std::string_view, uint64_t> parameters;
    for (const GgufTensor& tensor : file.tensors()) {
        if (tensor.name.starts_with("blk.") && tensor.shape[1] > 1)
            parameters[tensorTypeName(tensor.type)] += tensor.elements();
    }
    std::string names;
    while (!parameters.empty()) {
        const auto most =
            std::ranges::max_element(parameters, {}, [](const auto& entry) { return entry.second; });
        names += fmt::format("{}{}", names.empty() ? "" : ", ", most->first);
        parameters.erase(most);
    }
    return names;
}

void append(std::string& all, std::string_view part)
{
    all += fmt::format("{}:", part.size()); // lengths, so that "ab","c" and "a","bc" differ
    all += part;
}

// All numbers that the pass computes with.
std::string numbersOf(const HyperParameters& h)
{
    const auto rope = [](const RopeNumbers& r) {
        return fmt::format("{} {} {} {} {} {} {} {}", r.dimensions, r.base, r.scale, r.yarn, r.factor,
                           r.originalContext, r.betaFast, r.betaSlow);
    };
    std::string numbers = fmt::format("{} {} {}", h.heads, h.epsilon, h.layers);
    if (h.family->architecture == "bert") // libraries made with it keep their vectors
        return numbers;
    numbers += fmt::format(" {} {} {} {} / {} / {} / {} {} {} {}", h.keyHeads, h.headSize, h.causal, h.window,
                           rope(h.rope), rope(h.localRope), static_cast<int>(h.curve), h.expertsUsed,
                           h.expertEvery, h.buckets);
    for (const bool local : h.localLayers)
        numbers += local ? 'l' : 'g';
    return numbers;
}

// Everything that changes a vector: the tensors, the numbers of the pass, and how texts become ids. Not the
// model's name.
std::string fingerprintOf(const GgufFile& file, const HyperParameters& h)
{
    std::string all =
        fmt::format("{} {} {}\n", file.tensorFingerprint(), h.family->architecture, numbersOf(h));
    for (const std::string_view key : file.keys()) {
        const bool prose = key == "tokenizer.chat_template" || key == "tokenizer.huggingface.json";
        if (!key.starts_with("tokenizer.") || prose)
            continue;
        const GgufValue& value = *file.find(key);
        const auto bytes = value.type == GgufValueType::Array ? value.array.bytes : value.bytes;
        append(all, key);
        append(all, value.string);
        append(all, {reinterpret_cast<const char*>(bytes.data()), bytes.size()});
        for (const std::string_view string : value.array.strings)
            append(all, string);
    }
    return contentHash(all);
}

// What happens to weights of types that int8 blocks cannot hold exactly; empty when there are none.
std::string roundingFact(const GgufFile& file)
{
    std::set<std::string_view> names;
    for (const GgufTensor& tensor : file.tensors()) {
        if (tensor.name.find("blk.") != std::string_view::npos && tensor.shape[1] > 1
            && isBlockType(tensor.type) && !isExactAsInt8(tensor.type))
            names.insert(tensorTypeName(tensor.type));
    }
    if (names.empty())
        return {};
    return fmt::format("{} rounded to blocks of int8, by at most 1/254 of a block's largest",
                       fmt::join(names, ", "));
}

std::string contextFact(const GgufFile& file, const HyperParameters& h)
{
    const auto context = file.unsignedValue(fmt::format("{}.context_length", h.family->architecture));
    const uint64_t asked = context ? context->value_or(0) : 0;
    if (asked <= static_cast<uint64_t>(h.contextLength))
        return fmt::format("{} tokens", h.contextLength);
    return fmt::format("{} tokens: the position table has no more rows, though the metadata say {}",
                       h.contextLength, asked);
}

std::string attentionFact(const HyperParameters& h)
{
    std::string text = fmt::format("{} heads of {} numbers", h.heads, h.headSize);
    if (h.keyHeads != h.heads)
        text += fmt::format(", {} of keys and values", h.keyHeads);
    text += h.causal ? ", a token sees those before it" : ", every token sees every token";
    const int64_t local = std::ranges::count(h.localLayers, true);
    if (local > 0)
        text += fmt::format("; in {} of {} layers only {} to either side", local, h.layers, h.window);
    return text;
}

std::string ropeFact(const HyperParameters& h, const ModelWeights& weights)
{
    const RopeNumbers& r = h.rope;
    std::string text =
        fmt::format("RoPE on {} {} of a head, base {}", r.dimensions,
                    h.family->positions == Positions::RopeHalves ? "numbers" : "adjacent numbers", r.base);
    if (h.window > 0)
        text += fmt::format(" (local layers {})", h.localRope.base);
    if (r.scale != 1)
        text += fmt::format(", {} factor {}", r.yarn ? "YaRN" : "linear", r.factor);
    return text + (weights.ropeDivisors.size() > 0 ? ", frequencies from the file" : "");
}

std::string positionFact(const HyperParameters& h, const ModelWeights& weights)
{
    switch (h.family->positions) {
    case Positions::Table:
        return "table";
    case Positions::Alibi:
        return "ALiBi: scores fall with the distance";
    case Positions::Buckets:
        return fmt::format("{} learned distances", h.buckets);
    case Positions::RopeHalves:
    case Positions::RopeAdjacent:
        break;
    }
    return ropeFact(h, weights);
}

std::string feedForwardFact(const HyperParameters& h, const ModelWeights& weights)
{
    const auto curve = [](const FeedForwardWeights& part) {
        switch (part.curve) {
        case Curve::Gelu:
            return "GELU, exact (erf)";
        case Curve::GeluTanh:
            return "GELU (tanh)";
        case Curve::Silu:
            return "SiLU";
        case Curve::Relu:
            break;
        }
        return "ReLU";
    };
    const LayerWeights& first = weights.layers.front();
    const FeedForwardWeights& part =
        first.experts.present() ? first.experts.parts.front() : first.feedForward;
    std::string text = fmt::format("{}{}", curve(part), part.gated() ? ", gated" : "");
    if (h.experts > 0)
        text += fmt::format("; {} of {} experts per token in some layers", h.expertsUsed, h.experts);
    return text;
}

std::string normFact(const HyperParameters& h)
{
    return fmt::format("{} {} each part, epsilon {}",
                       h.family->norm == NormKind::Rms ? "RMSNorm" : "LayerNorm",
                       h.family->place == NormPlace::After ? "after" : "before", h.epsilon);
}

// The exact strings, in quotes, with line ends to be seen.
std::string shownPrompt(std::string_view prompt)
{
    std::string text = "\"";
    for (const char c : prompt) {
        if (c == '\n')
            text += "\\n";
        else
            text += c;
    }
    return text + '"';
}

void addPromptFacts(const Prompts& prompts, std::vector<ModelFact>& facts)
{
    if (prompts.of(TextRole::Question).empty() && prompts.of(TextRole::Passage).empty()) {
        facts.push_back({"prompts", "none: questions and passages are embedded alike", prompts.source()});
        return;
    }
    facts.push_back(
        {"prompts", prompts.set().empty() ? "your own" : "of " + prompts.set(), prompts.source()});
    facts.push_back({"before a question", shownPrompt(prompts.of(TextRole::Question)),
                     prompts.source(TextRole::Question)});
    facts.push_back({"before a passage", shownPrompt(prompts.of(TextRole::Passage)),
                     prompts.source(TextRole::Passage)});
}

std::vector<ModelFact> factsOf(const GgufFile& file, const ModelInfo& info, const HyperParameters& h,
                               const ModelWeights& weights, const ModelOptions& options)
{
    const std::string rule = fmt::format("rule of the {} family", h.family->architecture);
    const bool hasTypes = weights.tokenType.size() > 0;
    const std::string poolingSource = options.pooling != Pooling::FromFile ? kYou
        : h.poolingFromFile                                                ? std::string(kFile)
                                                                           : rule;
    std::vector<ModelFact> facts = {
        {"family", fmt::format("{} ({})", h.family->architecture, h.family->models), kFile},
        {"pooling", std::string(poolingName(info.pooling)), poolingSource},
        {"dimensions", fmt::format("{}", info.dimensions), options.dimensions > 0 ? kYou : kFile},
        {"length of a vector", options.normalize ? "1" : "as the model gives it",
         options.normalize ? rule : kYou},
        {"context", contextFact(file, h), kFile},
        {"token type", hasTypes ? "row 0 for every token" : "none", hasTypes ? rule : kFile},
        {"positions", positionFact(h, weights), rule},
        {"attention", attentionFact(h), kFile},
        {"activation", feedForwardFact(h, weights), rule},
        {"norm", normFact(h), kFile},
    };
    if (const VectorSizes sizes = vectorSizes(file, *h.family, h.vectorWidth); sizes.sizes.size() > 1)
        facts.push_back({"shorter vectors",
                         fmt::format("the first {} dimensions do alone",
                                     fmt::join(sizes.sizes.begin() + 1, sizes.sizes.end(), ", ")),
                         sizes.source});
    if (const std::string rounding = roundingFact(file); !rounding.empty())
        facts.push_back({"weights", rounding, "this program"});
    if (!weights.dense.empty())
        facts.push_back({"dense layers", fmt::format("{} after pooling", weights.dense.size()), kFile});
    return facts;
}

}

ModelInfo describeModel(const GgufFile& file, const HyperParameters& h, const ModelWeights& weights,
                        const ModelOptions& options, const Tokenizer* tokenizer, const Prompts& prompts)
{
    ModelInfo info;
    info.fileName = std::filesystem::path(file.name()).filename().string();
    info.name = text(file, "general.name");
    info.architecture = text(file, "general.architecture");
    info.fingerprint = fingerprintOf(file, h);
    info.weightTypes = weightTypes(file);
    info.tokenizer = tokenizer ? std::string(tokenizer->algorithm()) : "none: texts as ids only";
    info.layers = h.layers;
    info.width = h.width;
    info.heads = h.heads;
    info.keyHeads = h.keyHeads;
    info.headSize = h.headSize;
    info.feedForward = h.feedForward;
    info.contextLength = h.contextLength;
    info.vocabularySize = weights.tokens.rows();
    info.sizes = vectorSizes(file, *h.family, h.vectorWidth).sizes;
    info.pooling = options.pooling == Pooling::FromFile ? h.pooling : options.pooling;
    info.fileBytes = file.sizeBytes();
    info.packedBytes = packedBytes(weights);
    for (const GgufTensor& tensor : file.tensors())
        info.parameters += tensor.elements();
    info.macsPerToken = macsPerToken(weights, h.expertsUsed);
    info.int8Products = !weights.layers.empty() && isQ8(weights.layers.back().queriesKeysValues.front());
    describeChoices(file, h, weights, options, prompts, info);
    return info;
}

void describeChoices(const GgufFile& file, const HyperParameters& h, const ModelWeights& weights,
                     const ModelOptions& options, const Prompts& prompts, ModelInfo& info)
{
    info.dimensions = options.dimensions > 0 ? options.dimensions : h.vectorWidth;
    info.facts = factsOf(file, info, h, weights, options);
    addPromptFacts(prompts, info.facts);
}

Result<void> checkDimensions(const GgufFile& file, const HyperParameters& h, int dimensions)
{
    if (dimensions >= 0 && dimensions <= h.vectorWidth)
        return {};
    return Error{fmt::format("{} gives vectors of {} numbers; {} of them cannot be had. Choose 1 to {}.",
                             file.name(), h.vectorWidth, dimensions, h.vectorWidth)};
}

}
