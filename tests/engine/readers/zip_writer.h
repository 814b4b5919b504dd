// Writes small zip containers for tests, members uncompressed, so that a test shows what is in its document.
#pragma once

#include <archive.h>
#include <archive_entry.h>
#include <string>
#include <utility>
#include <vector>

namespace embedscope::test {

inline std::string zipOf(const std::vector<std::pair<std::string, std::string>>& members)
{
    std::vector<char> buffer(std::size_t{4} << 20);
    std::size_t used = 0;
    archive* const handle = archive_write_new();
    archive_write_set_format_zip(handle);
    archive_write_open_memory(handle, buffer.data(), buffer.size(), &used);
    for (const auto& [path, content] : members) {
        archive_entry* const entry = archive_entry_new();
        archive_entry_set_pathname(entry, path.c_str());
        archive_entry_set_size(entry, static_cast<la_int64_t>(content.size()));
        archive_entry_set_filetype(entry, AE_IFREG);
        archive_write_header(handle, entry);
        archive_write_data(handle, content.data(), content.size());
        archive_entry_free(entry);
    }
    archive_write_close(handle);
    archive_write_free(handle);
    return {buffer.data(), used};
}

}
