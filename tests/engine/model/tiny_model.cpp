#include "tests/engine/model/tiny_model.h"

#include "engine/gguf/gguf_writer.h"

#include <cstring>
#include <fmt/format.h>
#include <gtest/gtest.h>

namespace embedscope {

namespace {

uint64_t nextRandom(uint64_t& state)
{
    state += 0x9E3779B97F4A7C15u; // splitmix64
    uint64_t z = state;
    z = (z ^ (z >> 30)) * 0xBF58476D1CE4E5B9u;
    z = (z ^ (z >> 27)) * 0x94D049BB133111EBu;
    return z ^ (z >> 31);
}

// For values whose exponent is in half's normal range and whose low bits are zero.
uint16_t exactHalf(float value)
{
    uint32_t bits = 0;
    std::memcpy(&bits, &value, sizeof bits);
    if ((bits & 0x7FFFFFFFu) == 0)
        return static_cast<uint16_t>(bits >> 16);
    return static_cast<uint16_t>((bits >> 16 & 0x8000u) | (((bits >> 23 & 0xFFu) - 112u) << 10)
                                 | (bits >> 13 & 0x3FFu));
}

template <class T> void append(std::vector<std::byte>& bytes, T value)
{
    const auto* raw = reinterpret_cast<const std::byte*>(&value);
    bytes.insert(bytes.end(), raw, raw + sizeof value);
}

void appendFloat(TensorType type, float value, std::vector<std::byte>& bytes)
{
    if (type == TensorType::F32)
        return append(bytes, value);
    uint32_t bits = 0;
    std::memcpy(&bits, &value, sizeof bits);
    append(bytes, type == TensorType::F16 ? exactHalf(value) : static_cast<uint16_t>(bits >> 16));
}

}

TinyModel::TinyModel(const Shape& shape)
    : m_shape(shape)
    , m_random(shape.seed * 1000003u)
{
    const auto d = static_cast<uint64_t>(shape.width);
    set("token_embd.weight", shape.tableType, {d, static_cast<uint64_t>(shape.vocabulary)});
    set("position_embd.weight", TensorType::F32, {d, static_cast<uint64_t>(shape.context)});
    if (shape.tokenTypes)
        set("token_types.weight", TensorType::F32, {d, 2});
    addNorm("token_embd_norm");
    for (int i = 0; i < shape.layers; ++i)
        addLayer(i);
}

void TinyModel::addNorm(const std::string& name)
{
    set(name + ".weight", TensorType::F32, {static_cast<uint64_t>(m_shape.width)});
    set(name + ".bias", TensorType::F32, {static_cast<uint64_t>(m_shape.width)});
    Tensor& weight = m_tensors[name + ".weight"]; // around 1, as in a trained model
    weight.bytes.clear();
    for (float& value : weight.values)
        append(weight.bytes, value += 1.0f);
}

void TinyModel::addLinear(const std::string& name, int outputs, int inputs, bool bias, TensorType type)
{
    set(name + ".weight", type, {static_cast<uint64_t>(inputs), static_cast<uint64_t>(outputs)});
    if (bias)
        set(name + ".bias", TensorType::F32, {static_cast<uint64_t>(outputs)});
}

void TinyModel::addLayer(int index)
{
    const std::string block = fmt::format("blk.{}.", index);
    const int d = m_shape.width, f = m_shape.feedForward;
    if (m_shape.fused) {
        addLinear(block + "attn_qkv", 3 * d, d, m_shape.biases && m_shape.fusedBias, m_shape.type);
        for (const char* part : {"attn_q.bias", "attn_k.bias", "attn_v.bias"}) {
            if (m_shape.biases && !m_shape.fusedBias)
                set(block + part, TensorType::F32, {static_cast<uint64_t>(d)});
        }
    } else {
        addLinear(block + "attn_q", d, d, m_shape.biases, m_shape.type);
        addLinear(block + "attn_k", d, d, m_shape.biases, m_shape.type);
        addLinear(block + "attn_v", d, d, m_shape.biases, m_shape.valueType.value_or(m_shape.type));
    }
    addLinear(block + "attn_output", d, d, m_shape.biases, m_shape.type);
    addNorm(block + "attn_output_norm");
    addLinear(block + "ffn_up", f, d, m_shape.biases, m_shape.type);
    addLinear(block + "ffn_down", d, f, m_shape.biases, m_shape.type);
    addNorm(block + "layer_output_norm");
}

void TinyModel::set(const std::string& name, TensorType type, std::vector<uint64_t> shape)
{
    Tensor tensor{.type = type, .shape = std::move(shape), .bytes = {}, .values = {}};
    uint64_t count = 1;
    for (const uint64_t size : tensor.shape)
        count *= size;
    float scale = 0;
    for (uint64_t i = 0; i < count; ++i) {
        const int whole = static_cast<int>(nextRandom(m_random) % 49) - 24;
        if (i % 32 == 0) {
            scale = 1.0f / static_cast<float>(1 << (6 + nextRandom(m_random) % 3));
            if (type == TensorType::Q8_0)
                append(tensor.bytes, exactHalf(scale));
        }
        tensor.values.push_back(static_cast<float>(whole) * scale);
        if (type == TensorType::Q8_0)
            append(tensor.bytes, static_cast<int8_t>(whole));
        else
            appendFloat(type, tensor.values.back(), tensor.bytes);
    }
    m_tensors[name] = std::move(tensor);
}

std::vector<std::byte> TinyModel::bytes() const
{
    GgufWriter writer;
    const auto set = [&](const std::string& key, auto value) {
        if (!m_withoutKeys.contains(key))
            writer.set(key, value);
    };
    set("general.architecture", architecture.c_str());
    set("general.name", "tiny");
    set("bert.block_count", static_cast<uint32_t>(m_shape.layers));
    set("bert.context_length", static_cast<uint32_t>(m_shape.context));
    set("bert.embedding_length", static_cast<uint32_t>(m_shape.width));
    set("bert.feed_forward_length", static_cast<uint32_t>(m_shape.feedForward));
    set("bert.attention.head_count", static_cast<uint32_t>(m_shape.heads));
    set("bert.attention.layer_norm_epsilon", static_cast<float>(m_shape.epsilon));
    if (m_shape.pooling)
        set("bert.pooling_type", *m_shape.pooling);
    for (const auto& [key, value] : numbers)
        writer.set(key, value);
    for (const auto& [key, value] : reals)
        writer.set(key, value);
    for (const auto& [key, value] : texts)
        writer.set(key, value.c_str());
    if (withVocabulary) {
        std::vector<std::string> pieces = {"[PAD]", "[UNK]", "[CLS]", "[SEP]", "[MASK]"};
        std::vector<int32_t> types(5, 3);
        for (int i = 5; i < (vocabularyTokens > 0 ? vocabularyTokens : m_shape.vocabulary); ++i) {
            pieces.push_back(fmt::format("\xE2\x96\x81{}{}", wordPrefix, i));
            types.push_back(1);
        }
        writer.set("tokenizer.ggml.model", "bert");
        writer.setArray("tokenizer.ggml.tokens", pieces);
        writer.setArray("tokenizer.ggml.token_type", std::span<const int32_t>(types));
        writer.set("tokenizer.ggml.cls_token_id", uint32_t{2});
        writer.set("tokenizer.ggml.seperator_token_id", uint32_t{3});
        writer.set("tokenizer.ggml.unknown_token_id", uint32_t{1});
    }
    for (const auto& [name, tensor] : m_tensors)
        writer.addTensor(name, tensor.type, tensor.shape, tensor.bytes);
    auto bytes = writer.toBytes();
    if (!bytes) {
        ADD_FAILURE() << bytes.error().sentence;
        return {};
    }
    return std::move(*bytes);
}

std::vector<int32_t> TinyModel::randomIds(int tokens, uint32_t seed) const
{
    uint64_t state = seed;
    std::vector<int32_t> ids(static_cast<std::size_t>(tokens), 2);
    for (std::size_t i = 1; i + 1 < ids.size(); ++i)
        ids[i] = 5 + static_cast<int32_t>(nextRandom(state) % static_cast<uint64_t>(m_shape.vocabulary - 5));
    if (ids.size() > 1)
        ids.back() = 3;
    return ids;
}

}
