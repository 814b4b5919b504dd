#include "engine/model/load.h"

#include "engine/kernels/dispatch.h"
#include "engine/model/hparams.h"
#include "engine/model/model_facts.h"
#include "engine/model/tensor_reader.h"
#include "engine/model/weights.h"

#include <algorithm>
#include <fmt/format.h>
#include <new>

namespace embedscope {

namespace {

NormWeights readNorm(TensorReader& tensors, const std::string& name, int width)
{
    return {tensors.values(name + ".weight", width), tensors.values(name + ".bias", width)};
}

PackedMatrix readLinear(TensorReader& tensors, const std::string& name, int outputs, int inputs)
{
    PackedMatrix matrix = tensors.matrix(name + ".weight", outputs, inputs);
    if (tensors.has(name + ".bias")) {
        if (const auto bias = tensors.values(name + ".bias", outputs); !tensors.error())
            matrix.setBias(bias.data(), outputs);
    }
    return matrix;
}

// Three biases below one another, with zeros for one that the file has not. Empty: it has none.
std::vector<float> separateBiases(TensorReader& tensors, const std::string& block, int width)
{
    std::vector<float> all;
    const auto d = static_cast<std::size_t>(width);
    std::size_t at = 0;
    for (const char* part : {"attn_q.bias", "attn_k.bias", "attn_v.bias"}) {
        if (tensors.has(block + part)) {
            const auto bias = tensors.values(block + part, width);
            all.resize(3 * d);
            std::ranges::copy(bias.span(), all.begin() + static_cast<std::ptrdiff_t>(at));
        }
        at += d;
    }
    return all;
}

// Fused or separate in the file; one product where the types allow it. Older files have separate biases
// beside a fused matrix.
std::vector<PackedMatrix> readQueriesKeysValues(TensorReader& tensors, const std::string& block, int width)
{
    std::vector<PackedMatrix> matrices;
    if (tensors.has(block + "attn_qkv.weight")) {
        matrices.push_back(readLinear(tensors, block + "attn_qkv", 3 * width, width));
        if (tensors.has(block + "attn_qkv.bias"))
            return matrices;
    } else if (auto one = tensors.stacked(
                   {block + "attn_q.weight", block + "attn_k.weight", block + "attn_v.weight"}, width,
                   width)) {
        matrices.push_back(std::move(*one));
    } else {
        for (const char* part : {"attn_q", "attn_k", "attn_v"})
            matrices.push_back(readLinear(tensors, block + part, width, width));
        return matrices;
    }
    if (const auto bias = separateBiases(tensors, block, width); !bias.empty() && !tensors.error())
        matrices.front().setBias(bias.data(), 3 * width);
    return matrices;
}

LayerWeights readLayer(TensorReader& tensors, int index, const HyperParameters& h)
{
    const std::string block = fmt::format("blk.{}.", index);
    LayerWeights layer;
    layer.queriesKeysValues = readQueriesKeysValues(tensors, block, h.width);
    layer.attentionOutput = readLinear(tensors, block + "attn_output", h.width, h.width);
    layer.attentionNorm = readNorm(tensors, block + "attn_output_norm", h.width);
    layer.feedForwardUp = readLinear(tensors, block + "ffn_up", h.feedForward, h.width);
    layer.feedForwardDown = readLinear(tensors, block + "ffn_down", h.width, h.feedForward);
    layer.outputNorm = readNorm(tensors, block + "layer_output_norm", h.width);
    return layer;
}

// All tokens have type 0; DistilBERT has no types.
AlignedBuffer<float> readTokenType(TensorReader& tensors, int width)
{
    AlignedBuffer<float> row(static_cast<std::size_t>(width));
    if (tensors.has("token_types.weight")) {
        if (const EmbeddingTable types = tensors.table("token_types.weight", width); types.present())
            types.readRow(0, row.data());
    }
    return row;
}

}

ModelLoader::ModelLoader(GgufFile file, const ModelOptions& options)
    : m_model(new Model)
{
    m_model->m_options = options;
    m_model->m_file = std::make_unique<GgufFile>(std::move(file));
    m_model->m_weights = std::make_unique<ModelWeights>();
}

Result<std::shared_ptr<const Model>> ModelLoader::load(Result<GgufFile> file, std::string path,
                                                       const ModelOptions& options)
{
    if (!file)
        return file.error();
    const std::string name = file->name();
    try {
        ModelLoader loader(std::move(*file), options);
        if (auto done = loader.run(std::move(path)); !done)
            return done.error();
        return std::shared_ptr<const Model>(std::move(loader.m_model));
    } catch (const std::bad_alloc&) {
        return Error{fmt::format(
            "There is not enough memory for {}; close other programs or choose a smaller model.", name)};
    }
}

Result<void> ModelLoader::run(std::string path)
{
    if (m_model->m_file->tensors().empty())
        return Error{
            fmt::format("{} is a vocabulary without weights: it can be used to tokenize, not to embed.",
                        m_model->m_file->name())};
    if (auto done = readNumbers(); !done)
        return done;
    if (auto done = readTokenizer(); !done)
        return done;
    const auto kernels = chooseKernels(m_model->m_options.target);
    if (!kernels)
        return kernels.error();
    m_model->m_kernels = *kernels;
    if (auto done = readWeights(); !done)
        return done;
    describe(std::move(path));
    return {};
}

Result<void> ModelLoader::readNumbers()
{
    auto hparams = readHyperParameters(*m_model->m_file);
    if (!hparams)
        return hparams.error();
    if (m_model->m_options.dimensions < 0 || m_model->m_options.dimensions > hparams->width)
        return Error{fmt::format("{} gives vectors of {} numbers; {} of them cannot be had. Choose 1 to {}.",
                                 m_model->m_file->name(), hparams->width, m_model->m_options.dimensions,
                                 hparams->width)};
    m_model->m_hparams = std::make_unique<HyperParameters>(std::move(*hparams));
    return {};
}

Result<void> ModelLoader::readTokenizer()
{
    auto tokenizer = Tokenizer::fromGguf(*m_model->m_file);
    if (tokenizer)
        m_model->m_tokenizer = std::move(*tokenizer);
    else if (m_model->m_options.needsTokenizer)
        return tokenizer.error();
    return {};
}

Result<void> ModelLoader::readWeights()
{
    HyperParameters& h = *m_model->m_hparams;
    ModelWeights& weights = *m_model->m_weights;
    TensorReader tensors(*m_model->m_file);
    weights.tokens = tensors.table("token_embd.weight", h.width);
    weights.positions = tensors.table("position_embd.weight", h.width);
    weights.tokenType = readTokenType(tensors, h.width);
    weights.embeddingNorm = readNorm(tensors, "token_embd_norm", h.width);
    for (int i = 0; i < h.layers && !tensors.error(); ++i)
        weights.layers.push_back(readLayer(tensors, i, h));
    if (m_model->m_tokenizer
        && m_model->m_tokenizer->vocabularySize() > static_cast<std::size_t>(weights.tokens.rows()))
        tensors.fail(
            fmt::format("its vocabulary has {} tokens, its tensor \"token_embd.weight\" only {} rows",
                        m_model->m_tokenizer->vocabularySize(), weights.tokens.rows()));
    if (tensors.error())
        return *tensors.error();
    h.contextLength = std::min(h.contextLength, weights.positions.rows());
    return {};
}

void ModelLoader::describe(std::string path)
{
    const ModelOptions& options = m_model->m_options;
    m_model->m_info = describeModel(*m_model->m_file, *m_model->m_hparams, *m_model->m_weights, options,
                                    m_model->m_tokenizer.get());
    m_model->m_info.path = std::move(path);
    m_model->m_info.target = m_model->m_kernels->name;
}

}
