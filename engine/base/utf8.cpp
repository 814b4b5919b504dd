#include "engine/base/utf8.h"

namespace embedscope {

namespace {

struct LeadByte {
    int length;
    unsigned char secondLow, secondHigh;
};

// Table 3-7 of the Unicode standard: well-formed byte sequences.
LeadByte classify(unsigned char byte)
{
    if (byte < 0x80)
        return {1, 0, 0};
    if (byte >= 0xC2 && byte <= 0xDF)
        return {2, 0x80, 0xBF};
    if (byte == 0xE0)
        return {3, 0xA0, 0xBF};
    if (byte == 0xED)
        return {3, 0x80, 0x9F};
    if (byte >= 0xE1 && byte <= 0xEF)
        return {3, 0x80, 0xBF};
    if (byte == 0xF0)
        return {4, 0x90, 0xBF};
    if (byte >= 0xF1 && byte <= 0xF3)
        return {4, 0x80, 0xBF};
    if (byte == 0xF4)
        return {4, 0x80, 0x8F};
    return {0, 0, 0};
}

}

DecodedCharacter decodeUtf8(std::string_view text, std::size_t at)
{
    const auto byteAt = [&](std::size_t i) { return static_cast<unsigned char>(text[i]); };
    const LeadByte lead = classify(byteAt(at));
    if (lead.length == 1)
        return {byteAt(at), 1, true};
    if (lead.length == 0)
        return {0xFFFD, 1, false};
    char32_t value = byteAt(at) & (0x7Fu >> lead.length);
    for (int i = 1; i < lead.length; ++i) {
        if (at + i >= text.size())
            return {0xFFFD, static_cast<uint32_t>(i), false};
        const unsigned char byte = byteAt(at + i);
        const unsigned char low = i == 1 ? lead.secondLow : 0x80;
        const unsigned char high = i == 1 ? lead.secondHigh : 0xBF;
        if (byte < low || byte > high)
            return {0xFFFD, static_cast<uint32_t>(i), false};
        value = (value << 6) | (byte & 0x3F);
    }
    return {value, static_cast<uint32_t>(lead.length), true};
}

void appendUtf8(std::string& out, char32_t c)
{
    if (c < 0x80) {
        out += static_cast<char>(c);
    } else if (c < 0x800) {
        out += static_cast<char>(0xC0 | (c >> 6));
        out += static_cast<char>(0x80 | (c & 0x3F));
    } else if (c < 0x10000) {
        out += static_cast<char>(0xE0 | (c >> 12));
        out += static_cast<char>(0x80 | ((c >> 6) & 0x3F));
        out += static_cast<char>(0x80 | (c & 0x3F));
    } else {
        out += static_cast<char>(0xF0 | (c >> 18));
        out += static_cast<char>(0x80 | ((c >> 12) & 0x3F));
        out += static_cast<char>(0x80 | ((c >> 6) & 0x3F));
        out += static_cast<char>(0x80 | (c & 0x3F));
    }
}

bool isValidUtf8(std::string_view text)
{
    for (std::size_t at = 0; at < text.size();) {
        const DecodedCharacter c = decodeUtf8(text, at);
        if (!c.wellFormed)
            return false;
        at += c.length;
    }
    return true;
}

std::string repairUtf8(std::string_view text, std::size_t* replaced)
{
    std::string out;
    out.reserve(text.size());
    for (std::size_t at = 0; at < text.size();) {
        const DecodedCharacter c = decodeUtf8(text, at);
        if (c.wellFormed) {
            out.append(text, at, c.length);
        } else {
            appendUtf8(out, 0xFFFD);
            if (replaced)
                ++*replaced;
        }
        at += c.length;
    }
    return out;
}

}
