#include "tests/models/vocabulary_maker.h"

#include <algorithm>
#include <array>
#include <fmt/format.h>
#include <string_view>
#include <unordered_map>
#include <utility>

namespace embedscope {

namespace {

constexpr std::string_view kLetters = "etaoinshrdlcumwfgypbvkjxqz"; // by frequency
constexpr int32_t kNormal = 1, kUnknown = 2, kControl = 3, kUserDefined = 4, kUnused = 5, kByte = 6;
const std::string kMarkedSpace = "\u2581";

std::string utf8(char32_t c)
{
    std::string out;
    if (c < 0x80)
        return {static_cast<char>(c)};
    if (c < 0x800)
        out += static_cast<char>(0xC0 | c >> 6);
    else {
        out += static_cast<char>(0xE0 | c >> 12);
        out += static_cast<char>(0x80 | (c >> 6 & 0x3F));
    }
    return out += static_cast<char>(0x80 | (c & 0x3F));
}

// Words of `length` letters, those of frequent letters first, at most `most`.
std::vector<std::string> letterRuns(int length, std::size_t most)
{
    struct Run
    {
        int rarity;
        std::string text;
    };
    std::vector<Run> runs = {{0, ""}};
    for (int i = 0; i < length; ++i) {
        std::vector<Run> longer;
        longer.reserve(runs.size() * kLetters.size());
        for (const Run& run : runs) {
            for (std::size_t l = 0; l < kLetters.size(); ++l)
                longer.push_back({run.rarity + static_cast<int>(l), run.text + kLetters[l]});
        }
        runs = std::move(longer);
    }
    std::ranges::stable_sort(runs, {}, &Run::rarity);
    runs.resize(std::min(most, runs.size()));
    std::vector<std::string> texts;
    for (Run& run : runs)
        texts.push_back(std::move(run.text));
    return texts;
}

// Merges in the order of their rank, each of parts that are there already. One whose token would be cut in
// another way by the merges before it is left out, so that every token comes back from its own text.
class Merges
{
public:
    explicit Merges(std::size_t most)
        : m_most(most)
    {
    }

    void add(const std::string& left, const std::string& right, std::vector<std::string> parts)
    {
        if (m_list.size() < m_most && cut(std::move(parts)) == std::vector{left, right}) {
            m_ranks.emplace(left + '\n' + right, m_list.size());
            m_list.emplace_back(left, right);
        }
    }
    std::vector<std::pair<std::string, std::string>> take() { return std::move(m_list); }

private:
    std::size_t rank(const std::string& left, const std::string& right) const
    {
        const auto found = m_ranks.find(left + '\n' + right);
        return found == m_ranks.end() ? m_list.size() : found->second;
    }
    std::vector<std::string> cut(std::vector<std::string> parts) const
    {
        for (;;) {
            std::size_t best = m_list.size(), place = 0;
            for (std::size_t i = 0; i + 1 < parts.size(); ++i) {
                if (const std::size_t found = rank(parts[i], parts[i + 1]); found < best) {
                    best = found;
                    place = i;
                }
            }
            if (best == m_list.size())
                return parts;
            parts[place] += parts[place + 1];
            parts.erase(parts.begin() + static_cast<std::ptrdiff_t>(place) + 1);
        }
    }

