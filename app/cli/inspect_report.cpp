#include "app/cli/inspect_report.h"

#include "app/cli/inspect_fidelity.h"
#include "engine/base/utf8.h"
#include "engine/model/model.h"
#include "engine/tokens/tokenizer.h"

#include <algorithm>
#include <cstring>
#include <fmt/format.h>
#include <map>

namespace embedscope::cli {

namespace {

using nlohmann::ordered_json;

template <class T> ordered_json numberAt(std::span<const std::byte> bytes, std::size_t index)
{
    T number;
    std::memcpy(&number, bytes.data() + index * sizeof(T), sizeof number);
    return number;
}

ordered_json scalarValue(GgufValueType type, std::span<const std::byte> bytes, std::size_t index = 0)
{
    using enum GgufValueType;
    switch (type) {
    case U8:
        return numberAt<uint8_t>(bytes, index);
    case I8:
        return numberAt<int8_t>(bytes, index);
    case U16:
        return numberAt<uint16_t>(bytes, index);
    case I16:
        return numberAt<int16_t>(bytes, index);
    case U32:
        return numberAt<uint32_t>(bytes, index);
    case I32:
        return numberAt<int32_t>(bytes, index);
    case U64:
        return numberAt<uint64_t>(bytes, index);
    case I64:
        return numberAt<int64_t>(bytes, index);
    case F32:
        return numberAt<float>(bytes, index);
    case F64:
        return numberAt<double>(bytes, index);
    case Bool:
        return bytes[index] != std::byte{0};
    default:
        return nullptr;
    }
}

// Vocabularies are long: of an array the first elements are enough to recognise it.
ordered_json metadataValue(const GgufValue& value)
{
    constexpr std::size_t kShown = 4;
    if (value.type == GgufValueType::String)
        return {{"type", "string"}, {"value", repairUtf8(value.string)}};
    if (value.type != GgufValueType::Array)
        return {{"type", valueTypeName(value.type)}, {"value", scalarValue(value.type, value.bytes)}};
    const GgufArray& array = value.array;
    ordered_json first = ordered_json::array();
    for (std::size_t i = 0; i < std::min<std::size_t>(array.count, kShown); ++i) {
        if (array.elementType == GgufValueType::String)
            first.push_back(repairUtf8(array.strings[i]));
        else
            first.push_back(scalarValue(array.elementType, array.bytes, i));
    }
    return {{"type", "array"},
            {"elements", valueTypeName(array.elementType)},
            {"count", array.count},
            {"first", first}};
}

ordered_json metadata(const GgufFile& file)
{
    ordered_json all = ordered_json::object();
    for (const std::string_view key : file.keys())
        all[repairUtf8(key)] = metadataValue(*file.find(key));
    return all;
}

ordered_json optionalString(const GgufFile& file, std::string_view key)
{
    const auto value = file.stringValue(key);
    return value && *value ? ordered_json(repairUtf8(**value)) : ordered_json();
}

// A number of the architecture as the file gives it: "bert.block_count".
ordered_json architectureNumber(const GgufFile& file, std::string_view name)
{
    const auto architecture = file.stringValue("general.architecture");
    if (!architecture || !*architecture)
        return nullptr;
    const auto value = file.unsignedValue(fmt::format("{}.{}", **architecture, name));
    return value && *value ? ordered_json(**value) : ordered_json();
}

ordered_json weightTypes(const GgufFile& file)
{
    struct Sum
    {
        uint64_t tensors = 0, parameters = 0, bytes = 0;
    };
    std::map<std::string_view, Sum> sums;
    for (const GgufTensor& tensor : file.tensors()) {
        Sum& sum = sums[tensorTypeName(tensor.type)];
        ++sum.tensors;
        sum.parameters += tensor.elements();
        sum.bytes += tensor.data.size();
    }
    ordered_json types = ordered_json::array();
    for (const auto& [name, sum] : sums)
        types.push_back(
            {{"type", name}, {"tensors", sum.tensors}, {"parameters", sum.parameters}, {"bytes", sum.bytes}});
    return types;
}

ordered_json tensorList(const GgufFile& file)
{
    ordered_json list = ordered_json::array();
    for (const GgufTensor& tensor : file.tensors()) {
        const auto shape = std::span(tensor.shape).first(static_cast<std::size_t>(tensor.dimensions));
        list.push_back({{"name", repairUtf8(tensor.name)},
                        {"type", tensorTypeName(tensor.type)},
                        {"shape", std::vector<uint64_t>(shape.begin(), shape.end())},
                        {"bytes", tensor.data.size()}});
    }
    return list;
}

ordered_json tokenizerPart(const GgufFile& file, const Result<std::unique_ptr<Tokenizer>>& tokenizer)
{
    ordered_json part = {{"model", optionalString(file, "tokenizer.ggml.model")}, {"algorithm", nullptr}};
    if (!tokenizer) {
        part["reason"] = tokenizer.error().sentence;
        return part;
    }
    const auto token = [&](TokenId id) -> ordered_json {
        if (id < 0)
            return nullptr;
        return {{"id", id}, {"piece", repairUtf8((*tokenizer)->piece(id))}};
    };
    const SpecialTokens& special = (*tokenizer)->special();
    part["algorithm"] = (*tokenizer)->algorithm();
    part["tokens"] = (*tokenizer)->vocabularySize();
    part["first"] = token(special.first);
    part["last"] = token(special.last);
    part["unknown"] = token(special.unknown);
    return part;
}

ordered_json promptPart(const Prompts& prompts)
{
    ordered_json tasks = ordered_json::array();
    for (const Task& task : prompts.tasks())
        tasks.push_back({{"task", task.name}, {"prompt", task.prompt}});
    return {{"set", prompts.set().empty() ? ordered_json() : ordered_json(prompts.set())},
            {"source", prompts.source()},
            {"question", prompts.of(TextRole::Question)},
            {"passage", prompts.of(TextRole::Passage)},
            {"tasks", tasks},
            {"own_task", prompts.takesOwnTask()}};
}

void addModelPart(ordered_json& report, const Result<std::shared_ptr<const Model>>& model)
{
    ordered_json facts = ordered_json::array();
    report["runs"] = static_cast<bool>(model);
    report["reason"] = nullptr;
    report["sizes"] = ordered_json::array();
    for (const char* name : {"dimensions", "pooling", "target", "packed_bytes", "model_fingerprint"})
        report[name] = nullptr;
    if (model) {
        const ModelInfo& info = (*model)->info();
        report["dimensions"] = info.dimensions;
        report["sizes"] = info.sizes;
        report["pooling"] = poolingName(info.pooling);
        report["target"] = info.target;
        report["packed_bytes"] = info.packedBytes;
        report["model_fingerprint"] = info.fingerprint;
        for (const ModelFact& fact : info.facts)
            facts.push_back(
                {{"name", fact.name}, {"value", repairUtf8(fact.value)}, {"source", fact.source}});
    } else {
        report["reason"] = model.error().sentence;
    }
    report["facts"] = facts;
    report["prompts"] = model ? promptPart((*model)->prompts()) : ordered_json();
}

}

Result<ordered_json> inspectModel(const std::filesystem::path& path, bool withTensors)
{
    const auto file = GgufFile::open(path);
    if (!file)
        return file.error();
    const auto tokenizer = Tokenizer::fromGguf(*file);
    const Result<std::shared_ptr<const Model>> model = Model::open(path);

    ordered_json report;
    report["file"] = path.string();
    report["bytes"] = file->sizeBytes();
    report["format_version"] = file->version();
    report["name"] = optionalString(*file, "general.name");
    report["architecture"] = optionalString(*file, "general.architecture");
    addModelPart(report, model);
    report["layers"] = architectureNumber(*file, "block_count");
    report["width"] = architectureNumber(*file, "embedding_length");
    report["heads"] = architectureNumber(*file, "attention.head_count");
    report["feed_forward"] = architectureNumber(*file, "feed_forward_length");
    report["context_length"] = architectureNumber(*file, "context_length");
    report["tensor_fingerprint"] = file->tensorFingerprint();
    uint64_t parameters = 0;
    for (const GgufTensor& tensor : file->tensors())
        parameters += tensor.elements();
    report["parameters"] = parameters;
    report["weight_types"] = weightTypes(*file);
    report["tokenizer"] = tokenizerPart(*file, tokenizer);
    report["fidelity"] =
        fidelityChecks(*file, tokenizer ? tokenizer->get() : nullptr, model ? *model : nullptr);
    report["metadata"] = metadata(*file);
    if (withTensors)
        report["tensors"] = tensorList(*file);
    return report;
}

}
