// Writes small archives for tests: tar in any compression, 7z, and compressed single files.
#pragma once

#include <archive.h>
#include <archive_entry.h>
#include <string>
#include <utility>
#include <vector>

namespace embedscope::test {

using Members = std::vector<std::pair<std::string, std::string>>;

inline void writeMembers(archive* handle, const Members& members)
{
    for (const auto& [path, content] : members) {
        archive_entry* const entry = archive_entry_new();
        archive_entry_set_pathname(entry, path.c_str());
        archive_entry_set_size(entry, static_cast<la_int64_t>(content.size()));
        archive_entry_set_filetype(entry, AE_IFREG);
        archive_entry_set_perm(entry, 0644);
        archive_write_header(handle, entry);
        archive_write_data(handle, content.data(), content.size());
        archive_entry_free(entry);
    }
}

template <class Setup> std::string archiveOf(const Members& members, Setup setUp)
{
    std::vector<char> buffer(std::size_t{4} << 20);
    std::size_t used = 0;
    archive* const handle = archive_write_new();
    setUp(handle);
    archive_write_set_bytes_in_last_block(handle, 1);
    archive_write_open_memory(handle, buffer.data(), buffer.size(), &used);
    writeMembers(handle, members);
    archive_write_close(handle);
    archive_write_free(handle);
    return {buffer.data(), used};
}

inline std::string tarOf(const Members& members, void (*compress)(archive*) = nullptr)
{
    return archiveOf(members, [compress](archive* handle) {
        archive_write_set_format_ustar(handle);
        if (compress)
            compress(handle);
    });
}

inline std::string sevenZipOf(const Members& members)
{
    return archiveOf(members, [](archive* handle) { archive_write_set_format_7zip(handle); });
}

/// A compressed file that is no archive.
inline std::string gzipOf(const std::string& content)
{
    return archiveOf({{"x", content}}, [](archive* handle) {
        archive_write_set_format_raw(handle);
        archive_write_add_filter_gzip(handle);
    });
}

}
