#include "engine/readers/zip_directory.h"

namespace embedscope {

namespace {

using namespace std::string_view_literals;

constexpr std::string_view kLocalMagic = "PK\x03\x04"sv;
constexpr std::string_view kEndMagic = "PK\x05\x06"sv;
constexpr std::size_t kEndBytes = 22;
constexpr std::size_t kEntryCountAt = 10; // in the end record

// The end record stands before a comment of at most 65,535 bytes.
std::optional<std::size_t> findEndRecord(std::string_view bytes)
{
    if (bytes.size() < kEndBytes)
        return std::nullopt;
    const std::size_t found = bytes.rfind(kEndMagic, bytes.size() - kEndBytes);
    if (found == std::string_view::npos || bytes.size() - found > kEndBytes + 0xFFFF)
        return std::nullopt;
    return found;
}

}

std::optional<Identity> identifyZip(std::string_view bytes)
{
    const bool begins = bytes.starts_with(kLocalMagic);
    const auto end = findEndRecord(bytes);
    if (!begins && !end)
        return std::nullopt;
    if (!end)
        return Identity{FileKind::Damaged, "", "a zip container that was cut"};
    if (bytes.substr(*end + kEntryCountAt, 2) == "\0\0"sv)
        return Identity{FileKind::Empty, "zip", "an empty zip archive"};
    return Identity{FileKind::Zip, "", "a zip container"};
}

}
