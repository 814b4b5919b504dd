#include "engine/readers/zip_directory.h"

#include "engine/base/checked.h"

#include <array>
#include <cstring>

namespace embedscope {

namespace {

using namespace std::string_view_literals;

constexpr std::string_view kLocalMagic = "PK\x03\x04"sv;
constexpr std::string_view kEndMagic = "PK\x05\x06"sv;
constexpr std::string_view kEntryMagic = "PK\x01\x02"sv;
constexpr std::size_t kEndBytes = 22;
constexpr std::size_t kEntryBytes = 46;
constexpr std::size_t kLocalBytes = 30;

uint32_t number(std::string_view bytes, std::size_t at, std::size_t size)
{
    uint32_t value = 0;
    for (std::size_t i = 0; i < size; ++i)
        value |= static_cast<uint32_t>(static_cast<unsigned char>(bytes[at + i])) << (8 * i);
    return value;
}

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

struct OpenDocumentType
{
    std::string_view mimetype, description;
};

constexpr std::array kStoredTypes = {
    OpenDocumentType{"application/vnd.oasis.opendocument.text", "an OpenDocument text"},
    OpenDocumentType{"application/vnd.oasis.opendocument.spreadsheet", "an OpenDocument spreadsheet"},
    OpenDocumentType{"application/vnd.oasis.opendocument.presentation", "an OpenDocument presentation"},
    OpenDocumentType{"application/epub+zip", "an EPUB book"},
};

// OpenDocument and EPUB files say what they are in a first, uncompressed member.
std::optional<std::string_view> storedType(std::string_view bytes)
{
    constexpr std::string_view name = "mimetype";
    if (bytes.size() < kLocalBytes + name.size() || bytes.substr(kLocalBytes, name.size()) != name)
        return std::nullopt;
    const std::size_t at = kLocalBytes + name.size() + number(bytes, 28, 2);
    if (at > bytes.size())
        return std::nullopt;
    const std::string_view content = bytes.substr(at);
    for (const OpenDocumentType& type : kStoredTypes) {
        if (content.starts_with(type.mimetype))
            return type.description;
    }
    return std::nullopt;
}

std::string_view descriptionByNames(std::string_view bytes, std::size_t end)
{
    const uint64_t size = number(bytes, end + 12, 4);
    // The directory ends where the end record begins; its own offset is wrong when something stands before
    // it.
    std::size_t at = size <= end ? end - static_cast<std::size_t>(size) : 0;
    while (rangeInside(at, kEntryBytes, end) && bytes.substr(at, 4) == kEntryMagic) {
        const std::size_t nameBytes = number(bytes, at + 28, 2);
        const std::size_t others = number(bytes, at + 30, 2) + number(bytes, at + 32, 2);
        if (!rangeInside(at + kEntryBytes, nameBytes + others, end))
            break;
        const std::string_view name = bytes.substr(at + kEntryBytes, nameBytes);
        if (name.starts_with("word/"))
            return "a Word document";
        if (name.starts_with("ppt/"))
            return "a PowerPoint presentation";
        if (name.starts_with("xl/"))
            return "an Excel workbook";
        at += kEntryBytes + nameBytes + others;
    }
    return "a zip archive";
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
    if (const auto type = storedType(bytes))
        return Identity{FileKind::Unsupported, "", *type};
    return Identity{FileKind::Unsupported, "", descriptionByNames(bytes, *end)};
}

}
