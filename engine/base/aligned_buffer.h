// Memory for kernels: 64-byte aligned, zeroed, not copyable. Where it comes from: buffer_memory.h.
#pragma once

#include "engine/base/buffer_memory.h"

#include <cstddef>
#include <cstring>
#include <new>
#include <span>
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
        const std::size_t bytes = count * sizeof(T);
        if (bytes == 0)
            return;
        m_data = static_cast<T*>(takeBufferMemory(bytes));
        if (!m_data)
            throw std::bad_alloc();
        std::memset(static_cast<void*>(m_data), 0, bytes);
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
    ~AlignedBuffer() { giveBufferMemory(m_data, m_count * sizeof(T)); }

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
