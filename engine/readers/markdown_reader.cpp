#include "engine/readers/markdown_reader.h"

#include "engine/readers/clean_text.h"
#include "engine/readers/html_reader.h"
#include "engine/readers/plain_text_reader.h"
#include "engine/readers/text_decoding.h"

#include <algorithm>
#include <limits>
#include <md4c.h>
#include <string>
#include <utility>

namespace embedscope {

namespace {

// Builds blocks from the parser's events. The texts it gives lie in the source, from which lines are counted.
class MarkdownBuilder
{
public:
    MarkdownBuilder(std::string_view source, int firstLine)
        : m_source(source)
        , m_line(firstLine)
    {
    }

    void enter(MD_BLOCKTYPE type, void* detail)
    {
        switch (type) {
        case MD_BLOCK_H:
            close();
            m_headingLevel = static_cast<int>(static_cast<MD_BLOCK_H_DETAIL*>(detail)->level);
            break;
        case MD_BLOCK_TH:
        case MD_BLOCK_TD:
            if (!isBlankText(m_text))
                m_text += '\t';
            break;
        default:
            close();
        }
    }

    void leave(MD_BLOCKTYPE type)
    {
        if (type == MD_BLOCK_TH || type == MD_BLOCK_TD)
            return;
        if (type == MD_BLOCK_HTML)
            closeHtml();
        else
            close();
        m_headingLevel = 0;
    }

    void text(MD_TEXTTYPE type, std::string_view text)
    {
        notePosition(text);
        switch (type) {
        case MD_TEXT_BR:
        case MD_TEXT_SOFTBR:
            m_text += '\n';
            break;
        case MD_TEXT_NULLCHAR:
            break;
        case MD_TEXT_ENTITY:
            for (const Block& block : htmlBlocks(text))
                m_text += block.text;
            break;
        case MD_TEXT_HTML: // a whole piece in a block of HTML, else a single tag
            m_html += text;
            break;
        default:
            m_text += text;
        }
    }

    std::vector<Block> take() { return std::move(m_blocks); }
    std::string takeTitle() { return std::move(m_title); }

private:
    void notePosition(std::string_view text)
    {
        const bool inside = std::greater_equal<>()(text.data(), m_source.data())
            && std::less<>()(text.data(), m_source.data() + m_source.size());
        if (!inside || (m_blockLine > 0) || isBlankText(text))
            return;
        const auto at = static_cast<std::size_t>(text.data() - m_source.data());
        if (at >= m_counted) {
            m_line += static_cast<int>(std::count(m_source.begin() + static_cast<std::ptrdiff_t>(m_counted),
                                                  m_source.begin() + static_cast<std::ptrdiff_t>(at), '\n'));
            m_counted = at;
        }
        m_blockLine = m_line;
    }

    void closeHtml()
    {
        const Position position = takePosition();
        for (Block& block : htmlBlocks(m_html)) {
            block.position = position;
            m_blocks.push_back(std::move(block));
        }
        m_html.clear();
        m_text.clear();
    }

    void close()
    {
        m_html.clear(); // tags within a line
        if (!isBlankText(m_text)) {
            if (m_headingLevel == 1 && m_title.empty())
                m_title = collapseBlanks(m_text);
            m_blocks.push_back({std::move(m_text), m_headingLevel, takePosition()});
        }
        m_blockLine = 0;
        m_text.clear();
    }

    Position takePosition()
    {
        const int line = std::exchange(m_blockLine, 0);
        return line > 0 ? Position{Position::Kind::Line, line, {}} : Position{};
    }

    std::string_view m_source;
    int m_line; ///< at m_counted
    std::size_t m_counted = 0;
    int m_blockLine = 0; ///< 0: the block has no text yet
    int m_headingLevel = 0;
    std::string m_text, m_html, m_title;
    std::vector<Block> m_blocks;
};

// A block of settings between two lines of dashes, as many programs put it in front (not CommonMark).
std::size_t frontMatterEnd(std::string_view text)
{
    if (!text.starts_with("---\n"))
        return 0;
    const std::size_t end = text.find("\n---\n", 3);
    return end == std::string_view::npos ? 0 : end + 5;
}

MD_PARSER parserFunctions()
{
    MD_PARSER parser{};
    parser.flags = MD_FLAG_TABLES | MD_FLAG_STRIKETHROUGH | MD_FLAG_TASKLISTS;
    parser.enter_block = [](MD_BLOCKTYPE type, void* detail, void* builder) {
        static_cast<MarkdownBuilder*>(builder)->enter(type, detail);
        return 0;
    };
    parser.leave_block = [](MD_BLOCKTYPE type, void*, void* builder) {
        static_cast<MarkdownBuilder*>(builder)->leave(type);
        return 0;
    };
    parser.enter_span = [](MD_SPANTYPE, void*, void*) { return 0; };
    parser.leave_span = [](MD_SPANTYPE, void*, void*) { return 0; };
    parser.text = [](MD_TEXTTYPE type, const MD_CHAR* text, MD_SIZE size, void* builder) {
        static_cast<MarkdownBuilder*>(builder)->text(type, {text, size});
        return 0;
    };
    return parser;
}

}

Document readMarkdown(std::string_view bytes)
{
    const std::string text = cleanText(decodeText(bytes).text);
    Document document;
    const std::size_t front = frontMatterEnd(text);
    const std::string_view body = std::string_view(text).substr(front);
    const std::string_view head = std::string_view(text).substr(0, front);
    if (front > 0)
        appendParagraphs(head.substr(4, front - 9), 2, false, document.blocks);

    const int firstLine = 1 + static_cast<int>(std::count(head.begin(), head.end(), '\n'));
    MarkdownBuilder builder(body, firstLine);
    const MD_PARSER parser = parserFunctions();
    const bool parsed = body.size() <= std::numeric_limits<MD_SIZE>::max()
        && md_parse(body.data(), static_cast<MD_SIZE>(body.size()), &parser, &builder) == 0;
    if (!parsed) { // out of memory inside the parser
        document.blocks.clear();
        appendParagraphs(text, 1, false, document.blocks);
        return document;
    }
    for (Block& block : builder.take())
        document.blocks.push_back(std::move(block));
    document.title = builder.takeTitle();
    return document;
}

}
