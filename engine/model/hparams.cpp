#include "engine/model/hparams.h"

#include "engine/gguf/in_quotes.h"

#include <cmath>
#include <fmt/format.h>
#include <optional>
#include <string>

namespace embedscope {

namespace {

// Bounds far above any published model: a value beyond them is damage, and every product of two fits 64 bits easily.
constexpr uint64_t kMaxLayers = 1024, kMaxWidth = 65536, kMaxFeedForward = 1 << 20, kMaxContext = 1 << 20;
constexpr int kMaxHeadSize = 256; // what the attention kernels take

// Reads keys of one architecture; the first failure stays.
class KeyReader {
public:
    explicit KeyReader(const GgufFile& file) : m_file(file) { }

    int count(std::string_view key, uint64_t most)
    {
        const auto value = number(key);
        if (m_error)
            return 0;
        if (!value)
            return missing(key);
        if (*value == 0 || *value > most) {
            fail(fmt::format("its key \"{}\" is {}, which cannot be (1 to {})", key, *value, most));
            return 0;
        }
        return static_cast<int>(*value);
    }

    float epsilon(std::string_view key)
    {
        const auto value = m_file.floatValue(key);
        if (!value) {
            m_error = m_error ? m_error : value.error();
            return 0;
        }
        if (!*value)
            return static_cast<float>(missing(key));
        if (!std::isfinite(**value) || **value < 0 || **value > 1)
            fail(fmt::format("its key \"{}\" is {}, which cannot be (0 to 1)", key, **value));
        return static_cast<float>(**value);
    }

    std::optional<uint64_t> optional(std::string_view key) { return number(key); }

    void fail(const std::string& reason)
    {
        if (!m_error)
            m_error = Error{fmt::format("{} cannot be used: {}.", m_file.name(), reason)};
    }
    const std::optional<Error>& error() const { return m_error; }

private:
    int missing(std::string_view key)
    {
        fail(fmt::format("the key \"{}\", which the model needs, is missing", key));
        return 0;
    }

    // Some converters write a count per layer; the family has the same in every layer.
    std::optional<uint64_t> number(std::string_view key)
    {
        const GgufValue* raw = m_file.find(key);
        if (raw && raw->type == GgufValueType::Array)
            return sameInEveryLayer(key, raw->array);
        auto value = m_file.unsignedValue(key);
        if (value)
            return *value;
        if (!m_error)
            m_error = value.error();
        return std::nullopt;
    }

    std::optional<uint64_t> sameInEveryLayer(std::string_view key, const GgufArray& array)
    {
        const bool wide = array.elementType == GgufValueType::U32 || array.elementType == GgufValueType::I32;
        if (!wide || array.count == 0) {
            fail(fmt::format("its key \"{}\" should be an integer or an array of 32-bit integers", key));
            return std::nullopt;
        }
        const auto element = [&](uint64_t i) {
            uint32_t bits = 0;
            std::memcpy(&bits, array.bytes.data() + i * sizeof bits, sizeof bits);
            return bits;
        };
        for (uint64_t i = 1; i < array.count; ++i) {
            if (element(i) != element(0)) {
                fail(fmt::format("its key \"{}\" differs from layer to layer, which is not supported", key));
                return std::nullopt;
            }
        }
        return element(0);
    }

    const GgufFile& m_file;
    std::optional<Error> m_error;
};

// Numbers from llama.cpp's enum of pooling types. "none" is a file that leaves the choice to the program.
void choosePooling(KeyReader& keys, HyperParameters& hparams)
{
    const auto type = keys.optional("bert.pooling_type");
    hparams.poolingFromFile = type.has_value() && *type != 0;
    switch (type.value_or(0)) {
    case 0:
    case 1:
        hparams.pooling = Pooling::Mean;
        return;
    case 2:
        hparams.pooling = Pooling::Cls;
        return;
    case 3:
        return keys.fail("it pools the last token, which is not supported for the bert family");
    case 4:
        return keys.fail("it is a reranker (its pooling type is \"rank\"), not an embedding model");
    default:
        return keys.fail(fmt::format("its key \"bert.pooling_type\" is {}, which is unknown", *type));
    }
}

}

Result<HyperParameters> readHyperParameters(const GgufFile& file)
{
    const auto architecture = file.stringValue("general.architecture");
    if (!architecture)
        return architecture.error();
    if (!*architecture)
        return Error{fmt::format("{} does not say which architecture it has (general.architecture), so it cannot be "
                                 "used; choose a complete model file.",
                                 file.name())};
    if (**architecture != "bert")
        return Error{fmt::format("{} is a {} model; this version runs the bert family.", file.name(),
                                 inQuotes(**architecture))};

    KeyReader keys(file);
    HyperParameters hparams;
    hparams.contextLength = keys.count("bert.context_length", kMaxContext);
    hparams.width = keys.count("bert.embedding_length", kMaxWidth);
    hparams.layers = keys.count("bert.block_count", kMaxLayers);
    hparams.feedForward = keys.count("bert.feed_forward_length", kMaxFeedForward);
    hparams.heads = keys.count("bert.attention.head_count", kMaxWidth);
    hparams.epsilon = keys.epsilon("bert.attention.layer_norm_epsilon");
    choosePooling(keys, hparams);
    if (keys.error())
        return *keys.error();

    if (hparams.width % hparams.heads != 0)
        keys.fail(fmt::format("{} heads do not divide its width of {}", hparams.heads, hparams.width));
    else
        hparams.headSize = hparams.width / hparams.heads;
    if (hparams.headSize % 4 != 0 || hparams.headSize > kMaxHeadSize)
        keys.fail(fmt::format("its heads have {} numbers; multiples of 4 up to {} are supported", hparams.headSize,
                              kMaxHeadSize));
    if (keys.error())
        return *keys.error();
    return hparams;
}

}
