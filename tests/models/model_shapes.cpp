#include "tests/models/model_shapes.h"

#include "engine/gguf/gguf_writer.h"
#include "tests/models/random_rows.h"
#include "tests/models/vocabulary_maker.h"

#include <algorithm>
#include <cmath>
#include <fmt/format.h>
#include <string>

namespace embedscope {

namespace {

// Public numbers of the models' cards.
struct Shape
{
    std::string_view name, family, title;
    uint32_t layers, width, heads, keyHeads, headSize, feedForward, context, tokens, pooling;
    float epsilon;
    float ropeBase = 0; ///< 0: a table of positions
};

constexpr Shape kShapes[] = {
    {"minilm", "bert", "all-MiniLM-L6-v2", 6, 384, 12, 12, 32, 1536, 512, 30522, 1, 1e-12f},
    {"bge-base", "bert", "bge-base-en-v1.5", 12, 768, 12, 12, 64, 3072, 512, 30522, 2, 1e-12f},
    {"nomic", "nomic-bert", "nomic-embed-text-v1.5", 12, 768, 12, 12, 64, 3072, 2048, 30522, 1, 1e-12f, 1000},
    {"embeddinggemma-300m", "gemma-embedding", "embeddinggemma-300m", 24, 768, 3, 1, 256, 1152, 2048, 262144,
     1, 1e-6f, 1e6f},
    {"qwen3-embedding-0.6b", "qwen3", "Qwen3-Embedding-0.6B", 28, 1024, 16, 8, 128, 3072, 32768, 151669, 3,
     1e-6f, 1e6f},
};

class ShapeWriter
{
public:
    ShapeWriter(const Shape& shape, const MadeModel& model)
        : m_shape(shape)
        , m_model(model)
    {
    }

    Result<void> write(const std::filesystem::path& path)
    {
        addNumbers();
        const std::string_view family = m_shape.family;
        family == "gemma-embedding" ? addScoredPieces()
            : family == "qwen3"     ? addMergedBytes()
                                    : addWordPieces();
        family == "gemma-embedding" ? addGemma() : family == "qwen3" ? addQwen() : addBert();
        return m_writer.writeFile(path);
    }

private:
    std::string key(std::string_view name) const { return fmt::format("{}.{}", m_shape.family, name); }
    void addNumbers();
    void addTokens(std::string_view tokenizer, std::string_view pre, const MadeVocabulary& vocabulary);
    void addWordPieces();
    void addScoredPieces();
    void addMergedBytes();
    void addBert();
    void addGemma();
    void addQwen();

    uint32_t tokenCount() const { return m_model.tokens.value_or(m_shape.tokens); }
    uint32_t layers() const { return m_model.layers.value_or(m_shape.layers); }
    void special(std::string_view name, uint32_t id)
    {
        m_writer.set(fmt::format("tokenizer.ggml.{}_token_id", name), id);
    }
    void add(RandomTensor tensor)
    {
        const TensorType type = tensor.matrix ? m_model.type : TensorType::F32;
        m_writer.addTensor(tensor.name, type, tensor.shape, randomRows(tensor, type, m_model.seed));
    }
    void vector(std::string name, uint32_t length, float mean, float deviation)
    {
        add({std::move(name), {length}, mean, deviation});
    }
    // `gain`: the result's size for an input of size 1.
    void matrix(std::string name, uint32_t inputs, uint32_t outputs, float gain)
    {
        add({name + ".weight", {inputs, outputs}, 0, gain / std::sqrt(static_cast<float>(inputs)), true});
    }
    void biased(const std::string& name, uint32_t inputs, uint32_t outputs, float gain, float mean = 0,
                float deviation = 0.02f)
    {
        matrix(name, inputs, outputs, gain);
        vector(name + ".bias", outputs, mean, deviation);
    }
    void layerNorm(const std::string& name)
    {
        vector(name + ".weight", m_shape.width, 1, 0.08f);
        vector(name + ".bias", m_shape.width, 0, 0.03f);
    }
    void addPreNormAttention(const std::string& block, float outputGain);
    void addGatedPart(const std::string& block, float downGain);

