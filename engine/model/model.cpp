#include "engine/model/model.h"

#include "engine/model/hparams.h"
#include "engine/model/load.h"
#include "engine/model/model_facts.h"
#include "engine/model/weights.h"

#include <algorithm>
#include <fmt/format.h>

namespace embedscope {

namespace {

constexpr int kMostTitleTokens = 48; ///< a title beyond that is no title

}

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

Result<std::shared_ptr<const Model>> Model::with(const PromptChoice& prompts, int dimensions) const
{
    std::shared_ptr<Model> other(new Model(*this));
    auto chosen = Prompts::choose(*m_file, *m_hparams->family, prompts);
    if (!chosen)
        return chosen.error();
    other->m_prompts = std::move(*chosen);
    other->m_options.prompts = prompts;
    other->m_options.dimensions = dimensions;
    for (const auto& right : {checkDimensions(*m_file, *m_hparams, dimensions), other->checkPrompts()}) {
        if (!right)
            return right.error();
    }
    describeChoices(*m_file, *m_hparams, *m_weights, other->m_options, other->m_prompts, other->m_info);
    return std::shared_ptr<const Model>(std::move(other));
}

std::vector<TokenId> Model::idsOf(TextRole role, std::string_view text, std::size_t* cut,
                                  std::string_view title) const
{
    std::vector<TokenId> ids;
    m_tokenizer->tokenize(m_prompts.apply(role, text, title), ids);
    return m_tokenizer->wrap(ids, static_cast<std::size_t>(m_info.contextLength), cut);
}

int Model::tokensAround(TextRole role) const
{
    std::vector<TokenId> ids;
    m_tokenizer->tokenize(m_prompts.apply(role, ""), ids);
    return static_cast<int>(ids.size()) + m_tokenizer->special().count();
}

int Model::roomFor(TextRole role) const
{
    const int title = m_prompts.takesTitle(role) ? std::min(kMostTitleTokens, m_info.contextLength / 4) : 0;
    return std::max(1, m_info.contextLength - tokensAround(role) - title);
}

std::string Model::titleThatFits(std::string_view title) const
{
    if (!m_prompts.takesTitle(TextRole::Passage))
        return {};
    std::string line;
    for (const char c : title) { // collapsed to single blanks
        const bool blank = c == ' ' || c == '\t' || c == '\n' || c == '\r';
        if (!blank)
            line += c;
        else if (!line.empty() && line.back() != ' ')
            line += ' ';
    }
    std::vector<TokenSpan> spans;
    m_tokenizer->tokenizeWithSpans(line, spans);
    const auto most = static_cast<std::size_t>(std::min(kMostTitleTokens, m_info.contextLength / 4));
    if (spans.size() > most)
        line.resize(most > 0 ? spans[most - 1].end : 0);
    while (line.ends_with(' '))
        line.pop_back();
    return line;
}

// A prompt as long as the context would leave nothing of any text.
Result<void> Model::checkPrompts() const
{
    if (!m_tokenizer)
        return {};
    for (const TextRole role : {TextRole::Question, TextRole::Passage}) {
        const int around = tokensAround(role);
        if (around >= m_info.contextLength && !m_prompts.of(role).empty())
            return Error{fmt::format("The prompt before {} takes {} of the {} tokens that {} can read and leaves none "
                                     "for a text. Choose a shorter one.",
                                     role == TextRole::Question ? "questions" : "passages", around,
                                     m_info.contextLength, m_info.fileName)};
    }
    return {};
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
