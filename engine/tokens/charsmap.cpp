#include "engine/tokens/charsmap.h"

#include "engine/base/utf8.h"

#include <algorithm>
#include <cstring>
#include <fmt/format.h>
#include <utility>

namespace embedscope {

Result<Charsmap> Charsmap::fromBytes(std::span<const std::byte> bytes)
{
    uint32_t unitBytes = 0;
    if (bytes.size() < sizeof unitBytes)
        return Error{"it is too short"};
    std::memcpy(&unitBytes, bytes.data(), sizeof unitBytes);
    bytes = bytes.subspan(sizeof unitBytes);
    if (unitBytes % sizeof(uint32_t) != 0 || unitBytes == 0 || unitBytes > bytes.size())
        return Error{fmt::format("it announces {} bytes of a table and has {}", unitBytes, bytes.size())};
    Charsmap map;
    map.m_units.resize(unitBytes / sizeof(uint32_t));
    std::memcpy(map.m_units.data(), bytes.data(), unitBytes);
    const auto replacements = bytes.subspan(unitBytes);
    map.m_replacements.resize(replacements.size());
    std::ranges::transform(replacements, map.m_replacements.begin(),
                           [](std::byte byte) { return static_cast<char>(byte); });
    if (!map.m_replacements.empty() && map.m_replacements.back() != '\0')
        return Error{"its last replacement does not end"};
    if (auto fault = map.fault())
        return Error{std::move(*fault)};
    return map;
}

// Visits every node that a text can lead to.
std::optional<std::string> Charsmap::fault() const
{
    const std::size_t root = offset(m_units[0]);
    std::vector<bool> seen(m_units.size());
    std::vector<std::size_t> bases = {root};
    while (!bases.empty()) {
        const std::size_t base = bases.back();
        bases.pop_back();
        if ((base | 255) >= m_units.size())
            return fmt::format("its table points to entry {} and has {}", base | 255, m_units.size());
        for (uint32_t byte = 1; byte < 256; ++byte) {
            const std::size_t at = base ^ byte;
            if (label(m_units[at]) != byte || seen[at])
                continue;
            seen[at] = true;
            const std::size_t next = at ^ offset(m_units[at]);
            if (hasLeaf(m_units[at])) {
                if (next >= m_units.size())
                    return fmt::format("its table points to entry {} and has {}", next, m_units.size());
                const std::size_t start = m_units[next] & 0x7FFFFFFF;
                if (start >= m_replacements.size())
                    return fmt::format("it points to byte {} of its {} bytes of replacements", start,
                                       m_replacements.size());
                if (const std::size_t length = strnlen(&m_replacements[start], kMostBytes + 1);
                    length > kMostBytes || !isValidUtf8({&m_replacements[start], length}))
                    return fmt::format("its replacement at byte {} is not UTF-8 or too long", start);
            }
            bases.push_back(next);
        }
    }
    return std::nullopt;
}

std::optional<Charsmap::Match> Charsmap::find(std::string_view text, std::size_t at) const
{
    if (m_units.empty())
        return std::nullopt;
    std::optional<Match> longest;
    std::size_t node = offset(m_units[0]);
    const std::size_t limit = std::min(text.size() - at, kMostBytes);
    for (std::size_t i = 0; i < limit; ++i) {
        const auto byte = static_cast<unsigned char>(text[at + i]);
        if (byte == 0)
            break;
        node ^= byte;
        const uint32_t unit = m_units[node]; // all that a text can lead to were looked at: inside
        if (label(unit) != byte)
            break;
        node ^= offset(unit);
        if (hasLeaf(unit))
            longest = {i + 1, &m_replacements[m_units[node] & 0x7FFFFFFF]};
    }
    return longest;
}

}
