#include "engine/tokens/vocabulary.h"

#include "engine/tokens/user_tokens.h"

#include <cmath>
#include <cstring>
#include <fmt/format.h>
#include <limits>

namespace embedscope {

namespace {

Result<std::vector<TokenType>> readTypes(const GgufFile& file, std::size_t count)
{
    const auto array = file.arrayValue("tokenizer.ggml.token_type", GgufValueType::I32);
    if (!array)
        return array.error();
    std::vector<TokenType> types(count, TokenType::Normal);
    if (!*array)
        return types;
    if ((*array)->count != count)
        return Error{fmt::format("{} cannot be used: it has {} tokens and {} token types.", file.name(),
                                 count, (*array)->count)};
    static_assert(sizeof(TokenType) == sizeof(int32_t));
    std::memcpy(types.data(), (*array)->bytes.data(), (*array)->bytes.size());
    return types;
}

}

Result<Vocabulary> Vocabulary::fromGguf(const GgufFile& file)
{
    const auto tokens = file.arrayValue("tokenizer.ggml.tokens", GgufValueType::String);
    if (!tokens)
        return tokens.error();
    if (!*tokens || (*tokens)->count == 0)
        return Error{
            fmt::format("{} has no vocabulary (tokenizer.ggml.tokens), so texts cannot be turned into "
                        "tokens; choose a complete model file.",
                        file.name())};
    const uint64_t count = (*tokens)->count;
    if (count > static_cast<uint64_t>(std::numeric_limits<TokenId>::max()))
        return Error{fmt::format("{} cannot be used: it has {} tokens, too many.", file.name(), count)};
    uint64_t bytes = 0;
    for (const std::string_view piece : (*tokens)->strings)
        bytes += piece.size(); // parts of the file, so the sum cannot wrap
    if (bytes > PieceList::kMostBytes)
        return Error{
            fmt::format("{} cannot be used: its tokens have {} bytes, too many.", file.name(), bytes)};
    auto types = readTypes(file, count);
    if (!types)
        return types.error();
    Vocabulary vocabulary;
    vocabulary.types = std::move(*types);
    vocabulary.pieces = PieceList((*tokens)->strings);
    for (std::size_t i = 0; i < count; ++i) {
        if (vocabulary.types[i] == TokenType::UserDefined
            && vocabulary.pieces[i].size() > UserTokens::kMostBytes)
            return Error{fmt::format("{} cannot be used: its user-defined token {} has {} bytes, too many.",
                                     file.name(), i, vocabulary.pieces[i].size())};
    }
    return vocabulary;
}

Result<std::vector<float>> readScores(const GgufFile& file, std::size_t tokens)
{
    const auto array = file.arrayValue("tokenizer.ggml.scores", GgufValueType::F32);
    if (!array)
        return array.error();
    if (!*array)
        return Error{fmt::format("{} cannot be used: its tokenizer needs scores of the tokens "
                                 "(tokenizer.ggml.scores) and it has none.",
                                 file.name())};
    if ((*array)->count != tokens)
        return Error{fmt::format("{} cannot be used: it has {} tokens and {} scores.", file.name(), tokens,
                                 (*array)->count)};
    std::vector<float> scores(tokens);
    std::memcpy(scores.data(), (*array)->bytes.data(), (*array)->bytes.size());
    for (std::size_t i = 0; i < tokens; ++i) {
        if (!std::isfinite(scores[i]))
            return Error{
                fmt::format("{} cannot be used: the score of token {} is not a number.", file.name(), i)};
    }
    return scores;
}

TokenId Vocabulary::find(std::string_view piece) const
{
    for (std::size_t i = pieces.size(); i-- > 0;) {
        if (pieces[i] == piece)
            return static_cast<TokenId>(i);
    }
    return -1;
}

Result<std::optional<TokenId>> specialTokenId(const GgufFile& file, const Vocabulary& vocabulary,
                                              std::initializer_list<std::string_view> keys)
{
    for (const std::string_view name : keys) {
        const std::string key = fmt::format("tokenizer.ggml.{}", name);
        const auto id = file.unsignedValue(key);
        if (!id)
            return id.error();
        if (!*id)
            continue;
        if (**id >= vocabulary.pieces.size())
            return Error{fmt::format("{} cannot be used: its {} is {} and there are only {} tokens.",
                                     file.name(), key, **id, vocabulary.pieces.size())};
        return std::optional(static_cast<TokenId>(**id));
    }
    return std::optional<TokenId>();
}

}
