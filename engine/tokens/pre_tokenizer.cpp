#include "engine/tokens/pre_tokenizer.h"

#include "engine/base/utf8.h"
#include "engine/gguf/in_quotes.h"
#include "engine/tokens/unicode.h"

#include <algorithm>
#include <array>
#include <cstdint>
#include <fmt/format.h>

namespace embedscope {

namespace {

enum class Kind
{
    Letter,
    Number,
    Newline,
    Space, ///< any other white space
    Other,
    End
};

struct Look
{
    Kind kind;
    std::size_t end; ///< behind the character
};

Kind kindOf(char32_t character)
{
    const uint16_t flags = unicode::flags(character);
    if (flags & unicode::kLetter)
        return Kind::Letter;
    if (flags & unicode::kNumber)
        return Kind::Number;
    if (character == '\r' || character == '\n')
        return Kind::Newline;
    return unicode::isWhiteSpace(character) ? Kind::Space : Kind::Other;
}

std::array<Kind, 128> kindsOfAscii()
{
    std::array<Kind, 128> kinds;
    for (char32_t c = 0; c < 128; ++c)
        kinds[c] = kindOf(c);
    return kinds;
}

Look look(std::string_view text, std::size_t at)
{
    static const std::array<Kind, 128> kAscii = kindsOfAscii();
    if (at >= text.size())
        return {Kind::End, at};
    const auto byte = static_cast<unsigned char>(text[at]);
    if (byte < 0x80)
        return {kAscii[byte], at + 1};
    const DecodedCharacter character = decodeUtf8(text, at);
    return {kindOf(character.value), at + character.length};
}

std::size_t skip(std::string_view text, std::size_t at, Kind kind, std::size_t most = SIZE_MAX)
{
    for (Look next = look(text, at); next.kind == kind && most != 0; next = look(text, at)) {
        at = next.end;
        --most;
    }
    return at;
}

// Bytes of 's 't 're 've 'm 'll 'd, or 0.
std::size_t contraction(std::string_view text, bool anyCase)
{
    // U+017F is the one other letter that is an "s" when case does not matter.
    if (anyCase && text.starts_with("'\u017F"))
        return 3;
    const auto letter = [&](std::size_t i) {
        const char c = i < text.size() ? text[i] : '\0';
        return anyCase && c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
    };
    if (letter(0) != '\'')
        return 0;
    const char first = letter(1), second = letter(2);
    if (first == 's' || first == 't' || first == 'm' || first == 'd')
        return 2;
    const bool two =
        (first == 'r' && second == 'e') || (first == 'v' && second == 'e') || (first == 'l' && second == 'l');
    return two ? 3 : 0;
}

// \s+(?!\S)|\s+ : all of the white space at the end of the text, else all but the last character before a
// word. With `untilNewline`, before that: \s*[\r\n]+ .
std::size_t whiteSpaceEnd(std::string_view text, std::size_t at, bool untilNewline)
{
    std::size_t last = at, end = at, newlineEnd = at;
    for (Look next = look(text, at); next.kind == Kind::Space || next.kind == Kind::Newline;
         next = look(text, end)) {
        last = end;
        end = next.end;
        if (next.kind == Kind::Newline)
            newlineEnd = end;
    }
    if (untilNewline && newlineEnd > at)
        return newlineEnd;
    return end == text.size() || last == at ? end : last;
}

std::size_t gpt2End(std::string_view text, std::size_t at)
{
    if (const std::size_t length = contraction(text.substr(at), false))
        return at + length;
    Look first = look(text, at);
    if (text[at] == ' ') {
        const Look next = look(text, at + 1);
        if (next.kind == Kind::Letter || next.kind == Kind::Number || next.kind == Kind::Other)
            first = next;
    }
    if (first.kind == Kind::Space || first.kind == Kind::Newline)
        return whiteSpaceEnd(text, at, false);
    return skip(text, first.end, first.kind);
}

std::size_t newerEnd(std::string_view text, std::size_t at, std::size_t mostDigits)
{
    if (const std::size_t length = contraction(text.substr(at), true))
        return at + length;
    const Look first = look(text, at);
    if (first.kind == Kind::Letter)
        return skip(text, first.end, Kind::Letter);
    if (first.kind == Kind::Number)
        return skip(text, at, Kind::Number, mostDigits);
    const Look second = look(text, first.end);
    if (first.kind != Kind::Newline && second.kind == Kind::Letter)
        return skip(text, second.end, Kind::Letter);
    if (first.kind == Kind::Other || (text[at] == ' ' && second.kind == Kind::Other))
        return skip(text, skip(text, first.end, Kind::Other), Kind::Newline);
    return whiteSpaceEnd(text, at, true);
}

struct Named
{
    std::string_view name;
    PreTokenizer rules;
};

constexpr PreTokenizer kGpt2 = {};
constexpr PreTokenizer kQwen2 = {PreTokenizer::Pattern::Newer, 1, false, false};
constexpr PreTokenizer kLlama3 = {PreTokenizer::Pattern::Newer, 3, true, true};

// The names that the converters of ggml-org/llama.cpp write for embedding models, and older spellings of
// them.
constexpr Named kNames[] = {
    {"", kGpt2},
    {"default", kGpt2},
    {"gpt-2", kGpt2},
    {"roberta-bpe", kGpt2},
    {"modern-bert", kGpt2},
    {"jina-v1-en", kGpt2},
    {"jina-v2-code", kGpt2},
    {"jina-v2-es", kGpt2},
    {"jina-v2-de", kGpt2},
    {"jina-es", kGpt2},
    {"jina-de", kGpt2},
    {"qwen2", kQwen2},
    {"deepseek-r1-qwen", kQwen2},
    {"f2llmv2", kQwen2},
    {"llama-bpe", kLlama3},
    {"llama3", kLlama3},
    {"llama-v3", kLlama3},
    {"jina-v5-nano", kLlama3},
};

}

Result<PreTokenizer> PreTokenizer::fromGguf(const GgufFile& file)
{
    const auto name = file.stringValue("tokenizer.ggml.pre");
    if (!name)
        return name.error();
    const auto* const found = std::ranges::find(kNames, name->value_or(""), &Named::name);
    if (found == std::end(kNames))
        return Error{fmt::format("{} splits texts into words by the rules of {} (tokenizer.ggml.pre), which "
                                 "this version does not know; choose another model or a newer version.",
                                 file.name(), inQuotes(**name))};
    return found->rules;
}

std::size_t PreTokenizer::end(std::string_view text, std::size_t at) const
{
    return pattern == Pattern::Gpt2 ? gpt2End(text, at) : newerEnd(text, at, mostDigits);
}

}
