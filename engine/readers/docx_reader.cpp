#include "engine/readers/docx_reader.h"

#include "engine/readers/block_builder.h"
#include "engine/readers/office_parts.h"
#include "engine/readers/xml_stream.h"

#include <algorithm>
#include <fmt/format.h>
#include <map>
#include <utility>

namespace embedscope {

namespace {

using Event = XmlStream::Event;
using StyleLevels = std::map<std::string, int>; ///< style to heading level

int levelOfStyleName(std::string name)
{
    std::transform(name.begin(), name.end(), name.begin(),
                   [](char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c + 32) : c; });
    if (name == "title")
        return 1;
    if (name.starts_with("heading ") && name.size() == 9 && name[8] >= '1' && name[8] <= '9')
        return std::min(6, name[8] - '0');
    return 0;
}

StyleLevels readStyles(const std::string* xml)
{
    StyleLevels levels;
    if (!xml)
        return levels;
    XmlStream stream(*xml);
    std::string style;
    for (auto event = stream.next(); event != Event::Finished; event = stream.next()) {
        if (event != Event::Start)
            continue;
        if (stream.name() == "style")
            style = stream.attribute("type") == "paragraph" ? stream.attribute("styleId") : "";
        else if (stream.name() == "name" && !style.empty())
            levels[style] = levelOfStyleName(stream.attribute("val"));
        else if (stream.name() == "outlineLvl" && !style.empty() && levels[style] == 0)
            levels[style] = stream.number("val", 9) < 6 ? stream.number("val", 0) + 1 : 0;
    }
    return levels;
}

bool isOn(const XmlStream& stream)
{
    const std::string value = stream.attribute("val");
    return value != "0" && value != "false" && value != "off";
}

class WordWalker
{
public:
    WordWalker(std::string_view xml, const StyleLevels& styles, BlockBuilder& blocks)
        : m_stream(xml)
        , m_styles(styles)
        , m_blocks(blocks)
    {
    }

    /// False when the XML is broken.
    bool walk()
    {
        for (auto event = m_stream.next(); event != Event::Finished; event = m_stream.next()) {
            if (event == Event::Start)
                start(m_stream.name());
            else if (event == Event::End)
                end(m_stream.name());
            else if (m_inText && !m_hidden)
                m_blocks.append(m_stream.text());
        }
        m_blocks.finish();
        return !m_stream.isBroken();
    }

private:
    static bool isLeftOut(std::string_view name)
    {
        // Fallback holds the words of a text box once more.
        for (const std::string_view other : {"del", "moveFrom", "delText", "instrText", "Fallback", "sectPr",
                                             "rt", "tblPr", "tblGrid", "trPr", "tcPr", "sdtPr"}) {
            if (name == other)
                return true;
        }
        return false;
    }

    void start(std::string_view name)
    {
        const bool separator = (name == "footnote" || name == "endnote")
            && !m_stream.attribute("type").empty() && m_stream.attribute("type") != "normal";
        if (isLeftOut(name) || separator)
            m_stream.skip();
        else if (name == "p")
            m_blocks.beginParagraph();
        else if (name == "pPr")
            readParagraphProperties();
        else if (name == "r")
            m_hidden = false;
        else if (name == "rPr")
            readRunProperties();
        else if (name == "t")
            m_inText = true;
        else if (name == "tr")
            m_blocks.beginRow();
        else if (name == "tc")
            m_blocks.beginCell();
        else if (!m_hidden)
            appendCharacter(name);
    }

    void appendCharacter(std::string_view name)
    {
        if (name == "tab")
            m_blocks.append("\t");
        else if (name == "br" || name == "cr")
            m_blocks.append("\n");
        else if (name == "noBreakHyphen")
            m_blocks.append("-");
    }

    void end(std::string_view name)
    {
        if (name == "t")
            m_inText = false;
        else if (name == "r")
            m_hidden = false;
        else if (name == "p")
            m_blocks.endParagraph();
        else if (name == "tr")
            m_blocks.endRow();
    }

    // The element at hand up to its end; `each` sees the elements inside.
    template <class Each> void forEachInside(Each each)
    {
        for (int open = 1; open > 0;) {
            const Event event = m_stream.next();
            if (event == Event::Finished)
                return;
            open += event == Event::Start ? 1 : event == Event::End ? -1 : 0;
            if (event == Event::Start)
                each(m_stream.name());
        }
    }

    void readParagraphProperties()
    {
        forEachInside([this](std::string_view name) {
            if (name == "pStyle") {
                const auto found = m_styles.find(m_stream.attribute("val"));
                m_blocks.setHeadingLevel(found == m_styles.end() ? 0 : found->second);
            } else if (name == "outlineLvl" && m_stream.number("val", 9) < 6) {
                m_blocks.setHeadingLevel(m_stream.number("val", 0) + 1);
            }
        });
    }

    void readRunProperties()
    {
        forEachInside([this](std::string_view name) {
            if (name == "vanish" && isOn(m_stream))
                m_hidden = true;
        });
    }

    XmlStream m_stream;
    const StyleLevels& m_styles;
    BlockBuilder& m_blocks;
    bool m_inText = false;
    bool m_hidden = false; ///< the run at hand
};

const std::string* memberByType(const ZipContainer& container, const std::vector<Relationship>& relationships,
                                std::string_view type)
{
    const Relationship* const found = findByType(relationships, type);
    return found ? container.find(found->target) : nullptr;
}

}

ReadResult readDocx(const ZipContainer& container, const std::string& mainPart, const ReadOptions& options)
{
    const auto relationships = relationshipsOf(container, mainPart);
    const StyleLevels styles = readStyles(memberByType(container, relationships, "styles"));
    BlockBuilder blocks;
    if (!WordWalker(*container.find(mainPart), styles, blocks).walk()) {
        return Refusal{RefusalReason::Damaged,
                       fmt::format("{} is damaged: its text ends in the middle.", options.name)};
    }
    Document document;
    for (const char* const notes : {"footnotes", "endnotes"}) {
        const std::string* const xml = memberByType(container, relationships, notes);
        if (xml && !WordWalker(*xml, styles, blocks).walk())
            document.remarks.push_back(fmt::format("The {} cannot be read to their end.", notes));
    }
    document.blocks = blocks.take();
    return document;
}

}
