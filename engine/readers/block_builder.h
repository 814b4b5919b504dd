// What the office formats have in common: paragraphs, which can stand inside of paragraphs (text boxes,
// notes), and tables, whose rows become one block each with tabs between the cells. For readers that walk
// through XML.
#pragma once

#include "engine/documents/document.h"

#include <string>
#include <string_view>
#include <vector>

namespace embedscope {

class BlockBuilder
{
public:
    void setPosition(Position position) { m_position = std::move(position); }

    void beginParagraph(int headingLevel = 0) { m_paragraphs.push_back({{}, headingLevel, false}); }
    void setHeadingLevel(int level);
    void hideParagraph();
    void append(std::string_view text); ///< nothing outside of a paragraph
    void endParagraph();

    void beginRow() { m_rows.emplace_back(); }
    void beginCell();
    void endRow();

    bool inParagraph() const { return !m_paragraphs.empty(); }
    void finish(); ///< closes what a cut document left open
    std::vector<Block> take() { return std::move(m_blocks); }

private:
    struct Paragraph
    {
        std::string text;
        int headingLevel = 0;
        bool hidden = false;
    };
    struct Row
    {
        std::string text;
        bool cellBegins = true;
    };
    void add(std::string text, int headingLevel);

    Position m_position;
    std::vector<Paragraph> m_paragraphs;
    std::vector<Row> m_rows;
    std::vector<Block> m_blocks;
};

}
