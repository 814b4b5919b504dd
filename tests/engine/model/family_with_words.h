// A model of a family with tokenizer: a fixture's network with a made-up vocabulary of characters, as a file
// in memory. For tests of what prompts, tasks and titles do.
#pragma once

#include "engine/gguf/gguf_file.h"
#include "engine/gguf/gguf_writer.h"

#include <algorithm>
#include <cstring>
#include <fmt/format.h>
#include <map>
#include <string>
#include <vector>

namespace embedscope::test {

/// Every letter a token, or every byte of it: then one character may have four.
enum class Letters
{
    Whole,
    Bytes
};

inline void addCharacters(GgufWriter& writer, std::size_t rows)
{
    std::vector<std::string> pieces = {"[PAD]", "[UNK]", "[CLS]", "[SEP]"};
    std::vector<int32_t> types(pieces.size(), 3);
    const std::string characters = "etaoinshrdlcumwfgypbvk:|?.,-";
    for (std::size_t i = 0; pieces.size() < rows; ++i) {
        const char c = characters[i / 2 % characters.size()];
        pieces.push_back(i / 2 >= characters.size() ? fmt::format("\xE2\x96\x81w{}", i)
                             : i % 2 == 0           ? fmt::format("\xE2\x96\x81{}", c)
                                                    : std::string(1, c));
        types.push_back(1);
    }
    writer.set("tokenizer.ggml.model", "bert");
    writer.setArray("tokenizer.ggml.tokens", pieces);
    writer.setArray("tokenizer.ggml.token_type", std::span<const int32_t>(types));
    writer.set("tokenizer.ggml.cls_token_id", uint32_t{2});
    writer.set("tokenizer.ggml.seperator_token_id", uint32_t{3});
    writer.set("tokenizer.ggml.unknown_token_id", uint32_t{1});
}

/// The bytes of an a, of a space and of U+1F600, as byte-level vocabularies write them.
inline void addBytes(GgufWriter& writer, std::size_t rows)
{
    std::vector<std::string> pieces = {"<s>",    "</s>",   "a",      "aa",    "\u0120",
                                       "\u00F0", "\u0141", "\u013A", "\u0122"};
    std::vector<int32_t> types = {3, 3, 1, 1, 1, 1, 1, 1, 1};
    while (pieces.size() < rows) {
        pieces.push_back(fmt::format("w{}", pieces.size()));
        types.push_back(1);
    }
    writer.set("tokenizer.ggml.model", "gpt2");
    writer.set("tokenizer.ggml.pre", "default");
    writer.setArray("tokenizer.ggml.tokens", pieces);
    writer.setArray("tokenizer.ggml.token_type", std::span<const int32_t>(types));
    writer.setArray("tokenizer.ggml.merges", std::vector<std::string>{"a a"});
    writer.set("tokenizer.ggml.bos_token_id", uint32_t{0});
    writer.set("tokenizer.ggml.eos_token_id", uint32_t{1});
}

/// What is wrong with the file.
struct FamilyChanges
{
    std::string withoutTensor, turnedTensor; ///< turned: its shape the other way round
    std::string typedTensor; ///< with zeros of this type
    TensorType type = TensorType::F32;
    std::string withoutKey; ///< the end of one
    std::map<std::string, uint32_t> numbers; ///< in place of the fixture's, or beside them
    std::map<std::string, std::string> texts;
    std::size_t missingWords = 0; ///< of the vocabulary
    bool withoutTensors = false;
};

/// `family`: a file of tests/data/model/families. `context`: 0: the fixture's own.
inline std::vector<std::byte> familyWithWords(const std::string& family, const std::string& name,
                                              uint32_t context = 0, Letters letters = Letters::Whole,
                                              const FamilyChanges& changes = {})
{
    const auto file = GgufFile::open(fmt::format("{}/model/families/{}.gguf", EMBEDSCOPE_TEST_DATA, family));
    if (!file)
        return {};
    GgufWriter writer;
    const std::string architecture(**file->stringValue("general.architecture"));
    for (const std::string_view key : file->keys()) {
        const GgufValue& value = *file->find(key);
        if (key == "general.name" || key.starts_with("tokenizer.") || value.type == GgufValueType::Array
            || (context > 0 && key.ends_with("context_length")) || changes.numbers.contains(std::string(key))
            || changes.texts.contains(std::string(key))
            || (!changes.withoutKey.empty() && key.ends_with(changes.withoutKey)))
            continue;
        uint32_t number = 0;
        if (value.type == GgufValueType::String) {
            writer.set(key, value.string);
        } else if (value.type == GgufValueType::Bool) {
            writer.set(key, value.bytes[0] != std::byte{0});
        } else {
            float real = 0;
            std::memcpy(value.type == GgufValueType::F32 ? static_cast<void*>(&real)
                                                         : static_cast<void*>(&number),
                        value.bytes.data(), std::min(value.bytes.size(), sizeof number));
            if (value.type == GgufValueType::F32)
                writer.set(key, real);
            else
                writer.set(key, number);
        }
    }
    writer.set("general.name", name);
    for (const auto& [key, value] : changes.numbers)
        writer.set(key, value);
    for (const auto& [key, value] : changes.texts)
        writer.set(key, value.c_str());
    if (context > 0)
        writer.set(architecture + ".context_length", context);
    const auto rows =
        static_cast<std::size_t>(file->tensor("token_embd.weight")->shape[1]) - changes.missingWords;
    if (letters == Letters::Whole)
        addCharacters(writer, rows);
    else
        addBytes(writer, rows);
    std::vector<std::byte> zeros;
    for (const GgufTensor& tensor : file->tensors()) {
        if (changes.withoutTensors || tensor.name == changes.withoutTensor)
            continue;
        std::vector<uint64_t> shape(tensor.shape.begin(), tensor.shape.begin() + tensor.dimensions);
        if (tensor.name == changes.turnedTensor)
            std::ranges::reverse(shape);
        if (tensor.name == changes.typedTensor) {
            const auto traits = tensorTypeTraits(static_cast<uint32_t>(changes.type));
            shape[0] = traits->blockElements;
            zeros.resize(traits->blockBytes * shape[1]);
            writer.addTensor(tensor.name, changes.type, shape, zeros);
        } else {
            writer.addTensor(tensor.name, tensor.type, shape, tensor.data);
        }
    }
    auto bytes = writer.toBytes();
    return bytes ? std::move(*bytes) : std::vector<std::byte>();
}

}
