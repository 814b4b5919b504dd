#include "engine/readers/pptx_reader.h"

#include "engine/readers/block_builder.h"
#include "engine/readers/office_parts.h"
#include "engine/readers/xml_stream.h"

#include <fmt/format.h>
#include <utility>
#include <vector>

namespace embedscope {

namespace {

using Event = XmlStream::Event;

// One slide, or the notes of one.
class SlideWalker
{
public:
    SlideWalker(std::string_view xml, bool notes, BlockBuilder& blocks)
        : m_stream(xml)
        , m_notes(notes)
        , m_blocks(blocks)
    {
    }

    void walk()
    {
        for (auto event = m_stream.next(); event != Event::Finished; event = m_stream.next()) {
            if (event == Event::Start)
                start(m_stream.name());
            else if (event == Event::End)
                end(m_stream.name());
            else if (m_inText)
                m_blocks.append(m_stream.text());
        }
        m_blocks.finish();
    }
    bool isHidden() const { return m_hidden; }

private:
    void start(std::string_view name)
    {
        if (name == "sld" && m_stream.attribute("show") == "0")
            m_hidden = true;
        if (name == "Fallback" || m_hidden)
            m_stream.skip();
        else if (name == "sp")
            m_placeholder.clear();
        else if (name == "ph")
            m_placeholder = m_stream.attribute("type").empty() ? "body" : m_stream.attribute("type");
        else if (name == "txBody" && isLeftOut())
            m_stream.skip();
        else if (name == "p")
            m_blocks.beginParagraph(m_placeholder == "title" || m_placeholder == "ctrTitle" ? 1 : 0);
        else if (name == "t")
            m_inText = true;
        else if (name == "br")
            m_blocks.append("\n");
        else if (name == "tr")
            m_blocks.beginRow();
        else if (name == "tc")
            m_blocks.beginCell();
    }

    void end(std::string_view name)
    {
        if (name == "t")
            m_inText = false;
        else if (name == "p")
            m_blocks.endParagraph();
        else if (name == "tr")
            m_blocks.endRow();
        else if (name == "sp")
            m_placeholder.clear();
    }

    bool isLeftOut() const
    {
        if (m_notes)
            return m_placeholder != "body"; // the picture of the slide and its number
        return m_placeholder == "sldNum" || m_placeholder == "dt" || m_placeholder == "ftr";
    }

    XmlStream m_stream;
    bool m_notes;
    BlockBuilder& m_blocks;
    std::string m_placeholder;
    bool m_inText = false;
    bool m_hidden = false;
};

std::vector<std::string> slideIds(const std::string& presentation)
{
    std::vector<std::string> ids;
    XmlStream stream(presentation);
    for (auto event = stream.next(); event != Event::Finished; event = stream.next()) {
        if (event == Event::Start && stream.name() == "sldId")
            ids.push_back(stream.relationship("id"));
    }
    return ids;
}

void readSlide(const ZipContainer& container, const std::string& part, int number, BlockBuilder& blocks)
{
    const std::string* const xml = container.find(part);
    if (!xml)
        return;
    blocks.setPosition({Position::Kind::Slide, number, {}});
    SlideWalker slide(*xml, false, blocks);
    slide.walk();
    if (slide.isHidden())
        return;
    const auto relationships = relationshipsOf(container, part);
    const Relationship* const notes = findByType(relationships, "notesSlide");
    if (const std::string* const notesXml = notes ? container.find(notes->target) : nullptr)
        SlideWalker(*notesXml, true, blocks).walk();
}

}

ReadResult readPptx(const ZipContainer& container, const std::string& mainPart, const ReadOptions& options)
{
    const auto relationships = relationshipsOf(container, mainPart);
    const std::vector<std::string> ids = slideIds(*container.find(mainPart));
    BlockBuilder blocks;
    int missing = 0;
    for (std::size_t i = 0; i < ids.size(); ++i) {
        const Relationship* const slide = findById(relationships, ids[i]);
        if (slide && container.find(slide->target))
            readSlide(container, slide->target, static_cast<int>(i) + 1, blocks);
        else
            ++missing;
    }
    if (missing > 0 && missing == static_cast<int>(ids.size()))
        return Refusal{RefusalReason::Damaged,
                       fmt::format("{} is damaged: its slides are missing.", options.name)};
    Document document;
    document.pages = static_cast<int>(ids.size());
    document.blocks = blocks.take();
    if (missing > 0)
        document.remarks.push_back(fmt::format("{} of {} slides are missing.", missing, ids.size()));
    return document;
}

}
