// Text to token ids. Made from a GGUF's metadata (also from a file without tensors). Immutable; any thread
// may use it. Special tokens are added by encode(), never recognised inside a text: a literal "[SEP]" in a
// document is text.
#pragma once

#include "engine/base/result.h"
#include "engine/gguf/gguf_file.h"
#include "engine/tokens/piece_list.h"

#include <cstdint>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace embedscope {

using TokenId = int32_t;

struct SpecialTokens
{
    TokenId first = -1; ///< in front of every text ([CLS], <s>), -1: none
    TokenId last = -1; ///< behind every text ([SEP], </s>), -1: none
    TokenId unknown = -1;
    bool lastByRule = false; ///< the file does not ask for `last`; pooling of the last token needs it
    int count() const { return (first >= 0) + (last >= 0); }
};

/// A token and where it stands in the text as it was given.
struct TokenSpan
{
    TokenId id;
    uint32_t begin, end; ///< bytes of the original text
};

struct TokenizerOptions
{
    /// Is the vector of a text that of its last token? Then the closing token is added where the file does
    /// not say (add_eos_token). Not set: by the file's own pooling_type.
    std::optional<bool> lastTokenPooling;
};

class Tokenizer
{
public:
    /// Keeps nothing of the file. An Error names the file and says what is missing (no vocabulary, unknown
    /// tokenizer model, damaged merges ...).
    static Result<std::unique_ptr<Tokenizer>> fromGguf(const GgufFile& file,
                                                       const TokenizerOptions& options = {});
    virtual ~Tokenizer() = default;

    /// Appends the ids of the text, without special tokens. At most n log n in the length of the text.
    virtual void tokenize(std::string_view text, std::vector<TokenId>& out) const = 0;
    /// The same with positions, for chunking, the inspector and "why": ascending, never inside a character,
    /// and never empty; tokens of one character share its bytes.
    virtual void tokenizeWithSpans(std::string_view text, std::vector<TokenSpan>& out) const = 0;
    /// Name for people: "WordPiece".
    virtual std::string_view algorithm() const = 0;

    /// Special tokens around the text.
    std::vector<TokenId> encode(std::string_view text) const;
    /// Special tokens around ids, cut to maxTokens with the closing token kept. `cut` says how many ids were
    /// left out.
    std::vector<TokenId> wrap(std::span<const TokenId> ids, std::size_t maxTokens,
                              std::size_t* cut = nullptr) const;
    std::size_t countTokens(std::string_view text) const; ///< without special tokens

    const SpecialTokens& special() const { return m_special; }
    std::size_t vocabularySize() const { return m_pieces.size(); }
    /// The piece as the file stores it; empty for an id out of range.
    std::string_view piece(TokenId id) const;
    /// The bytes of a text that the token stands for, a space in front of words where the piece has one.
    virtual std::string textOf(TokenId id) const = 0;

protected:
    SpecialTokens m_special;
    PieceList m_pieces;
};

}
