#include "engine/readers/clean_text.h"
#include "engine/readers/marked_lines.h"

#include <algorithm>
#include <array>

namespace embedscope {

namespace {

using namespace std::string_view_literals;

// Their argument is a file or a name, not text.
constexpr std::array kSilentDirectives = {
    "image"sv,          "figure"sv,    "include"sv,    "raw"sv,        "toctree"sv,
    "contents"sv,       "highlight"sv, "code-block"sv, "code"sv,       "sourcecode"sv,
    "literalinclude"sv, "index"sv,     "csv-table"sv,  "list-table"sv, "math"sv};

std::vector<std::string_view> linesOf(std::string_view text)
{
    std::vector<std::string_view> lines;
    for (std::size_t at = 0; at <= text.size();) {
        const std::size_t end = std::min(text.find('\n', at), text.size());
        lines.push_back(text.substr(at, end - at));
        at = end + 1;
    }
    return lines;
}

std::string_view trimmed(std::string_view line)
{
    while (!line.empty() && (line.back() == ' ' || line.back() == '\t'))
        line.remove_suffix(1);
    return line;
}

std::size_t indentOf(std::string_view line)
{
    return std::min(line.find_first_not_of(" \t"), line.size());
}

// A line of one punctuation character, at least three times: an adornment.
char adornmentOf(std::string_view line)
{
    line = trimmed(line);
    if (line.size() < 3 || std::string_view("=-`:.'\"~^_*+#<>").find(line.front()) == std::string_view::npos)
        return '\0';
    const bool same = std::all_of(line.begin(), line.end(), [&](char c) { return c == line.front(); });
    return same ? line.front() : '\0';
}

class RstFilter
{
public:
    explicit RstFilter(std::string_view text)
        : m_lines(linesOf(text))
    {
    }

    std::string run()
    {
        while (m_at < m_lines.size()) {
            if (!title() && !directive())
                out(inlineText(m_lines[m_at]));
        }
        m_out.pop_back(); // the last line had no end of its own
        return std::move(m_out);
    }

private:
    void out(std::string_view line)
    {
        m_out += line;
        m_out += '\n';
        ++m_at;
    }

    int levelOf(char adornment, bool over)
    {
        const int style = adornment * 2 + over;
        const auto known = std::find(m_styles.begin(), m_styles.end(), style);
        const auto level = known - m_styles.begin() + 1;
        if (known == m_styles.end())
            m_styles.push_back(style);
        return static_cast<int>(std::min<std::ptrdiff_t>(level, 6));
    }

    bool isTitle(std::size_t at) const
    {
        return at + 1 < m_lines.size() && !isBlankText(m_lines[at]) && adornmentOf(m_lines[at]) == '\0'
            && adornmentOf(m_lines[at + 1]) != '\0'
            && trimmed(m_lines[at + 1]).size() + 1 >= trimmed(m_lines[at]).size() - indentOf(m_lines[at])
            && (at == 0 || isBlankText(m_lines[at - 1]) || adornmentOf(m_lines[at - 1]) != '\0');
    }

    bool title()
    {
        const char over = adornmentOf(m_lines[m_at]);
        if (over != '\0' && isTitle(m_at + 1) && adornmentOf(m_lines[m_at + 2]) == over) {
            out({});
            underlined(levelOf(over, true));
            return true;
        }
        if (indentOf(m_lines[m_at]) == 0 && isTitle(m_at)) {
            underlined(levelOf(adornmentOf(m_lines[m_at + 1]), false));
            return true;
        }
        if (over != '\0') { // a transition, or the border of a simple table
            out({});
            return true;
        }
        return false;
    }

    void underlined(int level)
    {
        out(headingMark(level) + inlineText(m_lines[m_at].substr(indentOf(m_lines[m_at]))));
        out({});
    }

    bool directive()
    {
        const std::string_view line = m_lines[m_at];
        const std::size_t indent = indentOf(line);
        if (!line.substr(indent).starts_with("..") || (line.size() > indent + 2 && line[indent + 2] != ' '))
            return false;
        const std::string_view rest = line.substr(std::min(line.size(), indent + 3));
        const std::size_t colons = rest.find("::");
        const std::string_view name = rest.substr(0, colons);
        if (colons == std::string_view::npos || name.find(' ') != std::string_view::npos) {
            remark(rest, indent);
            return true;
        }
        const bool silent =
            std::find(kSilentDirectives.begin(), kSilentDirectives.end(), name) != kSilentDirectives.end();
        const std::string_view argument = rest.substr(colons + 2);
        out(silent ? std::string()
                   : std::string(indent, ' ') + inlineText(argument.substr(indentOf(argument))));
        while (m_at < m_lines.size() && isOption(m_lines[m_at], indent))
            out({});
        return true;
    }

    static bool isOption(std::string_view line, std::size_t indent)
    {
        const std::size_t begin = indentOf(line);
        return begin > indent && line.substr(begin).starts_with(':')
            && line.find(':', begin + 1) != std::string_view::npos;
    }

    // Footnotes and citations are text; targets and substitutions are one line; a comment goes on while it is
    // indented.
    void remark(std::string_view rest, std::size_t indent)
    {
        if (rest.starts_with('[')) {
            const std::size_t end = rest.find(']');
            return out(inlineText(end == std::string_view::npos ? rest : rest.substr(end + 1)));
        }
        const bool oneLine = rest.starts_with('_') || rest.starts_with('|');
        out({});
        while (!oneLine && m_at < m_lines.size()
               && (isBlankText(m_lines[m_at])
                       ? m_at + 1 < m_lines.size() && isInside(m_lines[m_at + 1], indent)
                       : isInside(m_lines[m_at], indent)))
            out({});
    }

    static bool isInside(std::string_view line, std::size_t indent)
    {
        return !isBlankText(line) && indentOf(line) > indent;
    }

    // ``code``, :role:`text`, `text <address>`_ and the two colons before a literal block.
    static std::string inlineText(std::string_view line)
    {
        std::string text;
        for (std::size_t at = 0; at < line.size();) {
            if (line.substr(at).starts_with("**") || line.substr(at).starts_with("``")) {
                at += 2;
            } else if (line[at] == '`') {
                at += quoted(line, at, text);
            } else {
                text += line[at++];
            }
        }
        const std::string_view end = trimmed(text);
        return end.ends_with("::") ? std::string(end.substr(0, end.size() - 1)) : text;
    }

    static std::size_t quoted(std::string_view line, std::size_t at, std::string& text)
    {
        const std::size_t close = line.find('`', at + 1);
        if (close == std::string_view::npos) {
            text += '`';
            return 1;
        }
        if (text.ends_with(':')) { // the role before it
            const std::size_t colon = text.size() > 1 ? text.rfind(':', text.size() - 2) : std::string::npos;
            if (colon != std::string::npos && text.find(' ', colon) == std::string::npos)
                text.resize(colon);
        }
        const std::string_view inside = line.substr(at + 1, close - at - 1);
        text += trimmed(inside.substr(0, inside.find('<') == 0 ? inside.size() : inside.find('<')));
        std::size_t after = close + 1;
        while (after < line.size() && line[after] == '_')
            ++after;
        return after - at;
    }

    std::vector<std::string_view> m_lines;
    std::size_t m_at = 0;
    std::vector<int> m_styles; ///< in order of their first use: the level
    std::string m_out;
};

}

std::string markedRst(std::string_view text)
{
    return RstFilter(text).run();
}

}
