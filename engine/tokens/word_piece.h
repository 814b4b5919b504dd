// WordPiece as BERT defines it: basic tokenisation into words, then the longest piece from the left. A word
// start and a continuation are looked up in tables of their own, since a GGUF marks starts with U+2581 and a
// text may hold that character too. [CLS] and [SEP] always stand around a text, whatever add_bos_token says.
#pragma once

#include "engine/tokens/piece_trie.h"
#include "engine/tokens/tokenizer.h"
#include "engine/tokens/user_tokens.h"
#include "engine/tokens/vocabulary.h"
#include "engine/tokens/word_reader.h"

namespace embedscope {

class WordPiece final : public Tokenizer
{
public:
    static Result<std::unique_ptr<Tokenizer>> create(const GgufFile& file, Vocabulary vocabulary,
                                                     const TokenizerOptions& options);

    void tokenize(std::string_view text, std::vector<TokenId>& out) const override;
    void tokenizeWithSpans(std::string_view text, std::vector<TokenSpan>& out) const override;
    std::string_view algorithm() const override { return "WordPiece"; }
    std::string textOf(TokenId id) const override;

private:
    WordPiece(const Vocabulary& vocabulary, SpecialTokens special, WordRules rules);
    void addPiece(std::string_view piece, TokenId id);
    template <class Emit> void run(std::string_view text, Emit emit) const;
    void matchWord(const Word& word, std::vector<TokenSpan>& out) const;

    PieceTrie m_starts, m_continuations; ///< of code points
    UserTokens m_userTokens;
    WordRules m_rules;
};

}
