#include "engine/base/mapped_file.h"

#include <cerrno>
#include <cstdint>
#include <cstring>
#include <fcntl.h>
#include <fmt/format.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>
#include <utility>

namespace embedscope {

Result<MappedFile> MappedFile::open(const std::filesystem::path& path)
{
    const int descriptor = ::open(path.c_str(), O_RDONLY | O_CLOEXEC | O_NONBLOCK);
    if (descriptor < 0)
        return Error{fmt::format("{} cannot be opened: {}.", path.string(), std::strerror(errno))};
    struct stat status = {};
    if (::fstat(descriptor, &status) != 0 || !S_ISREG(status.st_mode)) {
        ::close(descriptor);
        return Error{fmt::format("{} is {}not a regular file.", path.string(),
                                 S_ISDIR(status.st_mode) ? "a folder, " : "")};
    }
    MappedFile file;
    file.m_size = static_cast<std::size_t>(status.st_size);
    if (file.m_size > 0) {
        void* data = ::mmap(nullptr, file.m_size, PROT_READ, MAP_SHARED, descriptor, 0);
        if (data == MAP_FAILED) {
            const int reason = errno;
            ::close(descriptor);
            file.m_size = 0;
            return Error{fmt::format("{} cannot be mapped into memory: {}.", path.string(), std::strerror(reason))};
        }
        file.m_data = static_cast<const std::byte*>(data);
    }
    ::close(descriptor);
    return file;
}

MappedFile::MappedFile(MappedFile&& other) noexcept
    : m_data(std::exchange(other.m_data, nullptr)), m_size(std::exchange(other.m_size, 0))
{
}

MappedFile& MappedFile::operator=(MappedFile&& other) noexcept
{
    std::swap(m_data, other.m_data);
    std::swap(m_size, other.m_size);
    return *this;
}

MappedFile::~MappedFile()
{
    if (m_data)
        ::munmap(const_cast<std::byte*>(m_data), m_size);
}

void MappedFile::forget(std::span<const std::byte> part) const
{
    const auto first = reinterpret_cast<std::uintptr_t>(part.data()), begin = reinterpret_cast<std::uintptr_t>(m_data);
    if (!m_data || part.empty() || first < begin || first - begin > m_size || part.size() > m_size - (first - begin))
        return;
    const auto page = static_cast<std::uintptr_t>(::sysconf(_SC_PAGESIZE));
    const std::uintptr_t from = (first + page - 1) / page * page, to = (first + part.size()) / page * page;
    if (from < to)
        ::madvise(reinterpret_cast<void*>(from), to - from, MADV_DONTNEED);
}

}
