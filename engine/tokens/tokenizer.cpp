#include "engine/tokens/tokenizer.h"

#include "engine/gguf/in_quotes.h"
#include "engine/tokens/byte_bpe.h"
#include "engine/tokens/sentence_piece_bpe.h"
#include "engine/tokens/spaced_bpe.h"
#include "engine/tokens/unigram.h"
#include "engine/tokens/vocabulary.h"
#include "engine/tokens/word_piece.h"

#include <algorithm>
#include <fmt/format.h>
#include <utility>

namespace embedscope {

namespace {

using Create = Result<std::unique_ptr<Tokenizer>> (*)(const GgufFile&, Vocabulary, const TokenizerOptions&);

struct Named
{
    std::string_view model; ///< tokenizer.ggml.model
    Create create;
};

constexpr Named kTokenizers[] = {
    {"bert", WordPiece::create},   {"gpt2", ByteBpe::create}, {"llama", SentencePieceBpe::create},
    {"gemma4", SpacedBpe::create}, {"t5", Unigram::create},
};

}

Result<std::unique_ptr<Tokenizer>> Tokenizer::fromGguf(const GgufFile& file, const TokenizerOptions& options)
{
    const auto name = file.stringValue("tokenizer.ggml.model");
    if (!name)
        return name.error();
    if (!*name)
        return Error{
            fmt::format("{} does not say which tokenizer it needs (tokenizer.ggml.model), so texts cannot "
                        "be turned into tokens; choose a complete model file.",
                        file.name())};
    const auto* const found = std::ranges::find(kTokenizers, **name, &Named::model);
    if (found == std::end(kTokenizers))
        return Error{fmt::format("{} needs the tokenizer {}, which is not supported; choose another model.",
                                 file.name(), inQuotes(**name))};
    auto vocabulary = Vocabulary::fromGguf(file);
    if (!vocabulary)
        return vocabulary.error();
    return found->create(file, std::move(*vocabulary), options);
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
    return id >= 0 && index < m_pieces.size() ? m_pieces[index] : std::string_view();
}

}
