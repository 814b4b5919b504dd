// All pieces of a vocabulary in one block of memory: a quarter of a million of them load in a millisecond.
// Keeps nothing of the file. Immutable; copies share the block, any thread may read.
#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <span>
#include <string_view>
#include <vector>

namespace embedscope {

class PieceList
{
public:
    /// More bytes than this cannot be held together.
    static constexpr uint64_t kMostBytes = UINT32_MAX;

    PieceList() = default;
    /// Copies the pieces; together at most kMostBytes.
    explicit PieceList(std::span<const std::string_view> pieces);

    std::size_t size() const { return m_count; }
    bool empty() const { return m_count == 0; }
    std::string_view operator[](std::size_t i) const
    {
        return {m_bytes.get() + m_begins[i], m_begins[i + 1] - m_begins[i]};
    }

private:
    std::shared_ptr<const char[]> m_bytes;
    std::shared_ptr<const uint32_t[]> m_begins; ///< m_count + 1
    std::size_t m_count = 0;
};

}
