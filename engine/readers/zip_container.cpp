#include "engine/readers/zip_container.h"

#include <algorithm>
#include <archive.h>
#include <archive_entry.h>
#include <array>
#include <charconv>
#include <fmt/format.h>
#include <memory>
#include <optional>
#include <vector>

namespace embedscope {

namespace {

// Texts of real documents are far smaller; what unpacks to more is a mistake or a trap.
constexpr std::size_t kMaxUnpackedBytes = std::size_t{256} << 20;
constexpr int kMaxMembers = 100'000;

struct FreeArchive
{
    void operator()(archive* handle) const { archive_read_free(handle); }
};
using Archive = std::unique_ptr<archive, FreeArchive>;

bool isWanted(std::string_view path)
{
    if (path == "mimetype")
        return true;
    for (const std::string_view ending : {".xml", ".rels", ".xhtml", ".html", ".htm", ".opf"}) {
        if (path.ends_with(ending))
            return true;
    }
    return false;
}

Refusal damaged(const std::string& name)
{
    return {RefusalReason::Damaged, fmt::format("{} is damaged: its parts cannot be unpacked.", name)};
}

// nullopt: all of it is in `out`.
std::optional<Refusal> unpack(archive* handle, std::string& out, std::size_t room, const std::string& name)
{
    std::vector<char> buffer(std::size_t{1} << 16);
    for (;;) {
        const la_ssize_t count = archive_read_data(handle, buffer.data(), buffer.size());
        if (count == 0)
            return std::nullopt;
        if (count < 0)
            return damaged(name);
        if (static_cast<std::size_t>(count) > room - out.size()) {
            return Refusal{
                RefusalReason::TooLarge,
                fmt::format("{} unpacks to more than {} MB of text.", name, kMaxUnpackedBytes / 1'000'000)};
        }
        out.append(buffer.data(), static_cast<std::size_t>(count));
    }
}

}

std::variant<ZipContainer, Refusal> ZipContainer::open(std::string_view bytes, const std::string& name)
{
    const Archive handle(archive_read_new());
    if (!handle || archive_read_support_format_zip_seekable(handle.get()) != ARCHIVE_OK
        || archive_read_open_memory(handle.get(), bytes.data(), bytes.size()) != ARCHIVE_OK)
        return damaged(name);
    ZipContainer container;
    std::size_t unpacked = 0;
    archive_entry* entry = nullptr;
    for (int i = 0; i < kMaxMembers; ++i) {
        const int status = archive_read_next_header(handle.get(), &entry);
        if (status == ARCHIVE_EOF)
            return container;
        if (status != ARCHIVE_OK && status != ARCHIVE_WARN)
            return damaged(name);
        const char* const path = archive_entry_pathname(entry);
        if (!path || !isWanted(path))
            continue;
        if (archive_entry_is_data_encrypted(entry)) {
            return Refusal{RefusalReason::Encrypted, fmt::format("{} is protected by a password.", name)};
        }
        std::string& member = container.m_members[path];
        member.clear();
        if (auto refusal = unpack(handle.get(), member, kMaxUnpackedBytes - unpacked, name))
            return std::move(*refusal);
        unpacked += member.size();
    }
    return container;
}

bool isZippedDocument(std::string_view bytes)
{
    const Archive handle(archive_read_new());
    if (!handle || archive_read_support_format_zip_seekable(handle.get()) != ARCHIVE_OK
        || archive_read_open_memory(handle.get(), bytes.data(), bytes.size()) != ARCHIVE_OK)
        return true; // its reader will say what is wrong
    archive_entry* entry = nullptr;
    for (int i = 0; i < kMaxMembers; ++i) {
        const int status = archive_read_next_header(handle.get(), &entry);
        if (status != ARCHIVE_OK && status != ARCHIVE_WARN)
            return false;
        const char* const name = archive_entry_pathname(entry);
        const std::string_view path = name ? name : "";
        for (const std::string_view telling :
             {"[Content_Types].xml", "META-INF/container.xml", "content.xml", "mimetype"}) {
            if (path == telling)
                return true;
        }
    }
    return false;
}

const std::string* ZipContainer::find(const std::string& path) const
{
    const auto found = m_members.find(path);
    return found == m_members.end() ? nullptr : &found->second;
}

std::string resolvePath(std::string_view from, std::string_view target)
{
    std::string whole;
    for (std::size_t i = 0; i < target.size(); ++i) {
        int code = 0;
        const bool escape = target[i] == '%' && i + 2 < target.size()
            && std::from_chars(&target[i + 1], &target[i + 1] + 2, code, 16).ptr == &target[i + 1] + 2;
        whole += escape ? static_cast<char>(code) : target[i];
        i += escape ? 2 : 0;
    }
    if (!whole.starts_with('/'))
        whole =
            std::string(from.substr(0, from.rfind('/') == std::string_view::npos ? 0 : from.rfind('/') + 1))
            + whole;
    std::vector<std::string_view> parts;
    for (std::string_view rest = whole; !rest.empty();) {
        const std::string_view part = rest.substr(0, rest.find('/'));
        rest.remove_prefix(std::min(rest.size(), part.size() + 1));
        if (part == "..") {
            if (!parts.empty())
                parts.pop_back();
        } else if (!part.empty() && part != ".") {
            parts.push_back(part);
        }
    }
    return fmt::format("{}", fmt::join(parts, "/"));
}

}
