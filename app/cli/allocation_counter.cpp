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

// The forms for arrays and those that do not throw come to these by themselves.
void* operator new(std::size_t size)
{
    return allocate(size, 1);
}
void* operator new(std::size_t size, std::align_val_t alignment)
{
    return allocate(size, static_cast<std::size_t>(alignment));
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
