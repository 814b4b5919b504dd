#include "engine/documents/chunker.h"

#include "engine/documents/section_cutter.h"

#include <algorithm>
#include <limits>

namespace embedscope {

namespace {

// Every passage of a section carries its headings: one of a megabyte must not be copied a thousand times.
constexpr std::size_t kMaxHeadingBytes = 160;

struct Section
{
    std::size_t firstBlock = 0, endBlock = 0;
    std::string heading;
};

std::string headingLabel(std::string_view text)
{
    std::string label;
    for (const char c : text.substr(0, kMaxHeadingBytes)) {
        const bool blank = c == ' ' || (c >= '\t' && c <= '\r');
        if (!blank)
            label += c;
        else if (!label.empty() && label.back() != ' ')
            label += ' ';
    }
    if (text.size() > kMaxHeadingBytes) {
        while (!label.empty() && (static_cast<unsigned char>(label.back()) & 0xC0) == 0x80)
            label.pop_back();
        if (!label.empty())
            label.pop_back(); // what may be half a character
        label += "\u2026";
    }
    while (label.ends_with(' '))
        label.pop_back();
    return label;
}

class HeadingPath
{
public:
    void enter(const Block& block)
    {
        while (!m_levels.empty() && m_levels.back().level >= block.headingLevel)
            m_levels.pop_back();
        m_levels.push_back({block.headingLevel, headingLabel(block.text)});
    }
    std::string joined() const
    {
        std::string path;
        for (const Level& level : m_levels) {
            if (!path.empty())
                path += " > ";
            path += level.label;
        }
        return path;
    }

private:
    struct Level
    {
        int level;
        std::string label;
    };
    std::vector<Level> m_levels;
};

// A heading begins a section; headings that follow each other downwards begin it together.
std::vector<Section> findSections(const std::vector<Block>& blocks)
{
    std::vector<Section> sections;
    HeadingPath path;
    for (std::size_t i = 0; i < blocks.size(); ++i) {
        const int level = blocks[i].headingLevel;
        if (blocks[i].startsPart)
            path = {};
        const bool goesOn = i > 0 && !blocks[i].startsPart
            && (level == 0 || (blocks[i - 1].headingLevel > 0 && blocks[i - 1].headingLevel < level));
        if (!goesOn)
            sections.push_back({i, i, {}});
        Section& section = sections.back();
        section.endBlock = i + 1;
        if (level > 0) {
            path.enter(blocks[i]);
            section.heading = path.joined();
        }
    }
    return sections;
}

// Follows passages in ascending order, so that every line feed is counted once.
class PositionFinder
{
public:
    PositionFinder(std::string_view text, const std::vector<Block>& blocks,
                   const std::vector<TextRange>& ranges)
        : m_text(text)
        , m_blocks(blocks)
        , m_ranges(ranges)
    {
    }

    Position at(uint32_t offset)
    {
        while (m_block + 1 < m_ranges.size() && m_ranges[m_block + 1].begin <= offset) {
            ++m_block;
            m_counted = m_ranges[m_block].begin;
            m_lines = 0;
        }
        Position position = m_blocks[m_block].position;
        if (position.kind == Position::Kind::Line && offset > m_counted) {
            m_lines +=
                static_cast<int>(std::count(m_text.begin() + m_counted, m_text.begin() + offset, '\n'));
            m_counted = offset;
        }
        if (position.kind == Position::Kind::Line)
            position.number += m_lines;
        return position;
    }

private:
    std::string_view m_text;
    const std::vector<Block>& m_blocks;
    const std::vector<TextRange>& m_ranges;
    std::size_t m_block = 0;
    uint32_t m_counted = 0;
    int m_lines = 0;
};

std::vector<TextRange> blockRanges(const std::vector<Block>& blocks)
{
    std::vector<TextRange> ranges;
    ranges.reserve(blocks.size());
    std::size_t at = 0;
    for (const Block& block : blocks) {
        ranges.push_back({static_cast<uint32_t>(at), static_cast<uint32_t>(at + block.text.size())});
        at += block.text.size() + kBlockSeparator.size();
    }
    return ranges;
}

}

std::vector<Chunk> cutIntoChunks(const Document& document, const ChunkOptions& options,
                                 const TokenEnds& tokenEnds)
{
    const std::string text = documentText(document);
    if (text.size() >= std::numeric_limits<uint32_t>::max()) // no reader gives as much
        return {};
    const std::vector<TextRange> ranges = blockRanges(document.blocks);
    SectionCutter cutter(text, options, tokenEnds);
    PositionFinder positions(text, document.blocks, ranges);
    std::vector<Chunk> chunks;
    std::vector<Piece> pieces;
    for (const Section& section : findSections(document.blocks)) {
        pieces.clear();
        cutter.cut(std::span(ranges).subspan(section.firstBlock, section.endBlock - section.firstBlock),
                   pieces);
        for (const auto& [range, tokens] : pieces) {
            chunks.push_back({range.begin, range.end, text.substr(range.begin, range.end - range.begin),
                              section.heading, positions.at(range.begin), tokens});
        }
    }
    return chunks;
}

}
