// Memory for kernels: 64-byte aligned, zeroed, not copyable. Large buffers ask for 2 MB pages, since weights that
// stream from memory gain from them (measured: kernels' study, section 2).
#pragma once

#include <cstddef>
#include <cstdlib>
#include <cstring>
#include <new>
#include <span>
#include <sys/mman.h>
#include <type_traits>
#include <utility>

namespace embedscope {

template <class T>
class AlignedBuffer {
    static_assert(std::is_trivially_copyable_v<T>);

public:
    AlignedBuffer() = default;
    explicit AlignedBuffer(std::size_t count) : m_count(count)
    {
        constexpr std::size_t kHugePage = std::size_t{2} << 20;
        const std::size_t bytes = count * sizeof(T);
        const std::size_t alignment = bytes >= kHugePage ? kHugePage : 64;
        const std::size_t rounded = (bytes + alignment - 1) / alignment * alignment;
        if (bytes == 0)
            return;
        m_data = static_cast<T*>(std::aligned_alloc(alignment, rounded));
        if (!m_data)
            throw std::bad_alloc();
        if (alignment == kHugePage)
            ::madvise(m_data, rounded, MADV_HUGEPAGE);
        std::memset(static_cast<void*>(m_data), 0, rounded);
    }
    AlignedBuffer(AlignedBuffer&& other) noexcept
        : m_data(std::exchange(other.m_data, nullptr)), m_count(std::exchange(other.m_count, 0))
    {
    }
    AlignedBuffer& operator=(AlignedBuffer&& other) noexcept
    {
        std::swap(m_data, other.m_data);
        std::swap(m_count, other.m_count);
        return *this;
    }
    ~AlignedBuffer() { std::free(m_data); }

    T* data() { return m_data; }
    const T* data() const { return m_data; }
    std::size_t size() const { return m_count; }
    T& operator[](std::size_t index) { return m_data[index]; }
    const T& operator[](std::size_t index) const { return m_data[index]; }
    std::span<T> span() { return {m_data, m_count}; }
    std::span<const T> span() const { return {m_data, m_count}; }

private:
    T* m_data = nullptr;
    std::size_t m_count = 0;
};

}
