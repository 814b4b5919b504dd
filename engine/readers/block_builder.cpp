#include "engine/readers/block_builder.h"

#include "engine/readers/clean_text.h"

#include <algorithm>
#include <utility>

namespace embedscope {

void BlockBuilder::setHeadingLevel(int level)
{
    if (!m_paragraphs.empty())
        m_paragraphs.back().headingLevel = std::clamp(level, 0, 6);
}

void BlockBuilder::hideParagraph()
{
    if (!m_paragraphs.empty())
        m_paragraphs.back().hidden = true;
}

void BlockBuilder::append(std::string_view text)
{
    if (!m_paragraphs.empty())
        m_paragraphs.back().text += text;
}

void BlockBuilder::endParagraph()
{
    if (m_paragraphs.empty())
        return;
    Paragraph paragraph = std::move(m_paragraphs.back());
    m_paragraphs.pop_back();
    if (!paragraph.hidden && !isBlankText(paragraph.text))
        add(std::move(paragraph.text), paragraph.headingLevel);
}

void BlockBuilder::beginCell()
{
    if (!m_rows.empty())
        m_rows.back().cellBegins = true;
}

void BlockBuilder::endRow()
{
    if (m_rows.empty())
        return;
    Row row = std::move(m_rows.back());
    m_rows.pop_back();
    if (!isBlankText(row.text))
        add(std::move(row.text), 0);
}

void BlockBuilder::add(std::string text, int headingLevel)
{
    if (m_rows.empty()) {
        m_blocks.push_back({std::move(text), headingLevel, m_position});
        return;
    }
    Row& row = m_rows.back();
    if (!row.text.empty())
        row.text += row.cellBegins ? '\t' : '\n';
    row.cellBegins = false;
    row.text += text;
}

void BlockBuilder::finish()
{
    while (!m_paragraphs.empty())
        endParagraph();
    while (!m_rows.empty())
        endRow();
}

}