    std::size_t m_most;
    std::vector<std::pair<std::string, std::string>> m_list;
    std::unordered_map<std::string, std::size_t> m_ranks;
};

std::vector<std::pair<std::string, std::string>> makeMerges(const std::string& space, std::size_t count)
{
    Merges merges(count);
    const auto add = [&](const std::string& run, std::size_t left, bool spaced) {
        std::vector<std::string> parts;
        if (spaced)
            parts.push_back(space);
        for (const char letter : run)
            parts.push_back({letter});
        merges.add((spaced ? space : "") + run.substr(0, left), run.substr(left), std::move(parts));
    };
    for (const char letter : kLetters)
        add({letter}, 0, true);
    for (const std::string& pair : letterRuns(2, count))
        add(pair, 1, false);
    for (const std::string& triple : letterRuns(3, count)) {
        add(triple, 1, true);
        add(triple, 2, false);
    }
    for (const std::string& four : letterRuns(4, SIZE_MAX))
        add(four, 2, false);
    return merges.take();
}

// The code point that byte-level BPE shows a byte as.
std::string shownByte(int byte)
{
    const auto printable = [](int b) { return (b >= 33 && b <= 126) || (b >= 161 && b <= 172) || b >= 174; };
    if (printable(byte))
        return utf8(static_cast<char32_t>(byte));
    int place = 0;
    for (int b = 0; b < byte; ++b)
        place += !printable(b);
    return utf8(static_cast<char32_t>(256 + place));
}

}

MadeVocabulary makeWordPieces(std::size_t count)
{
    MadeVocabulary vocabulary;
    const auto unused = [&](int from, int to) {
        for (int i = from; i < to; ++i)
            vocabulary.add(fmt::format("[unused{}]", i), kNormal);
    };
    vocabulary.add("[PAD]", kControl);
    unused(0, 99);
    for (const char* special : {"[UNK]", "[CLS]", "[SEP]", "[MASK]"})
        vocabulary.add(special, kControl);
    unused(99, 994);
    const auto word = [&](const std::string& text) { // as the start of a word and as its continuation
        for (const std::string& start : {kMarkedSpace, std::string()}) {
            if (vocabulary.tokens.size() < count)
                vocabulary.add(start + text, kNormal);
        }
    };
    for (char32_t c = 33; c < 127; ++c) {
        if (c < 'A' || c > 'Z')
            word(utf8(c));
    }
    for (char32_t c = 0x3B1; c < 0x3CA; ++c) // Greek
        word(utf8(c));
    for (char32_t c = 0x430; c < 0x450; ++c) { // Cyrillic but for the one letter that is taken apart
        if (c != 0x439)
            word(utf8(c));
    }
    for (int length : {2, 3, 4}) {
        for (const std::string& run : letterRuns(length, length == 3 ? count / 8 : count))
            word(run);
    }
    return vocabulary;
}

MadeVocabulary makeScoredPieces(std::size_t count)
{
    MadeVocabulary vocabulary;
    for (const char* special : {"<pad>", "<eos>", "<bos>"})
        vocabulary.add(special, kControl);
    vocabulary.add("<unk>", kUnknown);
    vocabulary.add("<mask>", kControl);
    for (int i = 0; i < 99; ++i)
        vocabulary.add(fmt::format("<unused{}>", i), kUnused);
    std::string lines, spaces = kMarkedSpace;
    for (int i = 0; i < 30; ++i) { // runs are tokens of their own
        vocabulary.add(lines += "\n", kUserDefined);
        vocabulary.add(spaces += kMarkedSpace, kUserDefined);
    }
    for (int byte = 0; byte < 256; ++byte)
        vocabulary.add(fmt::format("<0x{:02X}>", byte), kByte);
    std::vector<std::string> characters = {kMarkedSpace};
    constexpr std::array<std::array<char32_t, 2>, 7> kRanges = {{
        {33, 127},
        {0xA1, 0x180},
        {0x391, 0x460},
        {0x5D0, 0x5EB},
        {0x3041, 0x30FF},
        {0x4E00, 0xA000},
        {0xAC00, 0xD7A4}, // Latin, Greek and Cyrillic, Hebrew, kana, CJK, Hangul
    }};
    const std::size_t room = count - std::min(count, vocabulary.tokens.size());
    for (const auto& [from, to] : kRanges) {
        for (char32_t c = from; c < to && (c < 127 || characters.size() < room / 4); ++c)
            characters.push_back(utf8(c));
    }
    float score = 0;
    for (const auto& [left, right] : makeMerges(kMarkedSpace, room - std::min(room, characters.size())))
        vocabulary.add(left + right, kNormal, score--);
    for (const std::string& character : characters)
        vocabulary.add(character, kNormal, score--);
    return vocabulary;
}

MadeVocabulary makeMergedBytes(std::size_t count)
{
    constexpr std::size_t kControls = 26;
    MadeVocabulary vocabulary;
    for (int byte = 0; byte < 256; ++byte)
        vocabulary.add(shownByte(byte), kNormal);
    for (const auto& [left, right] : makeMerges(shownByte(' '), count - std::min(count, 256 + kControls))) {
        vocabulary.add(left + right, kNormal);
        vocabulary.merges.push_back(left + " " + right);
    }
    vocabulary.add("<|endoftext|>", kControl);
    for (std::size_t i = 1; i < kControls; ++i)
        vocabulary.add(fmt::format("<|control{}|>", i), kControl);
    return vocabulary;
}

}
