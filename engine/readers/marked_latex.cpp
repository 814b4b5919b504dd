#include "engine/readers/marked_lines.h"

#include "engine/base/utf8.h"
#include "engine/readers/text_filters.h"

#include <algorithm>
#include <array>
#include <unicode/normalizer2.h>

namespace embedscope {

namespace {

using namespace std::string_view_literals;

// Their arguments name things and are not read by people.
constexpr std::array kWithoutArguments = {"label"sv,          "ref"sv,
                                          "pageref"sv,        "eqref"sv,
                                          "cite"sv,           "citep"sv,
                                          "citet"sv,          "usepackage"sv,
                                          "input"sv,          "include"sv,
                                          "bibliography"sv,   "vspace"sv,
                                          "hspace"sv,         "includegraphics"sv,
                                          "begin"sv,          "end"sv,
                                          "pagestyle"sv,      "setlength"sv,
                                          "setcounter"sv,     "documentclass"sv,
                                          "thispagestyle"sv,  "bibliographystyle"sv,
                                          "newcommand"sv,     "renewcommand"sv,
                                          "addtolength"sv,    "hypersetup"sv,
                                          "geometry"sv,       "graphicspath"sv,
                                          "color"sv,          "index"sv,
                                          "RequirePackage"sv, "providecommand"sv,
                                          "newenvironment"sv};

struct Accent
{
    char mark;
    UChar32 combining;
};
constexpr std::array kAccents = {Accent{'"', 0x308}, Accent{'\'', 0x301}, Accent{'`', 0x300},
                                 Accent{'^', 0x302}, Accent{'~', 0x303}};

struct Section
{
    std::string_view command;
    int level;
};
constexpr std::array kSections = {
    Section{"title", 1},      Section{"part", 1},          Section{"chapter", 1},  Section{"section", 2},
    Section{"subsection", 3}, Section{"subsubsection", 4}, Section{"paragraph", 5}};

struct Verbatim
{
    std::string_view begin, close;
};
constexpr std::array kVerbatim = {Verbatim{"{verbatim}", "\\end{verbatim}"},
                                  Verbatim{"{lstlisting}", "\\end{lstlisting}"},
                                  Verbatim{"{minted}", "\\end{minted}"}};

bool isLetter(char c)
{
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
}

class LatexFilter
{
public:
    explicit LatexFilter(std::string_view text)
        : m_text(text)
        , m_inPreamble(text.find("\\begin{document}") != std::string_view::npos)
    {
    }

    std::string run()
    {
        m_out.reserve(m_text.size());
        while (m_at < m_text.size())
            step();
        return std::move(m_out);
    }

private:
    void put(char c)
    {
        if (!m_inPreamble || c == '\n')
            m_out += c;
    }
    void put(std::string_view text)
    {
        for (const char c : text)
            put(c);
    }

    void step()
    {
        const char c = m_text[m_at];
        if (c == '\\')
            return command();
        if (c == '$' && formula())
            return;
        ++m_at;
        if (c == '{' || c == '}')
            return;
        if (c == '~')
            return put(' ');
        if (c == '&')
            return put('\t');
        if (c == '`' || c == '\'') {
            if (m_at < m_text.size() && m_text[m_at] == c) {
                ++m_at;
                return put(c == '`' ? "\u201C" : "\u201D");
            }
            return put(c == '`' ? "\u2018" : "\u2019");
        }
        if (c == '-' && m_text.substr(m_at).starts_with('-')) {
            const bool longer = m_text.substr(m_at).starts_with("--");
            m_at += longer ? 2 : 1;
            return put(longer ? "\u2014" : "\u2013");
        }
        put(c);
    }

    // Stays as it is written: its commands are its words.
    bool formula()
    {
        constexpr std::size_t kLongest = 2000;
        const std::size_t dollars = m_text.substr(m_at).starts_with("$$") ? 2 : 1;
        const std::string_view ahead = m_text.substr(m_at, kLongest);
        const std::size_t end = ahead.find(ahead.substr(0, dollars), dollars);
        if (end == std::string_view::npos || ahead.substr(0, end).find("\n\n") != std::string_view::npos)
            return false;
        put(ahead.substr(0, end + dollars));
        m_at += end + dollars;
        return true;
    }

    void command()
    {
        std::size_t end = ++m_at;
        while (end < m_text.size() && isLetter(m_text[end]))
            ++end;
        const std::string_view name = m_text.substr(m_at, end - m_at);
        m_at = end;
        if (name.empty())
            return symbol();
        if (m_text.substr(m_at).starts_with('*'))
            ++m_at;
        if (name == "begin" && verbatim())
            return;
        const auto section = std::find_if(kSections.begin(), kSections.end(), [&](const Section& candidate) {
            return candidate.command == name;
        });
        if (section != kSections.end())
            return heading(section->level);
        if (std::find(kWithoutArguments.begin(), kWithoutArguments.end(), name) != kWithoutArguments.end())
            return skipArguments(name == "begin");
        if (name == "item")
            put("- ");
        else if (name == "footnote" || name == "caption")
            put(" ");
        skipOptions();
        while (m_at < m_text.size() && m_text[m_at] == ' ' && !m_text.substr(m_at).starts_with(" {"))
            ++m_at;
    }

