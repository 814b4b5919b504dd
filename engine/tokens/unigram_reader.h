// Normalises a text for Unigram, one stretch per call: replaces what the charsmap knows, turns spaces into
// U+2581 and drops or adds some as the file says. Stretches end where no token can reach across, so memory
// does not grow with ordinary text. Owns nothing of the text; one thread.
#pragma once

#include "engine/tokens/charsmap.h"
#include "engine/tokens/spaced_text.h"

#include <cstddef>
#include <cstdint>
#include <string_view>
#include <vector>

namespace embedscope {

struct UnigramRules
{
    bool spacePrefix = false; ///< one U+2581 in front of the first word
    bool removeExtraSpaces = false; ///< runs of spaces become one U+2581 in front of the next word
};

class UnigramReader
{
public:
    struct Character
    {
        char32_t value;
        uint32_t begin, end; ///< bytes of the text that it came from
    };

    /// All must outlive the reader; `text` is well-formed.
    UnigramReader(std::string_view text, const Charsmap& charsmap, UnigramRules rules,
                  const WordBorders& borders)
        : m_text(text)
        , m_charsmap(charsmap)
        , m_rules(rules)
        , m_borders(borders)
    {
    }
    /// False at the end of the text.
    bool next(std::vector<Character>& stretch);

private:
    void step();
    void add(const Character& character);
    void addMark(uint32_t begin, uint32_t end);

    std::string_view m_text;
    const Charsmap& m_charsmap;
    UnigramRules m_rules;
    const WordBorders& m_borders;
    std::size_t m_at = 0;
    std::vector<Character> m_waiting; ///< read and not given out
    std::size_t m_cut = 0; ///< of m_waiting: where a stretch can end, 0: nowhere yet
    bool m_inWord = false, m_hasPrefix = false;
    uint32_t m_spaceBegin = 0, m_spaceEnd = 0; ///< the space in front of the next word, where there is one
};

}
