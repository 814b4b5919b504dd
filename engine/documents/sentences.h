// Borders of sentences by ICU's rules for the root locale. One finder serves many texts, since opening the
// rules costs more than a short text. A single line feed is a blank (lines are often cut by width), an empty
// line is a border. Not thread-safe: one per thread.
#pragma once

#include <cstdint>
#include <memory>
#include <string_view>
#include <vector>

namespace embedscope {

class SentenceFinder
{
public:
    SentenceFinder();
    ~SentenceFinder();

    /// Appends offset + each border of `text` in bytes, ascending, the last one its length.
    void find(std::string_view text, uint32_t offset, std::vector<uint32_t>& ends);

private:
    struct Rules;
    std::unique_ptr<Rules> m_rules;
};

}
