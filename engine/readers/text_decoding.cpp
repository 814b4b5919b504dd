#include "engine/readers/text_decoding.h"

#include "engine/base/utf8.h"

#include <algorithm>
#include <array>
#include <memory>
#include <uchardet/uchardet.h>
#include <unicode/ucnv.h>
#include <vector>

namespace embedscope {

namespace {

using namespace std::string_view_literals;

// Statistics settle on far less; a whole large file would only cost time.
constexpr std::size_t kDetectionBytes = std::size_t{1} << 20;

struct Mark
{
    std::string_view bytes;
    UnicodeForm form;
};

constexpr std::array kMarks = {
    // UTF-32 little-endian begins like UTF-16 little-endian and comes first
    Mark{"\xFF\xFE\0\0"sv, {4, false, 4}}, Mark{"\0\0\xFE\xFF"sv, {4, true, 4}},
    Mark{"\xEF\xBB\xBF"sv, {1, false, 3}}, Mark{"\xFF\xFE"sv, {2, false, 2}},
    Mark{"\xFE\xFF"sv, {2, true, 2}},
};

std::string decodeUnits(std::string_view bytes, const UnicodeForm& form, std::size_t& replaced)
{
    const auto unit = [&](std::size_t at) {
        char32_t value = 0;
        for (std::size_t i = 0; i < form.unitBytes; ++i) {
            const std::size_t shift = 8 * (form.bigEndian ? form.unitBytes - 1 - i : i);
            value |= static_cast<char32_t>(static_cast<unsigned char>(bytes[at + i])) << shift;
        }
        return value;
    };
    std::string text;
    text.reserve(bytes.size() / form.unitBytes);
    for (std::size_t at = form.markBytes; at + form.unitBytes <= bytes.size(); at += form.unitBytes) {
        char32_t c = unit(at);
        const bool highSurrogate = form.unitBytes == 2 && c >= 0xD800 && c < 0xDC00;
        if (highSurrogate && at + 4 <= bytes.size()) {
            const char32_t low = unit(at + 2);
            if (low >= 0xDC00 && low < 0xE000) {
                c = 0x10000 + ((c - 0xD800) << 10) + (low - 0xDC00);
                at += 2;
            }
        }
        if (c > 0x10FFFF || (c >= 0xD800 && c < 0xE000)) {
            c = 0xFFFD;
            ++replaced;
        }
        appendUtf8(text, c);
    }
    return text;
}

// Names as they are used on the web: encodings that are in truth another one (WHATWG Encoding, section 4.2).
std::string converterName(std::string_view name)
{
    std::string lower(name);
    std::transform(lower.begin(), lower.end(), lower.begin(),
                   [](char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c + 32) : c; });
    if (lower == "iso-8859-1" || lower == "latin1" || lower == "ascii" || lower == "us-ascii")
        return "windows-1252";
    if (lower == "gb2312" || lower == "gbk")
        return "gb18030";
    if (lower == "euc-kr" || lower == "uhc" || lower == "ks_c_5601-1987")
        return "windows-949";
    if (lower == "shift_jis" || lower == "x-sjis" || lower == "sjis")
        return "windows-31j";
    if (lower == "iso-8859-9")
        return "windows-1254";
    return lower;
}

struct CloseConverter
{
    void operator()(UConverter* converter) const { ucnv_close(converter); }
};

bool decodeByIcu(std::string_view bytes, const std::string& name, DecodedText& decoded)
{
    UErrorCode error = U_ZERO_ERROR;
    const std::unique_ptr<UConverter, CloseConverter> converter(ucnv_open(name.c_str(), &error));
    if (U_FAILURE(error))
        return false;
    std::vector<char16_t> units(std::size_t{1} << 16);
    std::u16string pending; // a half surrogate pair at the end of a round
    const char* source = bytes.data();
    const char* const end = source + bytes.size();
    decoded.text.reserve(bytes.size() + bytes.size() / 2);
    do {
        char16_t* target = units.data();
        error = U_ZERO_ERROR;
        ucnv_toUnicode(converter.get(), &target, units.data() + units.size(), &source, end, nullptr, true,
                       &error);
        if (U_FAILURE(error) && error != U_BUFFER_OVERFLOW_ERROR)
            return false;
        pending.append(units.data(), target);
        const bool halfPair = !pending.empty() && pending.back() >= 0xD800 && pending.back() < 0xDC00
            && error == U_BUFFER_OVERFLOW_ERROR;
        const std::size_t whole = pending.size() - (halfPair ? 1 : 0);
        const std::string_view raw(reinterpret_cast<const char*>(pending.data()), whole * 2);
        decoded.text += decodeUnits(raw, {2, false, 0}, decoded.replaced);
        pending.erase(0, whole);
    } while (error == U_BUFFER_OVERFLOW_ERROR);
    return true;
}

std::string detectByStatistics(std::string_view bytes)
{
    const std::unique_ptr<std::remove_pointer_t<uchardet_t>, decltype(&uchardet_delete)> detector(
        uchardet_new(), uchardet_delete);
    const std::string_view sample = bytes.substr(0, kDetectionBytes);
    if (uchardet_handle_data(detector.get(), sample.data(), sample.size()) != 0)
        return {};
    uchardet_data_end(detector.get());
    return uchardet_get_charset(detector.get());
}

struct Utf8Share
{
    std::size_t good = 0, bad = 0; ///< sequences of more than one byte
};

Utf8Share countUtf8(std::string_view bytes)
{
    Utf8Share share;
    for (std::size_t at = 0; at < bytes.size();) {
        if (static_cast<unsigned char>(bytes[at]) < 0x80) {
            ++at;
            continue;
        }
        const DecodedCharacter c = decodeUtf8(bytes, at);
        const bool cutAtTheEnd = !c.wellFormed && at + c.length == bytes.size() && share.good > 0;
        if (!cutAtTheEnd)
            ++(c.wellFormed ? share.good : share.bad);
        at += c.length;
    }
    return share;
}

bool hasEscapes(std::string_view bytes) // ISO-2022 is ASCII with ESC $ B and the like
{
    return bytes.find("\x1B$") != std::string_view::npos;
}

}

