#include "engine/model/load.h"

#include "engine/kernels/dispatch.h"
#include "engine/model/file_kind.h"
#include "engine/model/hparams.h"
#include "engine/model/model_facts.h"
#include "engine/model/read_weights.h"
#include "engine/model/weights.h"

#include <fmt/format.h>
#include <new>

namespace embedscope {

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
    if (auto network = checkIsNetwork(*m_model->m_file); !network)
        return network;
    if (auto done = readNumbers(); !done)
        return done;
    if (auto done = readPrompts(); !done)
        return done;
    if (auto done = readTokenizer(); !done)
        return done;
    const auto kernels = chooseKernels(m_model->m_options.target);
    if (!kernels)
        return kernels.error();
    m_model->m_kernels = *kernels;
    if (m_model->m_options.bf16 && !(*kernels)->linearRounded)
        return Error{fmt::format("Products in bf16 are not to be had: the kernels {} gain nothing by them. Leave bf16 out.",
                                 (*kernels)->name)};
    if (auto done = readWeights(); !done)
        return done;
    describe(std::move(path));
    return m_model->checkPrompts();
}

Result<void> ModelLoader::readNumbers()
{
    auto hparams = readHyperParameters(*m_model->m_file, m_model->m_options.pooling != Pooling::FromFile);
    if (!hparams)
        return hparams.error();
    m_model->m_hparams = std::make_unique<HyperParameters>(std::move(*hparams));
    return {};
}

Result<void> ModelLoader::readPrompts()
{
    auto prompts = Prompts::choose(*m_model->m_file, *m_model->m_hparams->family, m_model->m_options.prompts);
    if (!prompts)
        return prompts.error();
    m_model->m_prompts = std::move(*prompts);
    return {};
}

Result<void> ModelLoader::readTokenizer()
{
    const Pooling wanted = m_model->m_options.pooling;
    const Pooling pooling = wanted == Pooling::FromFile ? m_model->m_hparams->pooling : wanted;
    auto tokenizer = Tokenizer::fromGguf(*m_model->m_file, {.lastTokenPooling = pooling == Pooling::Last});
    if (tokenizer)
        m_model->m_tokenizer = std::move(*tokenizer);
    else if (m_model->m_options.needsTokenizer)
        return tokenizer.error();
    return {};
}

Result<void> ModelLoader::readWeights()
{
    const GgufFile& file = *m_model->m_file;
    HyperParameters& h = *m_model->m_hparams;
    auto weights = embedscope::readWeights(file, h, m_model->m_options.bf16);
    if (!weights)
        return weights.error();
    const auto rows = static_cast<std::size_t>(weights->tokens.rows());
    const std::size_t tokens = m_model->m_tokenizer ? m_model->m_tokenizer->vocabularySize() : rows;
    if (tokens != rows) // whichever is longer: the rows may belong to other tokens
        return Error{fmt::format(
            "{} cannot be used: its vocabulary has {} tokens, its tensor \"token_embd.weight\" {}{} "
            "rows; get the file again or convert the model anew.",
            file.name(), tokens, tokens > rows ? "only " : "", rows)};
    if (auto right = checkDimensions(file, h, m_model->m_options.dimensions); !right)
        return right;
    *m_model->m_weights = std::move(*weights);
    return {};
}

void ModelLoader::describe(std::string path)
{
    const ModelOptions& options = m_model->m_options;
    m_model->m_info = describeModel(*m_model->m_file, *m_model->m_hparams, *m_model->m_weights, options,
                                    m_model->m_tokenizer.get(), m_model->m_prompts);
    m_model->m_info.path = std::move(path);
    m_model->m_info.target = m_model->m_kernels->name;
}

}
