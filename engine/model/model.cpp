#include "engine/model/model.h"

#include "engine/model/hparams.h"
#include "engine/model/load.h"
#include "engine/model/weights.h"

#include <algorithm>
#include <fmt/format.h>

namespace embedscope {

std::string_view poolingName(Pooling pooling)
{
    switch (pooling) {
    case Pooling::Mean:
        return "mean";
    case Pooling::Cls:
        return "cls";
    case Pooling::Last:
        return "last";
    case Pooling::FromFile:
        break;
    }
    return "from the file";
}

std::optional<Pooling> poolingFromName(std::string_view name)
{
    for (const Pooling pooling : {Pooling::Mean, Pooling::Cls, Pooling::Last}) {
        if (poolingName(pooling) == name)
            return pooling;
    }
    return std::nullopt;
}

Model::Model() = default;
Model::~Model() = default;

Result<std::shared_ptr<const Model>> Model::open(const std::filesystem::path& path,
                                                 const ModelOptions& options)
{
    return ModelLoader::load(GgufFile::open(path), path.string(), options);
}

Result<std::shared_ptr<const Model>> Model::openBytes(std::span<const std::byte> bytes, std::string name,
                                                      const ModelOptions& options)
{
    return ModelLoader::load(GgufFile::fromBytes(bytes, name), name, options);
}

std::vector<TokenId> Model::idsOf(TextRole role, std::string_view text, std::size_t* cut) const
{
    std::vector<TokenId> ids;
    m_tokenizer->tokenize(m_prompts.apply(role, text), ids);
    return m_tokenizer->wrap(ids, static_cast<std::size_t>(m_info.contextLength), cut);
}

Result<void> Model::checkIds(std::span<const TokenId> ids) const
{
    const int rows = m_weights->tokens.rows();
    if (ids.empty())
        return Error{"A text without tokens has no vector; give at least one token."};
    if (ids.size() > static_cast<std::size_t>(m_info.contextLength))
        return Error{fmt::format("The text has {} tokens; {} takes at most {}. Shorten or divide it.",
                                 ids.size(), m_info.fileName, m_info.contextLength)};
    const auto bad = std::ranges::find_if(ids, [&](TokenId id) { return id < 0 || id >= rows; });
    if (bad != ids.end())
        return Error{
            fmt::format("{} is no token of {}; its tokens are 0 to {}.", *bad, m_info.fileName, rows - 1)};
    return {};
}

}
