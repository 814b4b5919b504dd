#include "engine/readers/rtf_reader.h"

#include "engine/base/utf8.h"
#include "engine/readers/block_builder.h"
#include "engine/readers/rtf_tokens.h"
#include "engine/readers/text_decoding.h"

#include <algorithm>
#include <array>
#include <fmt/format.h>
#include <map>
#include <string>
#include <utility>
#include <vector>

namespace embedscope {

namespace {

constexpr std::array<std::string_view, 35> kIgnored = {
    "fonttbl",      "colortbl",     "stylesheet", "info",
    "pict",         "header",       "headerl",    "headerr",
    "headerf",      "footer",       "footerl",    "footerr",
    "footerf",      "ftnsep",       "ftnsepc",    "aftnsep",
    "object",       "objdata",      "themedata",  "colorschememapping",
    "datastore",    "latentstyles", "listtable",  "listoverridetable",
    "rsidtbl",      "generator",    "filetbl",    "revtbl",
    "xmlnstbl",     "fldinst",      "pntext",     "listtext",
    "nonesttables", "sp",           "bkmkstart"};

constexpr std::array<std::pair<std::string_view, std::string_view>, 12> kCharacters = {{
    {"tab", "\t"},
    {"line", "\n"},
    {"emdash", "\u2014"},
    {"endash", "\u2013"},
    {"lquote", "\u2018"},
    {"rquote", "\u2019"},
    {"ldblquote", "\u201C"},
    {"rdblquote", "\u201D"},
    {"bullet", "\u2022"},
    {"emspace", " "},
    {"enspace", " "},
    {"softline", "\n"},
}};

// Of the character sets that fonts name (RTF 1.9.1, "Font Table").
std::string encodingOfCharset(int charset)
{
    switch (charset) {
    case 77:
        return "macintosh";
    case 128:
        return "windows-31j";
    case 129:
        return "windows-949";
    case 134:
        return "gb18030";
    case 136:
        return "big5";
    case 161:
        return "windows-1253";
    case 162:
        return "windows-1254";
    case 163:
        return "windows-1258";
    case 177:
        return "windows-1255";
    case 178:
        return "windows-1256";
    case 186:
        return "windows-1257";
    case 204:
        return "windows-1251";
    case 222:
        return "windows-874";
    case 238:
        return "windows-1250";
    default:
        return {};
    }
}

struct GroupState
{
    bool ignored = false;
    bool fonts = false; ///< in the table of fonts
    bool hidden = false;
    bool footnote = false; ///< this group is one
    int font = 0;
    int fallbackLength = 1; ///< characters that stand behind \u for old programs
};

class RtfWalker
{
public:
    explicit RtfWalker(std::string_view bytes)
        : m_tokens(bytes)
        , m_groups(1)
    {
        m_blocks.beginParagraph();
    }

    std::vector<Block> walk()
    {
        for (RtfToken token = m_tokens.next(); token.kind != RtfToken::Kind::End; token = m_tokens.next())
            take(token);
        flush();
        m_blocks.finish();
        return m_blocks.take();
    }

private:
    void take(const RtfToken& token)
    {
        switch (token.kind) {
        case RtfToken::Kind::GroupBegin:
            flush();
            m_groups.push_back(m_groups.back());
            m_groups.back().footnote = false;
            m_fallbackLeft = 0;
            break;
        case RtfToken::Kind::GroupEnd:
            endGroup();
            break;
        case RtfToken::Kind::Byte:
            addByte(token.symbol);
            break;
        case RtfToken::Kind::Symbol:
            symbol(token);
            break;
        case RtfToken::Kind::Word:
            m_starred ? starredWord(token) : word(token);
            break;
        case RtfToken::Kind::End:
            break;
        }
        if (token.kind != RtfToken::Kind::Symbol)
            m_starred = false;
    }

    void endGroup()
    {
        flush();
        m_fallbackLeft = 0;
        if (m_groups.back().footnote)
            m_blocks.endParagraph();
        if (m_groups.size() > 1)
            m_groups.pop_back();
    }

    void symbol(const RtfToken& token)
    {
        if (token.symbol == '\'') {
            if (token.hasNumber)
                addByte(static_cast<char>(token.number));
        } else if (token.symbol == '*') {
            m_starred = true;
        } else if (token.symbol == '\\' || token.symbol == '{' || token.symbol == '}') {
            addByte(token.symbol);
        } else if (token.symbol == '~') {
            addText(" ");
        } else if (token.symbol == '_') {
            addText("-");
        } else if (token.symbol == '\n' || token.symbol == '\r') {
            endParagraph();
        }
    }

    // What a program may ignore that does not know it; text boxes are known.
    void starredWord(const RtfToken& token)
    {
        if (token.word != "shpinst")
            m_groups.back().ignored = true;
    }

