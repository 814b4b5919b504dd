#include "engine/tokens/special_tokens.h"

#include <fmt/format.h>

namespace embedscope {

namespace {

struct AddedToken
{
    TokenId id = -1; ///< -1: none is added
    bool byRule = false; ///< last-token pooling needs it and the file does not say
};

Result<TokenId> tokenOr(const GgufFile& file, const Vocabulary& vocabulary,
                        std::initializer_list<std::string_view> keys, TokenId usual)
{
    const auto id = specialTokenId(file, vocabulary, keys);
    if (!id)
        return id.error();
    if (*id)
        return **id;
    return static_cast<std::size_t>(usual) < vocabulary.pieces.size() ? usual : TokenId{-1};
}

Result<AddedToken> addedToken(const GgufFile& file, const char* key, bool usually, bool byRule,
                              const Result<TokenId>& id)
{
    if (!id)
        return id.error();
    const auto wanted = file.boolValue(key);
    if (!wanted)
        return wanted.error();
    if (!wanted->value_or(usually || byRule))
        return AddedToken();
    if (*id < 0)
        return Error{fmt::format("{} cannot be used: {} asks for a token around each text and the file does "
                                 "not name it.",
                                 file.name(), key)};
    return AddedToken{*id, !*wanted && !usually};
}

// Does the file take the vector of a text from its last token?
Result<bool> poolsLastToken(const GgufFile& file)
{
    constexpr uint64_t kLastToken = 3;
    const auto architecture = file.stringValue("general.architecture");
    if (!architecture)
        return architecture.error();
    if (!*architecture)
        return false;
    const auto pooling = file.unsignedValue(fmt::format("{}.pooling_type", **architecture));
    if (!pooling)
        return pooling.error();
    return *pooling == kLastToken;
}

}

Result<SpecialTokens> readSpecialTokens(const GgufFile& file, const Vocabulary& vocabulary,
                                        const SpecialDefaults& defaults, const TokenizerOptions& options)
{
    const auto fromFile = poolsLastToken(file);
    if (!fromFile)
        return fromFile.error();
    const auto first =
        addedToken(file, "tokenizer.ggml.add_bos_token", defaults.addFirst, false,
                   tokenOr(file, vocabulary, {"bos_token_id", "cls_token_id"}, defaults.first));
    if (!first)
        return first.error();
    const auto last = addedToken(
        file, "tokenizer.ggml.add_eos_token", defaults.addLast, options.lastTokenPooling.value_or(*fromFile),
        tokenOr(file, vocabulary, {"eos_token_id", "seperator_token_id", "separator_token_id"},
                defaults.last));
    if (!last)
        return last.error();
    const auto unknown = tokenOr(file, vocabulary, {"unknown_token_id"}, defaults.unknown);
    if (!unknown)
        return unknown.error();
    // Stands between two texts that are read together, which no embedding model does; checked all the same.
    if (const auto between = file.boolValue("tokenizer.ggml.add_sep_token"); !between)
        return between.error();
    return SpecialTokens{first->id, last->id, *unknown, last->byRule};
}

}
