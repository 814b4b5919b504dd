// A file mapped read-only into memory; the pages are shared with every process that maps the same file.
// Owns the mapping; movable. A file that another program shortens while it is mapped can raise SIGBUS: callers
// that parse foreign files do so in the child process.
#pragma once

#include "engine/base/result.h"

#include <cstddef>
#include <filesystem>
#include <span>

namespace embedscope {

class MappedFile {
public:
    static Result<MappedFile> open(const std::filesystem::path& path);
    MappedFile() = default;
    MappedFile(MappedFile&& other) noexcept;
    MappedFile& operator=(MappedFile&& other) noexcept;
    ~MappedFile();

    std::span<const std::byte> bytes() const { return {m_data, m_size}; }
    /// The whole pages inside of `part` are given back to the system and come again from the file when they are read: what
    /// was read once, at loading, need not count as memory of the program. `part` may be of another mapping: then nothing.
    void forget(std::span<const std::byte> part) const;

private:
    const std::byte* m_data = nullptr;
    std::size_t m_size = 0;
};

}
