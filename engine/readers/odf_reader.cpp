#include "engine/readers/odf_reader.h"

#include "engine/readers/block_builder.h"
#include "engine/readers/xml_stream.h"

#include <algorithm>
#include <array>
#include <fmt/format.h>
#include <set>
#include <utility>

namespace embedscope {

namespace {

using Event = XmlStream::Event;

constexpr int kMostBlanks = 100; // a paragraph may claim a thousand million

class OdfWalker
{
public:
    explicit OdfWalker(std::string_view xml)
        : m_stream(xml)
    {
    }

    void walk()
    {
        for (auto event = m_stream.next(); event != Event::Finished; event = m_stream.next()) {
            if (event == Event::Start)
                start(m_stream.name());
            else if (event == Event::End)
                end(m_stream.name());
            else
                m_blocks.append(m_stream.text());
        }
        m_blocks.finish();
    }
    std::vector<Block> takeBlocks() { return m_blocks.take(); }
    int slides() const { return m_slides; }
    bool isBroken() const { return m_stream.isBroken(); }
    bool isTooDeep() const { return m_stream.isTooDeep(); }

private:
    static bool isLeftOut(std::string_view prefix, std::string_view name)
    {
        constexpr std::array<std::string_view, 18> kLeftOut = {"tracked-changes",
                                                               "annotation",
                                                               "note-citation",
                                                               "hidden-text",
                                                               "ruby-text",
                                                               "scripts",
                                                               "font-face-decls",
                                                               "settings",
                                                               "meta",
                                                               "master-styles",
                                                               "forms",
                                                               "binary-data",
                                                               "number",
                                                               "event-listeners",
                                                               "page-number",
                                                               "decl",
                                                               "header-decl",
                                                               "footer-decl"};
        if (std::find(kLeftOut.begin(), kLeftOut.end(), name) != kLeftOut.end())
            return true;
        return prefix == "svg" && (name == "title" || name == "desc");
    }

    void start(std::string_view name)
    {
        if (isLeftOut(m_stream.prefix(), name) || isHidden(name))
            m_stream.skip();
        else if (name == "p" || name == "h")
            startParagraph(name == "h");
        else if (name == "table-row")
            m_blocks.beginRow();
        else if (name == "table-cell" || name == "covered-table-cell")
            m_blocks.beginCell();
        else if (name == "spreadsheet")
            m_spreadsheet = true;
        else if (name == "table" && m_spreadsheet)
            m_blocks.setPosition({Position::Kind::Sheet, ++m_sheets, m_stream.attribute("name")});
        else if (name == "page" && m_stream.prefix() == "draw")
            m_blocks.setPosition({Position::Kind::Slide, ++m_slides, {}});
        else if (name == "frame")
            m_title = m_stream.attribute("class") == "title";
        else
            startCharacter(name);
    }

    void startCharacter(std::string_view name)
    {
        if (name == "s")
            m_blocks.append(std::string(
                static_cast<std::size_t>(std::clamp(m_stream.number("c", 1), 0, kMostBlanks)), ' '));
        else if (name == "tab")
            m_blocks.append("\t");
        else if (name == "line-break")
            m_blocks.append("\n");
        else if (name == "hidden-paragraph" && m_stream.attribute("is-hidden") == "true")
            m_blocks.hideParagraph();
        else if (name == "style")
            m_style = m_stream.attribute("name");
        else
            readStyle(name);
    }

    void startParagraph(bool heading)
    {
        const int level = heading ? m_stream.number("outline-level", 1) : m_title ? 1 : 0;
        m_blocks.beginParagraph(std::clamp(level, 0, 6));
    }

    void readStyle(std::string_view name)
    {
        const bool hidden = (name == "text-properties" && m_stream.attribute("display") == "none")
            || (name == "table-properties" && m_stream.attribute("display") == "false")
            || (name == "drawing-page-properties" && m_stream.attribute("visibility") == "hidden");
        if (hidden)
            m_hiddenStyles.insert(m_style);
    }

    bool isHidden(std::string_view name)
    {
        if (name == "section")
            return m_stream.attribute("display") == "none";
        const bool styled = name == "p" || name == "h" || name == "span" || name == "table" || name == "page";
        if (!styled || m_hiddenStyles.empty())
            return false;
        const bool hidden = m_hiddenStyles.contains(m_stream.attribute("style-name"));
        if (hidden && name == "page")
            ++m_slides; // it keeps its number
        if (hidden && name == "table" && m_spreadsheet)
            ++m_sheets;
        return hidden;
    }

    void end(std::string_view name)
    {
        if (name == "p" || name == "h")
            m_blocks.endParagraph();
        else if (name == "table-row")
            m_blocks.endRow();
        else if (name == "frame")
            m_title = false;
    }

    XmlStream m_stream;
    BlockBuilder m_blocks;
    std::set<std::string> m_hiddenStyles;
    std::string m_style; ///< being defined
    bool m_spreadsheet = false;
    bool m_title = false; ///< inside of the frame with the title of a slide
    int m_slides = 0, m_sheets = 0;
};

}

ReadResult readOpenDocumentXml(std::string_view content, const ReadOptions& options)
{
    OdfWalker walker(content);
    walker.walk();
    Document document;
    document.blocks = walker.takeBlocks();
    document.pages = walker.slides();
    if (walker.isTooDeep())
        return Refusal{RefusalReason::TooDeep, fmt::format("{} has elements nested too deep.", options.name)};
    if (walker.isBroken() && document.blocks.empty())
        return Refusal{RefusalReason::Damaged,
                       fmt::format("{} is damaged: its text cannot be read.", options.name)};
    if (walker.isBroken())
        document.remarks.push_back("The file is damaged; what stands before the first error was read.");
    return document;
}

std::string openDocumentTitle(std::string_view meta)
{
    XmlStream stream(meta);
    bool inTitle = false;
    std::string title;
    for (auto event = stream.next(); event != Event::Finished; event = stream.next()) {
        if (event == Event::Text && inTitle)
            title += stream.text();
        else if (event != Event::Text && stream.name() == "title")
            inTitle = event == Event::Start;
    }
    return title;
}

}
