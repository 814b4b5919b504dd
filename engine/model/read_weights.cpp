#include "engine/model/read_weights.h"

#include "engine/model/tensor_reader.h"

#include <algorithm>
#include <fmt/format.h>

namespace embedscope {

namespace {

class WeightReader
{
public:
    WeightReader(const GgufFile& file, HyperParameters& hparams, bool rounds)
        : m_tensors(file, rounds)
        , m_h(hparams)
        , m_family(*hparams.family)
    {
    }

    Result<ModelWeights> read();

private:
    LayerWeights layer(int index);
    std::vector<PackedMatrix> queriesKeysValues(const std::string& block);
    std::vector<float> separateBiases(const std::string& block);
    void headNorms(const std::string& block, LayerWeights& layer);
    FeedForwardWeights feedForward(const std::string& block);
    ExpertWeights experts(const std::string& block);
    AlignedBuffer<float> tokenType();
    void positions(ModelWeights& weights);
    std::vector<PackedMatrix> dense();

    NormWeights norm(const std::string& name, int width);
    NormWeights optionalNorm(const std::string& name, int width);
    PackedMatrix linear(const std::string& name, int outputs, int inputs);
    void addBias(PackedMatrix& matrix, const std::string& name, int first, int count, int all);

    TensorReader m_tensors;
    HyperParameters& m_h;
    const Family& m_family;
};

Result<ModelWeights> WeightReader::read()
{
    ModelWeights weights;
    weights.tokens = m_tensors.table("token_embd.weight", m_h.width);
    weights.tokenType = tokenType();
    positions(weights);
    if (m_family.embeddingNorm)
        weights.embeddingNorm = norm("token_embd_norm", m_h.width);
    for (int i = 0; i < m_h.layers && !m_tensors.error(); ++i)
        weights.layers.push_back(layer(i));
    if (m_family.place == NormPlace::Before)
        weights.finalNorm = norm(std::string(m_family.finalNorm), m_h.width);
    weights.dense = dense();
    if (m_tensors.error())
        return *m_tensors.error();
    weights.unused = m_tensors.unread();
    return weights;
}

LayerWeights WeightReader::layer(int index)
{
    const std::string block = fmt::format("{}{}.", m_family.block, index);
    const int d = m_h.width;
    LayerWeights layer;
    if (m_family.place == NormPlace::Before) {
        const bool bare = m_family.firstLayerBare && index == 0;
        layer.attentionInputNorm = bare ? optionalNorm(block + "attn_norm", d) : norm(block + "attn_norm", d);
        layer.feedForwardInputNorm = norm(block + "ffn_norm", d);
    } else {
        layer.attentionNorm = norm(block + "attn_output_norm", d);
        layer.secondAttentionNorm = optionalNorm(block + "attn_norm_2", d);
        layer.outputNorm = norm(block + "layer_output_norm", d);
    }
    if (m_family.resultNorms) {
        layer.attentionResultNorm = norm(block + "post_attention_norm", d);
        layer.feedForwardResultNorm = norm(block + "post_ffw_norm", d);
    }
    layer.local = m_h.isLocal(index);
    layer.queriesKeysValues = queriesKeysValues(block);
    headNorms(block, layer);
    layer.attentionOutput = linear(block + std::string(m_family.attentionOutput), d, m_h.queryWidth());
    if (m_h.hasExperts(index))
        layer.experts = experts(block);
    else
        layer.feedForward = feedForward(block);
    return layer;
}

// Fused or separate in the file; one product where the types allow it. Older files have separate biases
// beside a fused matrix.
std::vector<PackedMatrix> WeightReader::queriesKeysValues(const std::string& block)
{
    const int q = m_h.queryWidth(), k = m_h.keyWidth(), all = m_h.projectedWidth();
    std::vector<PackedMatrix> matrices;
    if (m_tensors.has(block + "attn_qkv.weight")) {
        matrices.push_back(linear(block + "attn_qkv", all, m_h.width));
        if (m_tensors.has(block + "attn_qkv.bias"))
            return matrices;
    } else if (auto one = m_tensors.stacked({{block + "attn_q.weight", 0, q, q},
                                             {block + "attn_k.weight", 0, k, k},
                                             {block + "attn_v.weight", 0, k, k}},
                                            m_h.width)) {
        matrices.push_back(std::move(*one));
    } else {
        matrices.push_back(linear(block + "attn_q", q, m_h.width));
        matrices.push_back(linear(block + "attn_k", k, m_h.width));
        matrices.push_back(linear(block + "attn_v", k, m_h.width));
        return matrices;
    }
    if (const auto bias = separateBiases(block); !bias.empty() && !m_tensors.error())
        matrices.front().setBias(bias.data(), all);
    return matrices;
}

// Three biases below one another, with zeros for one that the file has not. Empty: it has none.
std::vector<float> WeightReader::separateBiases(const std::string& block)
{
    std::vector<float> all;
    int at = 0;
    const auto add = [&](const std::string& name, int count) {
        if (m_tensors.has(name)) {
            const auto bias = m_tensors.values(name, count);
            all.resize(static_cast<std::size_t>(m_h.projectedWidth()));
            std::ranges::copy(bias.span(), all.begin() + at);
        }
        at += count;
    };
    add(block + "attn_q.bias", m_h.queryWidth());
    add(block + "attn_k.bias", m_h.keyWidth());
    add(block + "attn_v.bias", m_h.keyWidth());
    return all;
}

void WeightReader::headNorms(const std::string& block, LayerWeights& layer)
{
    if (m_family.headNorms == HeadNorms::PerHead) {
        layer.queryNorm = norm(block + "attn_q_norm", m_h.headSize);
        layer.keyNorm = norm(block + "attn_k_norm", m_h.headSize);
    } else if (m_family.headNorms == HeadNorms::WholeRow) { // of some models only
        layer.queryNorm = optionalNorm(block + "attn_q_norm", m_h.queryWidth());
        layer.keyNorm = optionalNorm(block + "attn_k_norm", m_h.keyWidth());
    }
}

// Wherever the gate is stored, it becomes a matrix of its own.
FeedForwardWeights WeightReader::feedForward(const std::string& block)
{
    const int f = m_h.feedForward, d = m_h.width;
    const std::string gate = block + "ffn_gate", up = block + "ffn_up";
    const bool asStored = m_family.gate == Gate::AsStored;
    FeedForwardWeights part;
    if (m_family.gate == Gate::Separate || (asStored && m_tensors.has(gate + ".weight"))) {
        part.gate = linear(gate, f, d);
        part.up = linear(up, f, d);
    } else if (m_family.gate == Gate::InUp || (asStored && m_tensors.outputsOf(up + ".weight") == 2 * f)) {
        part.gate = m_tensors.matrix({up + ".weight", 0, f, 2 * f}, d);
        part.up = m_tensors.matrix({up + ".weight", f, f, 2 * f}, d);
        addBias(part.gate, up + ".bias", 0, f, 2 * f);
        addBias(part.up, up + ".bias", f, f, 2 * f);
    } else {
        part.up = linear(up, f, d);
    }
    part.down = linear(block + "ffn_down", d, f);
    part.curve = asStored && !part.gated() ? m_family.bareCurve : m_h.curve;
    return part;
}

ExpertWeights WeightReader::experts(const std::string& block)
{
    const int f = m_h.feedForward, d = m_h.width;
    ExpertWeights all;
    const std::string router = block + "ffn_gate_inp.weight"; // exact: another expert would be another answer
    all.router =
        m_tensors.matrix({.name = router, .count = m_h.experts, .outputs = m_h.experts, .exact = true}, d);
    for (int i = 0; i < m_h.experts && !m_tensors.error(); ++i) {
        FeedForwardWeights expert;
        expert.up = m_tensors.matrix({block + "ffn_up_exps.weight", i * f, f, f, m_h.experts}, d);
        expert.down = m_tensors.matrix({block + "ffn_down_exps.weight", i * d, d, d, m_h.experts}, f);
        expert.curve = m_h.curve;
        all.parts.push_back(std::move(expert));
    }
    return all;
}

// All tokens have type 0; DistilBERT has no types.
AlignedBuffer<float> WeightReader::tokenType()
{
    const std::string name = "token_types.weight";
    if (m_family.tokenTypes == Presence::None
        || (m_family.tokenTypes == Presence::Optional && !m_tensors.has(name)))
        return {};
    AlignedBuffer<float> row(static_cast<std::size_t>(m_h.width));
    if (const EmbeddingTable types = m_tensors.table(name, m_h.width); types.present())
        types.readRow(0, row.data());
    return row;
}

void WeightReader::positions(ModelWeights& weights)
{
    if (m_family.positions == Positions::Table) {
        weights.positions = m_tensors.table("position_embd.weight", m_h.width);
        m_h.contextLength = std::min(m_h.contextLength, std::max(1, weights.positions.rows()));
    } else if (m_family.hasRope() && m_tensors.has("rope_freqs.weight")) {
        weights.ropeDivisors = m_tensors.values("rope_freqs.weight", m_h.rope.dimensions / 2);
    } else if (m_family.positions == Positions::Buckets) { // in the first layer, for all
        const EmbeddingTable table =
            m_tensors.table(fmt::format("{}0.attn_rel_b.weight", m_family.block), m_h.heads);
        if (table.present() && table.rows() != m_h.buckets)
            m_tensors.fail(
                fmt::format("its tensor \"{}0.attn_rel_b.weight\" has {} rows where the metadata ask for {}",
                            m_family.block, table.rows(), m_h.buckets));
        weights.bucketBias = AlignedBuffer<float>(static_cast<std::size_t>(m_h.buckets) * m_h.heads);
        for (int i = 0; i < table.rows() && !m_tensors.error(); ++i)
            table.readRow(i, weights.bucketBias.data() + static_cast<std::ptrdiff_t>(i) * m_h.heads);
    }
}

std::vector<PackedMatrix> WeightReader::dense()
{
    std::vector<PackedMatrix> layers;
    int inputs = m_h.width;
    for (const char* name : {"dense_2.weight", "dense_3.weight"}) {
        if (!m_tensors.has(name))
            continue;
        const int outputs = m_tensors.outputsOf(name);
        if (outputs < 1)
            m_tensors.fail(fmt::format("its tensor \"{}\" is empty", name));
        layers.push_back(m_tensors.matrix(name, outputs, inputs));
        inputs = outputs;
    }
    m_h.vectorWidth = inputs;
    return layers;
}

NormWeights WeightReader::norm(const std::string& name, int width)
{
    NormWeights norm;
    norm.weight = m_tensors.values(name + ".weight", width);
    const bool mayHaveBias = m_family.norm == NormKind::Layer && m_tensors.has(name + ".bias");
    if (m_family.normBias || mayHaveBias)
        norm.bias = m_tensors.values(name + ".bias", width);
    return norm;
}

NormWeights WeightReader::optionalNorm(const std::string& name, int width)
{
    return m_tensors.has(name + ".weight") ? norm(name, width) : NormWeights();
}

PackedMatrix WeightReader::linear(const std::string& name, int outputs, int inputs)
{
    PackedMatrix matrix = m_tensors.matrix(name + ".weight", outputs, inputs);
    addBias(matrix, name + ".bias", 0, outputs, outputs);
    return matrix;
}

// `count` of the `all` biases of a tensor, if the file has it.
void WeightReader::addBias(PackedMatrix& matrix, const std::string& name, int first, int count, int all)
{
    if (!m_tensors.has(name))
        return;
    if (const auto bias = m_tensors.values(name, all); !m_tensors.error())
        matrix.setBias(bias.data() + first, count);
}

}

Result<ModelWeights> readWeights(const GgufFile& file, HyperParameters& hparams, bool rounds)
{
    return WeightReader(file, hparams, rounds).read();
}

}
