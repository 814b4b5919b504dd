#include "engine/tokens/text_tokenizer.h"

#include "engine/tokens/repaired_text.h"

#include <algorithm>
#include <limits>

namespace embedscope {

namespace {

bool insideCharacter(std::string_view text, std::size_t at)
{
    return at < text.size() && (static_cast<unsigned char>(text[at]) & 0xC0) == 0x80;
}

uint32_t position(std::size_t at)
{
    return static_cast<uint32_t>(std::min<std::size_t>(at, std::numeric_limits<uint32_t>::max()));
}

}

TextTokenizer::TextTokenizer(const Vocabulary& vocabulary, const SpecialTokens& special)
    : m_userTokens(vocabulary)
{
    m_special = special;
    m_pieces = vocabulary.pieces;
}

// take(tokens, offset): positions of the tokens count from offset.
template <class Take> void TextTokenizer::run(std::string_view text, Take take) const
{
    std::size_t at = 0;
    if (!m_userTokens.empty()) {
        for (const UserTokenMatch& match : m_userTokens.find(text)) {
            runPart(text.substr(at, match.begin - at), at, take);
            const TokenSpan token = {match.id, 0, static_cast<uint32_t>(match.end - match.begin)};
            take(std::span(&token, 1), match.begin);
            at = match.end;
        }
    }
    runPart(text.substr(at), at, take);
}

template <class Take> void TextTokenizer::runPart(std::string_view part, std::size_t offset, Take take) const
{
    constexpr std::size_t kMostBytes = std::size_t{1} << 30; // positions have 32 bits
    std::vector<TokenSpan> tokens;
    while (!part.empty()) {
        std::size_t size = std::min(part.size(), kMostBytes);
        while (insideCharacter(part, size))
            --size;
        tokens.clear();
        tokenizePart(part.substr(0, size), tokens);
        take(std::span<const TokenSpan>(tokens), offset);
        part.remove_prefix(size);
        offset += size;
    }
}

void TextTokenizer::tokenize(std::string_view text, std::vector<TokenId>& out) const
{
    const RepairedText repaired(text);
    run(repaired.text(), [&](std::span<const TokenSpan> tokens, std::size_t) {
        for (const TokenSpan& token : tokens)
            out.push_back(token.id);
    });
}

// A token of single bytes covers the character that they belong to, so that no text is cut inside one.
void TextTokenizer::tokenizeWithSpans(std::string_view text, std::vector<TokenSpan>& out) const
{
    const RepairedText repaired(text);
    const std::string_view whole = repaired.text();
    run(whole, [&](std::span<const TokenSpan> tokens, std::size_t offset) {
        for (const TokenSpan& token : tokens) {
            std::size_t begin = offset + token.begin, end = offset + token.end;
            while (insideCharacter(whole, begin))
                --begin;
            while (insideCharacter(whole, end))
                ++end;
            out.push_back({token.id, position(repaired.original(begin)), position(repaired.original(end))});
        }
    });
}

}
