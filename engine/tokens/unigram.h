// Unigram as SentencePiece defines it (XLM-R, T5): the text is normalised, then of all ways to cut it into
// tokens the one with the highest sum of scores is taken. Tokenizer model "t5".
#pragma once

#include "engine/tokens/charsmap.h"
#include "engine/tokens/piece_trie.h"
#include "engine/tokens/spaced_text.h"
#include "engine/tokens/text_tokenizer.h"
#include "engine/tokens/unigram_reader.h"

namespace embedscope {

class Unigram final : public TextTokenizer
{
public:
    static Result<std::unique_ptr<Tokenizer>> create(const GgufFile& file, Vocabulary vocabulary,
                                                     const TokenizerOptions& options);

    std::string_view algorithm() const override { return "Unigram"; }
    std::string textOf(TokenId id) const override;

private:
    /// The best way to the end of a character.
    struct Best
    {
        double score;
        uint32_t from; ///< where its last token begins
        TokenId id;
    };
    Unigram(const Vocabulary& vocabulary, const SpecialTokens& special, std::vector<float> scores);
    void tokenizePart(std::string_view part, std::vector<TokenSpan>& out) const override;
    void findBest(const std::vector<UnigramReader::Character>& stretch, std::vector<Best>& best) const;

    PieceTrie m_trie; ///< of code points
    std::vector<float> m_scores; ///< by id; 0 for user-defined tokens
    double m_unknownScore = 0;
    Charsmap m_charsmap;
    WordBorders m_borders;
    UnigramRules m_rules;
};

}