    void word(const RtfToken& token)
    {
        GroupState& group = m_groups.back();
        if (token.word == "bin") {
            m_tokens.skipBytes(static_cast<std::size_t>(std::max(0, token.number)));
        } else if (std::find(kIgnored.begin(), kIgnored.end(), token.word) != kIgnored.end()) {
            flush();
            group.ignored = true;
            group.fonts = token.word == "fonttbl";
        } else if (token.word == "u") {
            addUnit(token.number);
        } else if (token.word == "uc") {
            group.fallbackLength = std::clamp(token.number, 0, 100);
        } else if (token.word == "ansicpg") {
            m_defaultEncoding = token.number == 65001 ? "utf-8" : fmt::format("windows-{}", token.number);
        } else if (token.word == "f" || token.word == "fcharset") {
            fontWord(token, group);
        } else if (token.word == "v" || token.word == "deleted") {
            flush();
            group.hidden = !token.hasNumber || token.number != 0;
        } else if (token.word == "plain") {
            flush();
            group.hidden = false;
        } else if (!group.ignored) {
            layoutWord(token);
        }
    }

    void fontWord(const RtfToken& token, GroupState& group)
    {
        flush();
        if (token.word == "f")
            group.font = token.number;
        else if (group.fonts)
            m_fontEncodings[group.font] = encodingOfCharset(token.number);
    }

    void layoutWord(const RtfToken& token)
    {
        if (token.word == "par" || token.word == "sect" || token.word == "page") {
            endParagraph();
        } else if (token.word == "cell" || token.word == "nestcell") {
            endParagraph();
            m_blocks.beginCell();
        } else if (token.word == "trowd") {
            beginRow();
        } else if (token.word == "row" || token.word == "nestrow") {
            endRow();
        } else if (token.word == "pard") {
            m_blocks.setHeadingLevel(0);
        } else if (token.word == "outlinelevel") {
            m_blocks.setHeadingLevel(token.number >= 0 && token.number < 6 ? token.number + 1 : 0);
        } else if (token.word == "footnote") {
            flush();
            m_groups.back().footnote = true;
            m_blocks.beginParagraph();
        } else {
            for (const auto& [name, text] : kCharacters) {
                if (name == token.word)
                    addText(text);
            }
        }
    }

    void beginRow()
    {
        if (std::exchange(m_inRow, true))
            return;
        endParagraph();
        m_blocks.beginRow();
    }

    void endRow()
    {
        endParagraph();
        if (std::exchange(m_inRow, false))
            m_blocks.endRow();
    }

    void endParagraph()
    {
        flush();
        m_blocks.endParagraph();
        m_blocks.beginParagraph();
    }

    bool isShown() const { return !m_groups.back().ignored && !m_groups.back().hidden; }

    void addByte(char byte)
    {
        if (m_fallbackLeft > 0)
            --m_fallbackLeft;
        else if (isShown())
            m_bytes += byte;
    }

    void addText(std::string_view text)
    {
        flush();
        if (isShown())
            m_blocks.append(text);
    }

    // A unit of UTF-16, written as a signed number.
    void addUnit(int number)
    {
        flush();
        m_fallbackLeft = m_groups.back().fallbackLength;
        if (!isShown())
            return;
        const auto unit = static_cast<char32_t>(static_cast<uint16_t>(number));
        if (unit >= 0xD800 && unit < 0xDC00) {
            m_highSurrogate = unit;
            return;
        }
        char32_t character = unit;
        if (unit >= 0xDC00 && unit < 0xE000)
            character =
                m_highSurrogate ? 0x10000 + ((m_highSurrogate - 0xD800) << 10) + (unit - 0xDC00) : 0xFFFD;
        m_highSurrogate = 0;
        std::string text;
        appendUtf8(text, character);
        m_blocks.append(text);
    }

    // Bytes are decoded together, since a character can have two.
    void flush()
    {
        if (m_bytes.empty())
            return;
        const auto font = m_fontEncodings.find(m_groups.back().font);
        const bool named = font != m_fontEncodings.end() && !font->second.empty();
        m_blocks.append(decodeAs(m_bytes, named ? font->second : m_defaultEncoding));
        m_bytes.clear();
    }

    RtfTokens m_tokens;
    BlockBuilder m_blocks;
    std::vector<GroupState> m_groups;
    std::map<int, std::string> m_fontEncodings;
    std::string m_defaultEncoding = "windows-1252";
    std::string m_bytes; ///< of text, not decoded yet
    int m_fallbackLeft = 0;
    char32_t m_highSurrogate = 0;
    bool m_starred = false;
    bool m_inRow = false;
};

}

Document readRtf(std::string_view bytes)
{
    Document document;
    document.blocks = RtfWalker(bytes.substr(std::min(bytes.find("{\\rtf"), bytes.size()))).walk();
    return document;
}

}
