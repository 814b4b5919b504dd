// The token list of a GGUF file with the types of the tokens, checked. Not for what an algorithm makes of it.
#pragma once

#include "engine/base/result.h"
#include "engine/gguf/gguf_file.h"
#include "engine/tokens/piece_list.h"
#include "engine/tokens/tokenizer.h"

#include <cstdint>
#include <initializer_list>
#include <optional>
#include <vector>

namespace embedscope {

enum class TokenType : int32_t
{
    Normal = 1,
    Unknown = 2,
    Control = 3,
    UserDefined = 4,
    Unused = 5,
    Byte = 6
};

struct Vocabulary
{
    PieceList pieces;
    std::vector<TokenType> types; ///< as many as pieces; all Normal when the file has no types

    static Result<Vocabulary> fromGguf(const GgufFile& file);
    /// The last token with this text, or -1.
    TokenId find(std::string_view piece) const;
    bool is(TokenId id, TokenType type) const { return types[static_cast<std::size_t>(id)] == type; }
};

/// The scores of the tokens; an Error when there are none, another number of them, or one is no number.
Result<std::vector<float>> readScores(const GgufFile& file, std::size_t tokens);

/// The id under the first key that the file has (after "tokenizer.ggml."), checked against the vocabulary.
Result<std::optional<TokenId>> specialTokenId(const GgufFile& file, const Vocabulary& vocabulary,
                                              std::initializer_list<std::string_view> keys);

}
