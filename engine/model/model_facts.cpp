#include "engine/model/model_facts.h"

#include "engine/base/hash.h"
#include "engine/base/utf8.h"

#include <algorithm>
#include <filesystem>
#include <fmt/format.h>
#include <map>

namespace embedscope {

namespace {

constexpr const char* kFile = "file";
constexpr const char* kRule = "rule of the bert family";
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

uint64_t packedBytes(const ModelWeights& weights)
{
    uint64_t bytes = 0;
    for (const LayerWeights& layer : weights.layers) {
        for (const PackedMatrix& matrix : layer.queriesKeysValues)
            bytes += matrix.sizeBytes();
        bytes += layer.attentionOutput.sizeBytes() + layer.feedForwardUp.sizeBytes()
            + layer.feedForwardDown.sizeBytes();
    }
    return bytes;
}

void append(std::string& all, std::string_view part)
{
    all += fmt::format("{}:", part.size()); // lengths, so that "ab","c" and "a","bc" differ
    all += part;
}

// Everything that changes a vector: the tensors, the numbers of the pass, and how texts become ids. Not the
// model's name.
std::string fingerprintOf(const GgufFile& file, const HyperParameters& h)
{
    std::string all =
        fmt::format("{} bert {} {} {}\n", file.tensorFingerprint(), h.heads, h.epsilon, h.layers);
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

std::vector<ModelFact> factsOf(const GgufFile& file, const ModelInfo& info, const HyperParameters& h,
                               const ModelOptions& options)
{
    const auto context = file.unsignedValue("bert.context_length");
    const uint64_t asked = context ? context->value_or(0) : 0;
    const bool bounded = asked > static_cast<uint64_t>(h.contextLength);
    const bool hasTypes = file.tensor("token_types.weight") != nullptr;
    const char* poolingSource = h.poolingFromFile ? kFile : kRule;
    if (options.pooling != Pooling::FromFile)
        poolingSource = kYou;
    return {
        {"pooling", std::string(poolingName(info.pooling)), poolingSource},
        {"dimensions", fmt::format("{}", info.dimensions), options.dimensions > 0 ? kYou : kFile},
        {"length of a vector", options.normalize ? "1" : "as the model gives it",
         options.normalize ? kRule : kYou},
        {"context",
         fmt::format(
             "{} tokens{}", h.contextLength,
             bounded ? fmt::format(": the position table has no more rows, though the metadata say {}", asked)
                     : ""),
         kFile},
        {"token type", hasTypes ? "row 0 for every token" : "none", hasTypes ? kRule : kFile},
        {"attention",
         fmt::format("{} heads of {} numbers, every token sees every token", h.heads, h.headSize), kFile},
        {"activation", "GELU, exact (erf)", kRule},
        {"norm", fmt::format("LayerNorm after each part, epsilon {}", h.epsilon), kFile},
        {"prompts", "none: questions and passages are embedded alike", kRule},
    };
}

}

ModelInfo describeModel(const GgufFile& file, const HyperParameters& h, const ModelWeights& weights,
                        const ModelOptions& options, const Tokenizer* tokenizer)
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
    info.feedForward = h.feedForward;
    info.contextLength = h.contextLength;
    info.vocabularySize = weights.tokens.rows();
    info.dimensions = options.dimensions > 0 ? options.dimensions : h.width;
    info.pooling = options.pooling == Pooling::FromFile ? h.pooling : options.pooling;
    info.fileBytes = file.sizeBytes();
    info.packedBytes = packedBytes(weights);
    for (const GgufTensor& tensor : file.tensors())
        info.parameters += tensor.elements();
    info.facts = factsOf(file, info, h, options);
    return info;
}

}
