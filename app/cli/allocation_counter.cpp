#include "app/cli/allocation_counter.h"

#include <atomic>
#include <cstddef>
#include <cstdlib>
#include <new>

namespace {

constinit std::atomic<uint64_t> g_allocations = 0;

void* allocate(std::size_t size, std::size_t alignment)
{
    g_allocations.fetch_add(1, std::memory_order_relaxed);
    if (size == 0)
        size = 1;
    void* memory = nullptr;
    if (alignment <= alignof(std::max_align_t))
        memory = std::malloc(size);
    else if (::posix_memalign(&memory, alignment, size) != 0)
        memory = nullptr;
    if (memory == nullptr)
        throw std::bad_alloc();
    return memory;
}

}

// The forms for arrays come to these by themselves.
void* operator new(std::size_t size)
{
    return allocate(size, 1);
}
void* operator new(std::size_t size, std::align_val_t alignment)
{
    return allocate(size, static_cast<std::size_t>(alignment));
}
// Comes to the one above by itself, but not under the address sanitizer, which has its own.
void* operator new(std::size_t size, const std::nothrow_t&) noexcept
{
    try {
        return ::operator new(size);
    } catch (const std::bad_alloc&) {
        return nullptr;
    }
}

void operator delete(void* memory) noexcept
{
    std::free(memory);
}
void operator delete(void* memory, std::size_t) noexcept
{
    std::free(memory);
}
void operator delete(void* memory, std::align_val_t) noexcept
{
    std::free(memory);
}
void operator delete(void* memory, std::size_t, std::align_val_t) noexcept
{
    std::free(memory);
}

namespace embedscope::cli {

uint64_t allocationCount()
{
    return g_allocations.load(std::memory_order_relaxed);
}

}