UnicodeForm unicodeFormOf(std::string_view bytes)
{
    for (const Mark& mark : kMarks) {
        if (bytes.starts_with(mark.bytes))
            return mark.form;
    }
    // Without a mark: most texts have many characters below U+0100, so every second byte is zero.
    const std::string_view sample = bytes.substr(0, 4096);
    if (sample.size() < 4)
        return {};
    std::array<std::size_t, 2> zeros{};
    for (std::size_t i = 0; i < sample.size(); ++i)
        zeros[i % 2] += sample[i] == '\0';
    const std::size_t half = sample.size() / 2;
    if (zeros[1] > half / 2 && zeros[0] * 20 < half)
        return {2, false, 0};
    if (zeros[0] > half / 2 && zeros[1] * 20 < half)
        return {2, true, 0};
    return {};
}

std::string decodeAs(std::string_view bytes, const std::string& encoding)
{
    DecodedText decoded;
    if (!decodeByIcu(bytes, converterName(encoding), decoded)) {
        decoded = {};
        decodeByIcu(bytes, "windows-1252", decoded);
    }
    return decoded.text;
}

DecodedText decodeText(std::string_view bytes, std::string_view declared)
{
    DecodedText decoded;
    const UnicodeForm form = unicodeFormOf(bytes);
    if (form.unitBytes > 1) {
        decoded.encoding = form.unitBytes == 2 ? "UTF-16" : "UTF-32";
        decoded.text = decodeUnits(bytes, form, decoded.replaced);
        return decoded;
    }
    const std::string_view content = bytes.substr(form.markBytes);
    const Utf8Share share = countUtf8(content);
    const bool anyHigh = share.good + share.bad > 0;
    const bool utf8 = form.unitBytes == 1 || (anyHigh ? share.good > share.bad : !hasEscapes(content));
    if (!utf8) {
        for (const std::string& name : {std::string(declared), detectByStatistics(content)}) {
            if (name.empty() || converterName(name).starts_with("utf-"))
                continue;
            decoded = {};
            decoded.encoding = name;
            if (decodeByIcu(content, converterName(name), decoded))
                return decoded;
        }
        decoded = {};
        decoded.encoding = "windows-1252";
        if (anyHigh && decodeByIcu(content, decoded.encoding, decoded))
            return decoded;
    }
    decoded.encoding = "UTF-8";
    decoded.replaced = 0;
    decoded.text = repairUtf8(content, &decoded.replaced);
    return decoded;
}

}
