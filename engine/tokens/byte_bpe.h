// Byte-level BPE as GPT-2 defines it: the text is split by a pattern, and in each piece bytes are merged in
// the order of the file's list. The file spells bytes as printable characters. Tokenizer model "gpt2".
#pragma once

#include "engine/tokens/merge_table.h"
#include "engine/tokens/piece_index.h"
#include "engine/tokens/pre_tokenizer.h"
#include "engine/tokens/text_tokenizer.h"

#include <array>
#include <string>

namespace embedscope {

class ByteBpe final : public TextTokenizer
{
public:
    static Result<std::unique_ptr<Tokenizer>> create(const GgufFile& file, Vocabulary vocabulary,
                                                     const TokenizerOptions& options);

    std::string_view algorithm() const override { return "byte-level BPE"; }
    std::string textOf(TokenId id) const override;

private:
    ByteBpe(const Vocabulary& vocabulary, const SpecialTokens& special, const PreTokenizer& rules);
    void tokenizePart(std::string_view part, std::vector<TokenSpan>& out) const override;
    TokenId wholePiece(std::string_view piece, std::string& spelled) const;

    PreTokenizer m_rules;
    PieceIndex m_wholePieces; ///< only where the rules want them
    MergeTable m_merges;
    std::array<TokenId, 256> m_bytes; ///< -1: the vocabulary lacks this byte
    std::vector<bool> m_spelled; ///< which tokens are spelled bytes
};

}
