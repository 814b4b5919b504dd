#include "app/cli/line_reader.h"

#include "app/cli/commands.h"

#include <cerrno>
#include <cstring>
#include <fcntl.h>
#include <filesystem>
#include <fmt/format.h>
#include <poll.h>
#include <unistd.h>
#include <utility>

namespace embedscope::cli {

namespace {

constexpr std::size_t kChunk = 1 << 16;
constexpr std::size_t kLongestLine = std::size_t{64} << 20; // no text that a model can take is near it

}

Result<LineReader> LineReader::open(const std::string& path)
{
    if (path == "-")
        return LineReader(STDIN_FILENO, "standard input");
    if (std::error_code error; std::filesystem::is_directory(path, error))
        return Error{fmt::format("{} is a folder; give a file of lines.", path)};
    const int descriptor = ::open(path.c_str(), O_RDONLY | O_CLOEXEC);
    if (descriptor < 0)
        return Error{fmt::format("{} cannot be opened: {}.", path, std::strerror(errno))};
    return LineReader(descriptor, path);
}

LineReader::LineReader(int descriptor, std::string name)
    : m_descriptor(descriptor)
    , m_name(std::move(name))
{
}

LineReader::LineReader(LineReader&& other) noexcept
    : m_descriptor(std::exchange(other.m_descriptor, -1))
    , m_name(std::move(other.m_name))
    , m_buffer(std::move(other.m_buffer))
    , m_at(other.m_at)
    , m_line(other.m_line)
    , m_ended(other.m_ended)
{
}

LineReader::~LineReader()
{
    if (m_descriptor > STDIN_FILENO)
        ::close(m_descriptor);
}

Result<std::optional<std::string>> LineReader::next()
{
    std::size_t searched = m_at;
    for (;;) {
        const std::size_t end = m_buffer.find('\n', searched);
        if (end != std::string::npos || (m_ended && m_at < m_buffer.size())) {
            std::string line = m_buffer.substr(m_at, end == std::string::npos ? end : end - m_at);
            m_at = end == std::string::npos ? m_buffer.size() : end + 1;
            if (line.ends_with('\r'))
                line.pop_back();
            ++m_line;
            return std::optional(std::move(line));
        }
        if (m_ended || interrupted())
            return std::optional<std::string>();
        if (m_buffer.size() - m_at > kLongestLine)
            return Error{fmt::format("Line {} of {} is longer than {} MB; that is no list of texts.",
                                     m_line + 1, m_name, kLongestLine >> 20)};
        m_buffer.erase(0, std::exchange(m_at, 0));
        searched = m_buffer.size();
        const auto filled = fill();
        if (!filled)
            return filled.error();
        m_ended = !*filled;
    }
}

Result<bool> LineReader::fill()
{
    for (;;) {
        pollfd wait{.fd = m_descriptor, .events = POLLIN, .revents = 0};
        const int ready = ::poll(&wait, 1, 100);
        if (interrupted())
            return false;
        if (ready <= 0)
            continue;
        const std::size_t before = m_buffer.size();
        m_buffer.resize(before + kChunk);
        const ssize_t count = ::read(m_descriptor, m_buffer.data() + before, kChunk);
        m_buffer.resize(before + static_cast<std::size_t>(std::max<ssize_t>(count, 0)));
        if (count >= 0)
            return count > 0;
        if (errno != EINTR && errno != EAGAIN)
            return Error{fmt::format("{} cannot be read: {}.", m_name, std::strerror(errno))};
    }
}

}
