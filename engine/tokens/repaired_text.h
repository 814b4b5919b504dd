// A text as tokenizers want it: well-formed UTF-8, with U+FFFD for every ill-formed part, and the way back to
// the bytes that were given. A well-formed text is not copied and must outlive the object.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

namespace embedscope {

class RepairedText
{
public:
    explicit RepairedText(std::string_view text);
    RepairedText(const RepairedText&) = delete;
    RepairedText& operator=(const RepairedText&) = delete;
    std::string_view text() const { return m_text; }
    /// The place in the text as it was given; `at` lies between two characters.
    std::size_t original(std::size_t at) const;

private:
    struct Shift
    {
        std::size_t at; ///< from here on, in the repaired text
        std::size_t original; ///< what stands there
    };
    std::string m_copy;
    std::string_view m_text;
    std::vector<Shift> m_shifts; ///< one behind each repaired part
};

}
