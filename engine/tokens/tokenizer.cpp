#include "engine/tokens/tokenizer.h"

#include "engine/gguf/in_quotes.h"
#include "engine/tokens/vocabulary.h"
#include "engine/tokens/word_piece.h"

#include <algorithm>
#include <fmt/format.h>
#include <utility>

namespace embedscope {

Result<std::unique_ptr<Tokenizer>> Tokenizer::fromGguf(const GgufFile& file)
{
    const auto name = file.stringValue("tokenizer.ggml.model");
    if (!name)
        return name.error();
    if (!*name)
        return Error{
            fmt::format("{} does not say which tokenizer it needs (tokenizer.ggml.model), so texts cannot "
                        "be turned into tokens; choose a complete model file.",
                        file.name())};
    if (**name != "bert")
        return Error{
            fmt::format("{} needs the tokenizer {}, which is not supported; choose a model with a WordPiece "
                        "vocabulary (\"bert\").",
                        file.name(), inQuotes(**name))};
    auto vocabulary = Vocabulary::fromGguf(file);
    if (!vocabulary)
        return vocabulary.error();
    return WordPiece::create(file, std::move(*vocabulary));
}

std::vector<TokenId> Tokenizer::encode(std::string_view text) const
{
    std::vector<TokenId> ids;
    if (m_special.first >= 0)
        ids.push_back(m_special.first);
    tokenize(text, ids);
    if (m_special.last >= 0)
        ids.push_back(m_special.last);
    return ids;
}

std::vector<TokenId> Tokenizer::wrap(std::span<const TokenId> ids, std::size_t maxTokens,
                                     std::size_t* cut) const
{
    const auto special = static_cast<std::size_t>(m_special.count());
    const std::size_t kept = std::min(ids.size(), maxTokens - std::min(maxTokens, special));
    std::vector<TokenId> wrapped;
    wrapped.reserve(kept + special);
    if (m_special.first >= 0)
        wrapped.push_back(m_special.first);
    wrapped.insert(wrapped.end(), ids.begin(), ids.begin() + static_cast<std::ptrdiff_t>(kept));
    if (m_special.last >= 0)
        wrapped.push_back(m_special.last);
    if (cut)
        *cut = ids.size() - kept;
    return wrapped;
}

std::size_t Tokenizer::countTokens(std::string_view text) const
{
    std::vector<TokenId> ids;
    tokenize(text, ids);
    return ids.size();
}

std::string_view Tokenizer::piece(TokenId id) const
{
    const auto index = static_cast<std::size_t>(id);
    return id >= 0 && index < m_pieces.size() ? std::string_view(m_pieces[index]) : std::string_view();
}

}
