// What all tokenizers but WordPiece share: ill-formed UTF-8 is repaired, user-defined tokens are cut out, and
// the parts between them are tokenised each by itself. A derived class knows one well-formed part only.
#pragma once

#include "engine/tokens/tokenizer.h"
#include "engine/tokens/user_tokens.h"
#include "engine/tokens/vocabulary.h"

namespace embedscope {

class RepairedText;

class TextTokenizer : public Tokenizer
{
public:
    void tokenize(std::string_view text, std::vector<TokenId>& out) const final;
    void tokenizeWithSpans(std::string_view text, std::vector<TokenSpan>& out) const final;

protected:
    TextTokenizer(const Vocabulary& vocabulary, const SpecialTokens& special);
    /// Appends the tokens of a part that is not empty, well-formed and at most 1 GiB long; positions count
    /// from its beginning. Tokens need not end between characters.
    virtual void tokenizePart(std::string_view part, std::vector<TokenSpan>& out) const = 0;

private:
    template <class Take> void run(std::string_view text, Take take) const;
    template <class Take> void runPart(std::string_view part, std::size_t offset, Take take) const;

    UserTokens m_userTokens;
};

}
