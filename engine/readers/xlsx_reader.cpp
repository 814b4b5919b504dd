#include "engine/readers/xlsx_reader.h"

#include "engine/readers/block_builder.h"
#include "engine/readers/office_parts.h"
#include "engine/readers/xlsx_styles.h"
#include "engine/readers/xml_stream.h"

#include <charconv>
#include <fmt/format.h>
#include <vector>

namespace embedscope {

namespace {

using Event = XmlStream::Event;

std::vector<std::string> readSharedStrings(const std::string* xml)
{
    std::vector<std::string> strings;
    if (!xml)
        return strings;
    XmlStream stream(*xml);
    bool inText = false;
    for (auto event = stream.next(); event != Event::Finished; event = stream.next()) {
        if (event == Event::Text) {
            if (inText && !strings.empty())
                strings.back() += stream.text();
            continue;
        }
        if (event == Event::Start && stream.name() == "rPh") { // how a Japanese name is spoken
            stream.skip();
            continue;
        }
        if (event == Event::Start && stream.name() == "si")
            strings.emplace_back();
        if (stream.name() == "t")
            inText = event == Event::Start;
    }
    return strings;
}

// What all sheets share.
struct Workbook
{
    std::vector<std::string> strings;
    std::vector<CellForm> forms; ///< by style
    bool from1904 = false;
};

class SheetWalker
{
public:
    SheetWalker(std::string_view xml, const Workbook& workbook, BlockBuilder& blocks)
        : m_stream(xml)
        , m_workbook(workbook)
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
            else if (m_inValue)
                m_value += m_stream.text();
        }
        m_blocks.finish();
    }

private:
    void start(std::string_view name)
    {
        if (name == "row") {
            m_blocks.beginRow();
        } else if (name == "c") {
            m_type = m_stream.attribute("t");
            m_style = m_stream.number("s", -1);
            m_value.clear();
            m_blocks.beginCell();
        } else if (name == "rPh") {
            m_stream.skip();
        } else if (name == "v" || name == "t") {
            m_inValue = true;
        }
    }

    void end(std::string_view name)
    {
        if (name == "v" || name == "t") {
            m_inValue = false;
        } else if (name == "c") {
            m_blocks.beginParagraph();
            m_blocks.append(shownValue());
            m_blocks.endParagraph();
        } else if (name == "row") {
            m_blocks.endRow();
        }
    }

    std::string shownValue() const
    {
        if (m_type == "b")
            return m_value == "1" ? "TRUE" : "FALSE";
        const auto style = static_cast<std::size_t>(m_style);
        if ((m_type.empty() || m_type == "n") && m_style >= 0 && style < m_workbook.forms.size())
            return shownDate(m_value, m_workbook.forms[style], m_workbook.from1904);
        if (m_type != "s")
            return m_value;
        std::size_t index = 0;
        const auto result = std::from_chars(m_value.data(), m_value.data() + m_value.size(), index);
        return result.ec == std::errc() && index < m_workbook.strings.size() ? m_workbook.strings[index]
                                                                             : std::string();
    }

    XmlStream m_stream;
    const Workbook& m_workbook;
    BlockBuilder& m_blocks;
    std::string m_type, m_value;
    int m_style = -1;
    bool m_inValue = false;
};

struct Sheet
{
    std::string name, id;
    bool hidden = false;
};

std::vector<Sheet> readSheets(const std::string& xml, bool& from1904)
{
    std::vector<Sheet> sheets;
    XmlStream stream(xml);
    for (auto event = stream.next(); event != Event::Finished; event = stream.next()) {
        if (event == Event::Start && stream.name() == "workbookPr") {
            const std::string since = stream.attribute("date1904");
            from1904 = since == "1" || since == "true";
        }
        if (event == Event::Start && stream.name() == "sheet") {
            const std::string state = stream.attribute("state");
            sheets.push_back({stream.attribute("name"), stream.relationship("id"), state.ends_with("idden")});
        }
    }
    return sheets;
}

}

ReadResult readXlsx(const ZipContainer& container, const std::string& mainPart, const ReadOptions& options)
{
    const auto relationships = relationshipsOf(container, mainPart);
    const Relationship* const shared = findByType(relationships, "sharedStrings");
    const Relationship* const styles = findByType(relationships, "styles");
    Workbook workbook;
    workbook.strings = readSharedStrings(shared ? container.find(shared->target) : nullptr);
    workbook.forms = cellFormsOf(styles ? container.find(styles->target) : nullptr);
    const std::vector<Sheet> sheets = readSheets(*container.find(mainPart), workbook.from1904);
    BlockBuilder blocks;
    std::size_t missing = 0;
    for (std::size_t i = 0; i < sheets.size(); ++i) {
        const Relationship* const part = findById(relationships, sheets[i].id);
        const std::string* const xml = part ? container.find(part->target) : nullptr;
        if (!xml)
            ++missing;
        if (!xml || sheets[i].hidden)
            continue;
        blocks.setPosition({Position::Kind::Sheet, static_cast<int>(i) + 1, sheets[i].name});
        SheetWalker(*xml, workbook, blocks).walk();
    }
    if (missing == sheets.size())
        return Refusal{RefusalReason::Damaged,
                       fmt::format("{} is damaged: its sheets are missing.", options.name)};
    Document document;
    document.blocks = blocks.take();
    if (missing > 0)
        document.remarks.push_back(fmt::format("{} of {} sheets are missing.", missing, sheets.size()));
    return document;
}

}
