// The tokens of RTF: groups, control words with their number, control symbols, bytes of text. Looks at every
// byte once and never past the end.
#pragma once

#include <cstddef>
#include <string_view>

namespace embedscope {

struct RtfToken
{
    enum class Kind
    {
        GroupBegin,
        GroupEnd,
        Word,
        Symbol,
        Byte,
        End
    };
    Kind kind = Kind::End;
    std::string_view word; ///< "par"
    bool hasNumber = false;
    int number = 0;
    char symbol = 0; ///< '*', '~', '\'' (then `number` is the byte), or the byte of text
};

class RtfTokens
{
public:
    explicit RtfTokens(std::string_view bytes)
        : m_bytes(bytes)
    {
    }
    RtfToken next();
    void skipBytes(std::size_t count);

private:
    RtfToken control();
    RtfToken word();

    std::string_view m_bytes;
    std::size_t m_at = 0;
};

}