    const Shape& m_shape;
    const MadeModel& m_model;
    GgufWriter m_writer;
};

uint32_t fileType(TensorType type) // llama.cpp's numbers
{
    switch (type) {
    case TensorType::F16:
        return 1;
    case TensorType::Q4_0:
        return 2;
    case TensorType::Q8_0:
        return 7;
    case TensorType::BF16:
        return 32;
    default:
        return 0;
    }
}

void ShapeWriter::addNumbers()
{
    const bool encoder = m_shape.family == "bert" || m_shape.family == "nomic-bert";
    m_writer.set("general.architecture", m_shape.family);
    m_writer.set("general.type", "model");
    m_writer.set("general.name", fmt::format("Random {}", m_shape.title));
    m_writer.set("general.description",
                 fmt::format("Random weights in the shape of {}; not a trained model", m_shape.title));
    m_writer.set("general.license", "cc0-1.0");
    m_writer.set(key("block_count"), layers());
    m_writer.set(key("context_length"), m_shape.context);
    m_writer.set(key("embedding_length"), m_shape.width);
    m_writer.set(key("feed_forward_length"), m_shape.feedForward);
    m_writer.set(key("attention.head_count"), m_shape.heads);
    if (encoder) {
        m_writer.set(key("attention.layer_norm_epsilon"), m_shape.epsilon);
        m_writer.set(key("attention.causal"), false);
        m_writer.set("tokenizer.ggml.token_type_count", uint32_t{2});
    } else {
        m_writer.set(key("attention.layer_norm_rms_epsilon"), m_shape.epsilon);
        m_writer.set(key("attention.head_count_kv"), m_shape.keyHeads);
        m_writer.set(key("attention.key_length"), m_shape.headSize);
        m_writer.set(key("attention.value_length"), m_shape.headSize);
    }
    if (m_shape.ropeBase > 0)
        m_writer.set(key("rope.freq_base"), m_shape.ropeBase);
    m_writer.set(key("pooling_type"), m_shape.pooling);
    m_writer.set("general.file_type", fileType(m_model.type));
    m_writer.set("general.quantization_version", uint32_t{2});
}

void ShapeWriter::addTokens(std::string_view tokenizer, std::string_view pre,
                            const MadeVocabulary& vocabulary)
{
    m_writer.set("tokenizer.ggml.model", tokenizer);
    m_writer.set("tokenizer.ggml.pre", pre);
    m_writer.setArray("tokenizer.ggml.tokens", vocabulary.tokens);
    m_writer.setArray("tokenizer.ggml.token_type", std::span<const int32_t>(vocabulary.types));
}

void ShapeWriter::addWordPieces()
{
    addTokens("bert", "default", makeWordPieces(tokenCount()));
    for (const auto& [name, id] : {std::pair<const char*, uint32_t>{"bos", 101},
                                   {"eos", 102},
                                   {"unknown", 100},
                                   {"seperator", 102}, // the format's own spelling
                                   {"padding", 0},
                                   {"cls", 101},
                                   {"mask", 103}})
        special(name, id);
}

void ShapeWriter::addScoredPieces()
{
    const MadeVocabulary vocabulary = makeScoredPieces(tokenCount());
    addTokens("llama", "default", vocabulary);
    m_writer.setArray("tokenizer.ggml.scores", std::span<const float>(vocabulary.scores));
    for (const auto& [name, id] : {std::pair<const char*, uint32_t>{"bos", 2},
                                   {"eos", 1},
                                   {"unknown", 3},
                                   {"padding", 0},
                                   {"mask", 4}})
        special(name, id);
    m_writer.set("tokenizer.ggml.add_bos_token", true);
    m_writer.set("tokenizer.ggml.add_eos_token", true);
    m_writer.set("tokenizer.ggml.add_space_prefix", false);
}

void ShapeWriter::addMergedBytes()
{
    const MadeVocabulary vocabulary = makeMergedBytes(tokenCount());
    addTokens("gpt2", "qwen2", vocabulary);
    m_writer.setArray("tokenizer.ggml.merges", vocabulary.merges);
    const auto closing = static_cast<uint32_t>(256 + vocabulary.merges.size());
    for (const char* name : {"bos", "eos", "padding"})
        special(name, closing);
    m_writer.set("tokenizer.ggml.add_bos_token", false);
    m_writer.set("tokenizer.ggml.add_eos_token", true);
    m_writer.set("tokenizer.chat_template",
                 "{% for message in messages %}{{ message['content'] }}{% endfor %}");
}

void ShapeWriter::addBert()
{
    const uint32_t d = m_shape.width, f = m_shape.feedForward;
    const bool nomic = m_shape.family == "nomic-bert";
    add({"token_embd.weight", {d, tokenCount()}, 0, 0.05f, true});
    if (!nomic)
        add({"position_embd.weight", {d, m_shape.context}, 0, 0.01f});
    add({"token_types.weight", {d, 2}, 0, 0.01f});
    layerNorm("token_embd_norm");
    for (uint32_t i = 0; i < layers(); ++i) {
        const std::string block = fmt::format("blk.{}.", i);
        if (nomic) {
            matrix(block + "attn_qkv", d, 3 * d, 1);
            matrix(block + "attn_output", d, d, 0.3f);
            addGatedPart(block, 0.25f);
        } else {
            for (const char* part : {"attn_q", "attn_k", "attn_v"})
                biased(block + part, d, d, 1, 0, 0.1f);
            biased(block + "attn_output", d, d, 0.3f);
            biased(block + "ffn_up", d, f, 1.2f, -0.4f, 0.3f);
            biased(block + "ffn_down", f, d, 0.25f);
        }
        layerNorm(block + "attn_output_norm");
        layerNorm(block + "layer_output_norm");
    }
}

void ShapeWriter::addPreNormAttention(const std::string& block, float outputGain)
{
    const uint32_t d = m_shape.width, q = m_shape.heads * m_shape.headSize;
    const uint32_t k = m_shape.keyHeads * m_shape.headSize;
    vector(block + "attn_norm.weight", d, 1, 0.08f);
    matrix(block + "attn_q", d, q, 1);
    matrix(block + "attn_k", d, k, 1);
    matrix(block + "attn_v", d, k, 1);
    vector(block + "attn_q_norm.weight", m_shape.headSize, 1.2f, 0.1f);
    vector(block + "attn_k_norm.weight", m_shape.headSize, 1.2f, 0.1f);
    matrix(block + "attn_output", q, d, outputGain);
    vector(block + "ffn_norm.weight", d, 1, 0.08f);
}

void ShapeWriter::addGatedPart(const std::string& block, float downGain)
{
    matrix(block + "ffn_gate", m_shape.width, m_shape.feedForward, 1.2f);
    matrix(block + "ffn_up", m_shape.width, m_shape.feedForward, 1);
    matrix(block + "ffn_down", m_shape.feedForward, m_shape.width, downGain);
}

void ShapeWriter::addGemma()
{
    constexpr uint32_t kDense = 3072;
    const uint32_t d = m_shape.width;
    m_writer.set(key("attention.sliding_window"), uint32_t{512});
    for (const auto& [name, number] : {std::pair<const char*, uint32_t>{"dense_2_feat_in", d},
                                       {"dense_2_feat_out", kDense},
                                       {"dense_3_feat_in", kDense},
                                       {"dense_3_feat_out", d}})
        m_writer.set(key(name), number);
    // The family multiplies it by the root of the width.
    add({"token_embd.weight", {d, tokenCount()}, 0, 1 / std::sqrt(static_cast<float>(d)), true});
    for (uint32_t i = 0; i < layers(); ++i) {
        const std::string block = fmt::format("blk.{}.", i);
        addPreNormAttention(block, 1);
        vector(block + "post_attention_norm.weight", d, 0.3f, 0.03f);
        addGatedPart(block, 1);
        vector(block + "post_ffw_norm.weight", d, 0.3f, 0.03f);
    }
    vector("output_norm.weight", d, 1, 0.08f);
    matrix("dense_2", d, kDense, 1);
    matrix("dense_3", kDense, d, 1);
}

void ShapeWriter::addQwen()
{
    const uint32_t d = m_shape.width;
    add({"token_embd.weight", {d, tokenCount()}, 0, 0.2f, true});
    for (uint32_t i = 0; i < layers(); ++i) {
        const std::string block = fmt::format("blk.{}.", i);
        addPreNormAttention(block, 0.05f);
        addGatedPart(block, 0.05f);
    }
    vector("output_norm.weight", d, 1, 0.08f);
}

}

std::vector<std::string_view> shapeNames()
{
    std::vector<std::string_view> names;
    for (const Shape& shape : kShapes)
        names.push_back(shape.name);
    return names;
}

Result<void> writeModel(const MadeModel& model, const std::filesystem::path& path)
{
    const auto* const shape = std::ranges::find(kShapes, model.shape, &Shape::name);
    if (shape == std::end(kShapes))
        return Error{fmt::format("There is no shape \"{}\"; there are {}.", model.shape,
                                 fmt::join(shapeNames(), ", "))};
    if (model.layers.value_or(1) == 0 || model.layers.value_or(1) > shape->layers)
        return Error{fmt::format("{} has 1 to {} layers.", model.shape, shape->layers)};
    if (model.tokens.value_or(shape->tokens) < 4000 || model.tokens.value_or(shape->tokens) > shape->tokens)
        return Error{fmt::format("{} has 4000 to {} tokens.", model.shape, shape->tokens)};
    return ShapeWriter(*shape, model).write(path);
}

}
