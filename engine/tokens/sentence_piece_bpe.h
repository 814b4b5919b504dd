// SentencePiece's BPE: spaces become U+2581, then the neighbours whose concatenation is the token with the
// highest score are merged first; what has no token becomes its bytes. Tokenizer model "llama".
#pragma once

#include "engine/tokens/byte_tokens.h"
#include "engine/tokens/merge_run.h"
#include "engine/tokens/piece_index.h"
#include "engine/tokens/spaced_text.h"
#include "engine/tokens/text_tokenizer.h"

namespace embedscope {

class SentencePieceBpe final : public TextTokenizer
{
public:
    static Result<std::unique_ptr<Tokenizer>> create(const GgufFile& file, Vocabulary vocabulary,
                                                     const TokenizerOptions& options);

    std::string_view algorithm() const override { return "SentencePiece BPE"; }
    std::string textOf(TokenId id) const override;

private:
    SentencePieceBpe(const Vocabulary& vocabulary, const SpecialTokens& special);
    void tokenizePart(std::string_view part, std::vector<TokenSpan>& out) const override;
    void tokenizeStretch(SpacedText& stretch, std::size_t offset, MergeRun& run,
                         std::vector<TokenSpan>& out) const;

    PieceIndex m_index; ///< of what a text can become: no control, unknown and byte tokens
    std::vector<uint32_t> m_ranks; ///< by id: 0 for the highest score
    ByteTokens m_bytes;
    WordBorders m_borders;
    bool m_prefix = true; ///< one more space in front of each part
};

}
