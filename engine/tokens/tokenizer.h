// Text to token ids. Made from a GGUF's metadata (also from a file without tensors). Immutable; any thread
// may use it. Special tokens are added by encode(), never recognised inside a text: a literal "[SEP]" in a
// document is text.
#pragma once

#include "engine/base/result.h"
#include "engine/gguf/gguf_file.h"

#include <cstdint>
#include <memory>
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
    int count() const { return (first >= 0) + (last >= 0); }
};

/// A token and where it stands in the text as it was given.
struct TokenSpan
{
    TokenId id;
    uint32_t begin, end; ///< bytes of the original text
};

class Tokenizer
{
public:
    /// An Error names the file and says what is missing (no vocabulary, unknown tokenizer model ...).
    static Result<std::unique_ptr<Tokenizer>> fromGguf(const GgufFile& file);
    virtual ~Tokenizer() = default;

    /// Appends the ids of the text, without special tokens. Linear in the length of the text.
    virtual void tokenize(std::string_view text, std::vector<TokenId>& out) const = 0;
    /// The same with positions, for chunking, the inspector and "why".
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

protected:
    SpecialTokens m_special;
    std::vector<std::string> m_pieces;
};

}
