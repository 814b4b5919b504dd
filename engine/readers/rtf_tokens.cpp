#include "engine/readers/rtf_tokens.h"

#include <algorithm>
#include <charconv>

namespace embedscope {

namespace {

bool isLetter(char c)
{
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
}

}

RtfToken RtfTokens::next()
{
    while (m_at < m_bytes.size()) {
        const char c = m_bytes[m_at];
        if (c == '\\')
            return control();
        ++m_at;
        if (c == '{')
            return {RtfToken::Kind::GroupBegin};
        if (c == '}')
            return {RtfToken::Kind::GroupEnd};
        if (c != '\r' && c != '\n' && c != '\0')
            return {RtfToken::Kind::Byte, {}, false, 0, c};
    }
    return {};
}

void RtfTokens::skipBytes(std::size_t count)
{
    m_at += std::min(count, m_bytes.size() - m_at);
}

RtfToken RtfTokens::control()
{
    ++m_at;
    if (m_at >= m_bytes.size())
        return {};
    const char c = m_bytes[m_at];
    if (isLetter(c))
        return word();
    ++m_at;
    RtfToken token{RtfToken::Kind::Symbol, {}, false, 0, c};
    if (c == '\'') {
        const std::size_t digits = std::min<std::size_t>(2, m_bytes.size() - m_at);
        const char* const from = m_bytes.data() + m_at;
        const auto result = std::from_chars(from, from + digits, token.number, 16);
        m_at += static_cast<std::size_t>(result.ptr - from);
        token.hasNumber = result.ec == std::errc();
    }
    return token;
}

RtfToken RtfTokens::word()
{
    const std::size_t begin = m_at;
    while (m_at < m_bytes.size() && isLetter(m_bytes[m_at]))
        ++m_at;
    RtfToken token{RtfToken::Kind::Word, m_bytes.substr(begin, m_at - begin)};
    const char* const from = m_bytes.data() + m_at;
    const auto result = std::from_chars(from, m_bytes.data() + m_bytes.size(), token.number);
    token.hasNumber = result.ec == std::errc();
    m_at += static_cast<std::size_t>(result.ptr - from);
    if (m_at < m_bytes.size() && m_bytes[m_at] == ' ')
        ++m_at; // a blank ends the word and is no text
    return token;
}

}