    // \"u and \'{e}: one letter. False when no letter follows.
    bool accent(char mark)
    {
        const auto known = std::find_if(kAccents.begin(), kAccents.end(),
                                        [mark](const Accent& accent) { return accent.mark == mark; });
        const bool braced = m_text.substr(m_at).starts_with('{');
        const std::size_t at = m_at + (braced ? 1 : 0);
        if (known == kAccents.end() || at >= m_text.size() || !isLetter(m_text[at]))
            return false;
        UErrorCode error = U_ZERO_ERROR;
        const icu::Normalizer2* const normal = icu::Normalizer2::getNFCInstance(error);
        const UChar32 letter = U_SUCCESS(error) ? normal->composePair(m_text[at], known->combining) : -1;
        if (letter < 0)
            return false;
        std::string bytes;
        appendUtf8(bytes, static_cast<char32_t>(letter));
        put(bytes);
        m_at = at + 1;
        return true;
    }

    // \% and \\: what stands behind the backslash, but for line ends and spaces of all widths.
    void symbol()
    {
        if (m_at >= m_text.size())
            return;
        const char c = m_text[m_at++];
        if (accent(c))
            return;
        constexpr std::string_view kSilent = "\"'`^~=.,;:!-/()[]";
        if (c == '\\' || c == '\n')
            put(c == '\n' ? '\n' : ' ');
        else if (kSilent.find(c) == std::string_view::npos)
            put(c);
    }

    void skipOptions()
    {
        if (m_text.substr(m_at).starts_with('['))
            skipTo('[', ']');
    }

    void skipArguments(bool mayBeginDocument)
    {
        skipOptions();
        if (mayBeginDocument && m_text.substr(m_at).starts_with("{document}"))
            m_inPreamble = false;
        while (m_text.substr(m_at).starts_with('{') || m_text.substr(m_at).starts_with('[')) {
            const bool option = m_text[m_at] == '[';
            skipTo(option ? '[' : '{', option ? ']' : '}');
        }
    }

    // Past the bracket that closes; the lines in between stay.
    void skipTo(char open, char close)
    {
        int depth = 0;
        const std::size_t last =
            std::min(m_text.size(), m_at + 10'000); // one that never closes swallows little
        for (std::size_t at = m_at; at < last; ++at) {
            depth += m_text[at] == open ? 1 : m_text[at] == close ? -1 : 0;
            if (depth == 0) {
                const std::string_view inside = m_text.substr(m_at, at + 1 - m_at);
                m_out.append(static_cast<std::size_t>(std::count(inside.begin(), inside.end(), '\n')), '\n');
                m_at = at + 1;
                return;
            }
        }
        ++m_at;
    }

    // Program text stays as it is.
    bool verbatim()
    {
        for (const auto& [begin, close] : kVerbatim) {
            if (!m_text.substr(m_at).starts_with(begin))
                continue;
            const std::size_t from = m_at + begin.size();
            const std::size_t end = m_text.find(close, from);
            put(m_text.substr(from, end == std::string_view::npos ? end : end - from));
            m_at = end == std::string_view::npos ? m_text.size() : end + close.size();
            return true;
        }
        return false;
    }

    // Only where it begins a line: a mark in the middle of one would cut a paragraph that speaks of a
    // section.
    void heading(int level)
    {
        skipOptions();
        const std::size_t lineBegin = m_out.rfind('\n') + 1; // npos + 1 is 0
        const bool begins = m_out.find_first_not_of(" \t", lineBegin) == std::string::npos;
        if (!begins || !m_text.substr(m_at).starts_with('{'))
            return;
        const std::size_t end = closing(m_at);
        if (end == std::string_view::npos
            || m_text.substr(m_at, end - m_at).find('\n') != std::string_view::npos)
            return;
        const std::string_view words = m_text.substr(m_at + 1, end - m_at - 1);
        m_at = end + 1;
        const std::size_t lineEnd = std::min(m_text.find('\n', m_at), m_text.size());
        const std::string_view rest = m_text.substr(m_at, lineEnd - m_at);
        m_out.resize(lineBegin);
        m_out += headingMark(level) + LatexFilter(words).run();
        // A label behind it goes; words behind it would become part of the heading and stay readable.
        if (rest.find_first_not_of(" \t") != std::string_view::npos && !rest.starts_with("\\label"))
            m_out += ' ';
    }

    std::size_t closing(std::size_t at) const
    {
        int depth = 0;
        for (; at < m_text.size(); ++at) {
            depth += m_text[at] == '{' ? 1 : m_text[at] == '}' ? -1 : 0;
            if (depth == 0)
                return at;
        }
        return std::string_view::npos;
    }

    std::string_view m_text;
    std::size_t m_at = 0;
    bool m_inPreamble;
    std::string m_out;
};

}

std::string markedLatex(std::string_view text)
{
    const std::string plain = withoutLatexComments(text);
    return LatexFilter(plain).run();
}

}
