#include "engine/readers/html_reader.h"

#include "engine/readers/clean_text.h"
#include "engine/readers/html_arena.h"
#include "engine/readers/html_encoding.h"
#include "engine/readers/text_decoding.h"

#include <algorithm>
#include <fmt/format.h>
#include <string>
#include <vector>

namespace embedscope {

namespace {

constexpr std::size_t kMaxTreeBytes = std::size_t{768} << 20;
constexpr std::size_t kMaxDepth = 20'000;

enum class Display
{
    Inline,
    Block,
    Row,
    Cell,
    Break,
    Preformatted,
    Hidden
};

Display displayOf(GumboTag tag)
{
    switch (tag) {
    case GUMBO_TAG_SCRIPT:
    case GUMBO_TAG_STYLE:
    case GUMBO_TAG_TEMPLATE:
    case GUMBO_TAG_NOSCRIPT:
    case GUMBO_TAG_NOFRAMES:
    case GUMBO_TAG_IFRAME:
    case GUMBO_TAG_HEAD:
    case GUMBO_TAG_TITLE:
    case GUMBO_TAG_NOEMBED:
    case GUMBO_TAG_OBJECT:
    case GUMBO_TAG_CANVAS:
    case GUMBO_TAG_DATALIST:
        return Display::Hidden;
    case GUMBO_TAG_BR:
        return Display::Break;
    case GUMBO_TAG_TR:
        return Display::Row;
    case GUMBO_TAG_TD:
    case GUMBO_TAG_TH:
        return Display::Cell;
    case GUMBO_TAG_PRE:
    case GUMBO_TAG_TEXTAREA:
    case GUMBO_TAG_LISTING:
    case GUMBO_TAG_XMP:
    case GUMBO_TAG_PLAINTEXT:
        return Display::Preformatted;
    case GUMBO_TAG_P:
    case GUMBO_TAG_DIV:
    case GUMBO_TAG_LI:
    case GUMBO_TAG_UL:
    case GUMBO_TAG_OL:
    case GUMBO_TAG_DL:
    case GUMBO_TAG_DT:
    case GUMBO_TAG_DD:
    case GUMBO_TAG_TABLE:
    case GUMBO_TAG_CAPTION:
    case GUMBO_TAG_H1:
    case GUMBO_TAG_H2:
    case GUMBO_TAG_H3:
    case GUMBO_TAG_H4:
    case GUMBO_TAG_H5:
    case GUMBO_TAG_H6:
    case GUMBO_TAG_HR:
    case GUMBO_TAG_BLOCKQUOTE:
    case GUMBO_TAG_SECTION:
    case GUMBO_TAG_ARTICLE:
    case GUMBO_TAG_ASIDE:
    case GUMBO_TAG_HEADER:
    case GUMBO_TAG_FOOTER:
    case GUMBO_TAG_NAV:
    case GUMBO_TAG_MAIN:
    case GUMBO_TAG_FIGURE:
    case GUMBO_TAG_FIGCAPTION:
    case GUMBO_TAG_ADDRESS:
    case GUMBO_TAG_FORM:
    case GUMBO_TAG_FIELDSET:
    case GUMBO_TAG_LEGEND:
    case GUMBO_TAG_DETAILS:
    case GUMBO_TAG_SUMMARY:
    case GUMBO_TAG_OPTION:
    case GUMBO_TAG_CENTER:
    case GUMBO_TAG_BODY:
    case GUMBO_TAG_HTML:
    case GUMBO_TAG_HGROUP:
        return Display::Block;
    default:
        return Display::Inline;
    }
}

int headingLevel(GumboTag tag)
{
    return tag >= GUMBO_TAG_H1 && tag <= GUMBO_TAG_H6 ? 1 + (tag - GUMBO_TAG_H1) : 0;
}

bool isHiddenByAttribute(const GumboElement& element)
{
    if (gumbo_get_attribute(&element.attributes, "hidden"))
        return true;
    const GumboAttribute* const style = gumbo_get_attribute(&element.attributes, "style");
    if (!style)
        return false;
    std::string text;
    for (const char c : std::string_view(style->value)) {
        if (c != ' ' && c != '\t' && c != '\n')
            text += c >= 'A' && c <= 'Z' ? static_cast<char>(c + 32) : c;
    }
    return text.find("display:none") != std::string::npos
        || text.find("visibility:hidden") != std::string::npos;
}

// Collects inline text and closes a block where the page breaks the line.
class TextCollector
{
public:
    void append(std::string_view text)
    {
        if (m_preformatted > 0) {
            m_text += text;
            return;
        }
        for (const char c : text) {
            const bool blank = c == ' ' || (c >= '\t' && c <= '\r');
            if (!blank)
                m_text += c;
            else if (!m_text.empty() && m_text.back() != ' ' && m_text.back() != '\n'
                     && m_text.back() != '\t')
                m_text += ' ';
        }
    }
    void breakLine() { m_text += '\n'; }
    void beginCell()
    {
        if (!isBlankText(m_text))
            m_text += '\t';
    }
    void closeBlock(int level)
    {
        if (!isBlankText(m_text))
            m_blocks.push_back({m_text, level, {}});
        m_text.clear();
    }
    void setPreformatted(bool on) { m_preformatted += on ? 1 : -1; }
    std::vector<Block> take() { return std::move(m_blocks); }

private:
    std::string m_text;
    std::vector<Block> m_blocks;
    int m_preformatted = 0;
};

class TreeWalker
{
public:
    /// False when the tree is too deep.
    bool walk(const GumboNode* root)
    {
        enter(root);
        while (!m_stack.empty()) {
            if (m_stack.size() > kMaxDepth)
                return false;
            Place& place = m_stack.back();
            const GumboVector& children = place.node->v.element.children;
            if (place.next < children.length) {
                enter(static_cast<const GumboNode*>(children.data[place.next++]));
            } else {
                leave(place.node);
                m_stack.pop_back();
            }
        }
        m_collector.closeBlock(0);
        return true;
    }
    std::vector<Block> takeBlocks() { return m_collector.take(); }
    std::string takeTitle() { return std::move(m_title); }

private:
    struct Place
    {
        const GumboNode* node;
        unsigned next;
    };

