#include "engine/readers/text_filters.h"

#include "engine/readers/clean_text.h"

#include <algorithm>
#include <array>

namespace embedscope {

namespace {

// A quote that is not closed within this is a character like any other: it must not swallow the rest of the
// file.
constexpr std::size_t kLongestCell = std::size_t{64} << 10;

// The candidate that stands most often in the first lines.
char findSeparator(std::string_view text)
{
    const std::string_view sample = text.substr(0, 4096);
    char best = ',';
    std::ptrdiff_t most = 0;
    for (const char candidate : {',', ';', '\t'}) {
        const std::ptrdiff_t count = std::count(sample.begin(), sample.end(), candidate);
        if (count > most) {
            most = count;
            best = candidate;
        }
    }
    return best;
}

class RecordReader
{
public:
    RecordReader(std::string_view text, std::vector<Block>& blocks)
        : m_text(text)
        , m_separator(findSeparator(text))
        , m_blocks(blocks)
    {
    }

    void readAll()
    {
        while (m_at < m_text.size()) {
            const bool quoted = m_cellBegins && m_text[m_at] == '"' && readQuoted();
            if (!quoted)
                readCharacter();
        }
        closeRecord();
    }

private:
    // False when the quote has no end.
    bool readQuoted()
    {
        std::string cell;
        const std::size_t last = std::min(m_text.size(), m_at + kLongestCell);
        for (std::size_t at = m_at + 1; at < last; ++at) {
            if (m_text[at] != '"') {
                cell += m_text[at];
            } else if (at + 1 < m_text.size() && m_text[at + 1] == '"') {
                cell += m_text[at++];
            } else {
                m_line += static_cast<int>(std::count(cell.begin(), cell.end(), '\n'));
                m_record += cell;
                m_at = at + 1;
                m_cellBegins = false;
                return true;
            }
        }
        return false;
    }

    void readCharacter()
    {
        const char c = m_text[m_at++];
        if (c == '\n') {
            closeRecord();
            m_recordLine = ++m_line;
            return;
        }
        m_record += c;
        m_cellBegins = c == m_separator;
    }

    void closeRecord()
    {
        if (!isBlankText(m_record))
            m_blocks.push_back({m_record, 0, {Position::Kind::Line, m_recordLine, {}}});
        m_record.clear();
        m_cellBegins = true;
    }

    std::string_view m_text;
    char m_separator;
    std::vector<Block>& m_blocks;
    std::size_t m_at = 0;
    int m_line = 1, m_recordLine = 1;
    bool m_cellBegins = true;
    std::string m_record;
};

}

void appendRecords(std::string_view text, std::vector<Block>& blocks)
{
    RecordReader(text, blocks).readAll();
}

}
