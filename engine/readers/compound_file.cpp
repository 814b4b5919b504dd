#include "engine/readers/compound_file.h"

#include <cstdint>
#include <cstring>
#include <vector>

namespace embedscope {

namespace {

constexpr std::size_t kHeaderBytes = 512;
constexpr std::size_t kEntryBytes = 128;
constexpr std::size_t kHeaderFatSectors = 109;
constexpr uint32_t kLastSector = 0xFFFFFFFA; ///< larger numbers mean an end
constexpr std::size_t kMiniSectorBytes = 64;

uint32_t number32(std::string_view bytes, std::size_t at)
{
    uint32_t value = 0;
    if (at + 4 <= bytes.size())
        std::memcpy(&value, bytes.data() + at, 4);
    return value;
}

uint16_t number16(std::string_view bytes, std::size_t at)
{
    uint16_t value = 0;
    if (at + 2 <= bytes.size())
        std::memcpy(&value, bytes.data() + at, 2);
    return value;
}

class Container
{
public:
    explicit Container(std::string_view file)
        : m_file(file)
    {
    }

    bool open()
    {
        if (m_file.size() < kHeaderBytes)
            return false;
        const uint16_t shift = number16(m_file, 30);
        if (shift != 9 && shift != 12)
            return false;
        m_sectorBytes = std::size_t{1} << shift;
        return readTable();
    }

    std::optional<std::string> stream(std::u16string_view name) const
    {
        const auto directory = chain(number32(m_file, 48));
        if (!directory)
            return std::nullopt;
        const std::string_view all = *directory;
        for (std::size_t at = 0; at + kEntryBytes <= all.size(); at += kEntryBytes) {
            const std::string_view entry = all.substr(at, kEntryBytes);
            const std::string_view raw(reinterpret_cast<const char*>(name.data()), name.size() * 2);
            if (number16(entry, 64) == raw.size() + 2 && entry.starts_with(raw))
                return content(entry, all.substr(0, kEntryBytes));
        }
        return std::nullopt;
    }

private:
    std::optional<std::string_view> sector(uint32_t number) const
    {
        const uint64_t begin = (uint64_t{number} + 1) * m_sectorBytes;
        if (number >= kLastSector || begin >= m_file.size())
            return std::nullopt;
        return m_file.substr(begin, m_sectorBytes);
    }

    // The table of next sectors: listed in the header, then in a chain of further lists.
    bool readTable()
    {
        for (std::size_t i = 0; i < kHeaderFatSectors; ++i)
            appendTable(number32(m_file, 76 + 4 * i));
        uint32_t list = number32(m_file, 68);
        for (std::size_t seen = 0; list < kLastSector; ++seen) {
            const auto numbers = sector(list);
            if (!numbers || seen > m_file.size() / m_sectorBytes)
                return false;
            const std::size_t count = numbers->size() / 4;
            for (std::size_t i = 0; i + 1 < count; ++i)
                appendTable(number32(*numbers, 4 * i));
            list = count > 0 ? number32(*numbers, 4 * (count - 1)) : kLastSector;
        }
        return !m_next.empty();
    }

    void appendTable(uint32_t number)
    {
        const auto numbers = sector(number);
        if (!numbers || m_next.size() > m_file.size()) // a list that names the same sector again and again
            return;
        for (std::size_t at = 0; at + 4 <= numbers->size(); at += 4)
            m_next.push_back(number32(*numbers, at));
    }

    std::optional<std::string> chain(uint32_t number) const
    {
        std::string bytes;
        while (number < kLastSector) {
            const auto part = sector(number);
            if (!part || bytes.size() > m_file.size() || number >= m_next.size())
                return std::nullopt;
            bytes += *part;
            number = m_next[number];
        }
        return bytes;
    }

    std::optional<std::string> content(std::string_view entry, std::string_view root) const
    {
        const uint64_t size = number32(entry, 120);
        const uint32_t first = number32(entry, 116);
        const bool small = size < number32(m_file, 56);
        auto bytes = small ? miniChain(first, size, root) : chain(first);
        if (!bytes || bytes->size() < size)
            return std::nullopt;
        bytes->resize(size);
        return bytes;
    }

    // Short streams lie in 64-byte pieces inside of the root's stream.
    std::optional<std::string> miniChain(uint32_t number, uint64_t size, std::string_view root) const
    {
        const auto pool = chain(number32(root, 116));
        const auto table = chain(number32(m_file, 60));
        if (!pool || !table)
            return std::nullopt;
        std::string bytes;
        while (number < kLastSector && bytes.size() < size) {
            const uint64_t at = uint64_t{number} * kMiniSectorBytes;
            if (at >= pool->size() || (uint64_t{number} + 1) * 4 > table->size())
                return std::nullopt;
            bytes += pool->substr(at, kMiniSectorBytes);
            number = number32(*table, std::size_t{number} * 4);
        }
        return bytes;
    }

    std::string_view m_file;
    std::size_t m_sectorBytes = kHeaderBytes;
    std::vector<uint32_t> m_next;
};

}

std::optional<std::string> compoundStream(std::string_view file, std::u16string_view name)
{
    Container container(file);
    return container.open() ? container.stream(name) : std::nullopt;
}

}
