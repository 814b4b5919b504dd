// Lines of a file or of standard input, one at a time. Waiting for input ends when Ctrl+C is pressed.
#pragma once

#include "engine/base/result.h"

#include <cstddef>
#include <optional>
#include <string>

namespace embedscope::cli {

class LineReader
{
public:
    /// "-" is standard input.
    static Result<LineReader> open(const std::string& path);
    LineReader(LineReader&& other) noexcept;
    LineReader& operator=(LineReader&&) = delete;
    ~LineReader();

    /// Without its end ("\n" or "\r\n"); nullopt at the end of the input or after Ctrl+C.
    Result<std::optional<std::string>> next();
    std::size_t line() const { return m_line; } ///< number of the last one, from 1
    const std::string& name() const { return m_name; }

private:
    LineReader(int descriptor, std::string name);
    Result<bool> fill(); ///< false: nothing more

    int m_descriptor;
    std::string m_name; ///< for sentences
    std::string m_buffer;
    std::size_t m_at = 0;
    std::size_t m_line = 0;
    bool m_ended = false;
};

}
