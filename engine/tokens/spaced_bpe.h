// BPE with a list of merges on text whose spaces are U+2581: lines and runs of newlines are merged each by
// itself, what has no token becomes its bytes. Tokenizer model "gemma4".
#pragma once

#include "engine/tokens/byte_tokens.h"
#include "engine/tokens/merge_table.h"
#include "engine/tokens/piece_index.h"
#include "engine/tokens/spaced_text.h"
#include "engine/tokens/text_tokenizer.h"

namespace embedscope {

class SpacedBpe final : public TextTokenizer
{
public:
    static Result<std::unique_ptr<Tokenizer>> create(const GgufFile& file, Vocabulary vocabulary,
                                                     const TokenizerOptions& options);

    std::string_view algorithm() const override { return "BPE on marked spaces"; }
    std::string textOf(TokenId id) const override;

private:
    SpacedBpe(const Vocabulary& vocabulary, const SpecialTokens& special);
    void tokenizePart(std::string_view part, std::vector<TokenSpan>& out) const override;
    void tokenizeStretch(SpacedText& stretch, std::size_t offset, MergeRun& run,
                         std::vector<TokenSpan>& out) const;

    PieceIndex m_index; ///< of what a text can become: no control, unknown and byte tokens
    MergeTable m_merges;
    ByteTokens m_bytes;
    WordBorders m_borders;
};

}
