// BERT's basic tokenisation (tokenization.py of google-research/bert), one word per call: drops control
// characters, parts at white space, around ideographs and punctuation, lowers, decomposes and drops marks.
// Memory does not grow with the text and every character is looked at a fixed number of times. Ill-formed
// UTF-8 reads as U+FFFD, which is dropped. Owns nothing of the text; one thread.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string_view>
#include <vector>

namespace embedscope {

struct WordCharacter
{
    char32_t value;
    std::size_t begin, end; ///< bytes of the text that it came from
    uint8_t combiningClass;
};

struct Word
{
    /// Longer words have no tokens (the limit of the tokenizer files published with BERT models).
    static constexpr std::size_t kMaxCharacters = 100;
    std::vector<WordCharacter> characters; ///< the first kMaxCharacters
    std::size_t length = 0; ///< how many there are in truth
    std::size_t begin = 0, end = 0;
};

struct WordRules
{
    bool lowercase = true;
    bool stripAccents = true;
};

class WordReader
{
public:
    /// Reads text[from, to); positions count from the start of `text`.
    WordReader(std::string_view text, std::size_t from, std::size_t to, WordRules rules)
        : m_text(text.substr(0, to))
        , m_at(from)
        , m_rules(rules)
    {
    }
    /// False at the end of the text.
    bool next(Word& word);

private:
    struct Character
    {
        char32_t value;
        std::size_t end; ///< behind it in the text
        uint16_t flags;
        bool dropped() const;
    };
    Character peek(std::size_t at) const;
    bool isFinalSigma(std::size_t behind) const;
    std::u32string_view normalise(const Character& character);
    void append(Word& word, std::u32string_view parts, std::size_t end);
    void absorbMarks(Word& word);
    void orderMarks(Word& word) const;

    std::string_view m_text;
    std::size_t m_at;
    WordRules m_rules;
    bool m_casedBefore =
        false; ///< for the final sigma: the last character that counts was a letter with case
    std::size_t m_runStart = 0; ///< characters of the word from here on wait for canonical order
    char32_t m_buffer[3] = {};
};

}