    void enter(const GumboNode* node)
    {
        if (node->type == GUMBO_NODE_TEXT || node->type == GUMBO_NODE_WHITESPACE
            || node->type == GUMBO_NODE_CDATA) {
            m_collector.append(node->v.text.text);
            return;
        }
        if (node->type != GUMBO_NODE_ELEMENT)
            return;
        const GumboElement& element = node->v.element;
        if (element.tag == GUMBO_TAG_HEAD)
            findTitle(element);
        const Display display = displayOf(element.tag);
        if (display == Display::Hidden || isHiddenByAttribute(element))
            return;
        if (display == Display::Break)
            m_collector.breakLine();
        else if (display == Display::Cell)
            m_collector.beginCell();
        else if (display != Display::Inline)
            m_collector.closeBlock(m_headingLevel);
        if (display == Display::Preformatted)
            m_collector.setPreformatted(true);
        if (const int level = headingLevel(element.tag))
            m_headingLevel = level;
        if (element.tag == GUMBO_TAG_IMG) {
            if (const GumboAttribute* const alt = gumbo_get_attribute(&element.attributes, "alt"))
                m_collector.append(alt->value);
        }
        m_stack.push_back({node, 0});
    }

    void leave(const GumboNode* node)
    {
        const GumboTag tag = node->v.element.tag;
        const Display display = displayOf(tag);
        if (display == Display::Block || display == Display::Row || display == Display::Preformatted)
            m_collector.closeBlock(m_headingLevel);
        if (display == Display::Preformatted)
            m_collector.setPreformatted(false);
        if (headingLevel(tag))
            m_headingLevel = 0;
    }

    void findTitle(const GumboElement& head)
    {
        for (unsigned i = 0; i < head.children.length; ++i) {
            const auto* const child = static_cast<const GumboNode*>(head.children.data[i]);
            if (child->type != GUMBO_NODE_ELEMENT || child->v.element.tag != GUMBO_TAG_TITLE
                || child->v.element.children.length == 0 || !m_title.empty())
                continue;
            const auto* const text = static_cast<const GumboNode*>(child->v.element.children.data[0]);
            if (text->type == GUMBO_NODE_TEXT)
                m_title = collapseBlanks(text->v.text.text);
        }
    }

    std::vector<Place> m_stack;
    TextCollector m_collector;
    std::string m_title;
    int m_headingLevel = 0;
};

}

std::vector<Block> htmlBlocks(std::string_view html)
{
    HtmlArena arena(kMaxTreeBytes);
    const GumboOutput* const tree = arena.parse(html);
    TreeWalker walker;
    return tree && walker.walk(tree->root) ? walker.takeBlocks() : std::vector<Block>();
}

ReadResult readHtml(std::string_view bytes, const ReadOptions& options)
{
    const DecodedText decoded = decodeText(bytes, declaredHtmlEncoding(bytes));
    HtmlArena arena(kMaxTreeBytes);
    const GumboOutput* const tree = arena.parse(decoded.text);
    if (!tree) {
        return Refusal{RefusalReason::TooLarge,
                       fmt::format("{} has more elements than can be kept in memory.", options.name)};
    }
    TreeWalker walker;
    if (!walker.walk(tree->root)) {
        return Refusal{RefusalReason::TooDeep,
                       fmt::format("{} has elements nested more than {} deep.", options.name, kMaxDepth)};
    }
    Document document;
    document.blocks = walker.takeBlocks();
    document.title = walker.takeTitle();
    if (document.blocks.empty() && !document.title.empty()) // a set of frames, a page drawn by a script
        document.blocks.push_back({document.title, 0, {}});
    return document;
}

}
