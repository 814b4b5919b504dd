#include "engine/base/buffer_memory.h"

#include <algorithm>
#include <cstdint>
#include <cstdlib>
#include <list>
#include <map>
#include <mutex>
#include <new>
#include <sys/mman.h>

namespace embedscope {

namespace {

constexpr std::size_t kLine = 64;
constexpr std::size_t kHugePage = std::size_t{2} << 20;
constexpr std::size_t kSlab = std::size_t{64} << 20; // address space; what is not used is not in memory
constexpr std::size_t kSmallest = std::size_t{32} << 10;

#if defined(__SANITIZE_ADDRESS__)
constexpr bool kShares = false; // side by side, an overrun of one buffer into another would not be seen
#elif defined(__has_feature)
constexpr bool kShares = !__has_feature(address_sanitizer);
#else
constexpr bool kShares = true;
#endif

std::size_t roundedUp(std::size_t bytes, std::size_t unit)
{
    return (bytes + unit - 1) / unit * unit;
}

/// A run of 2 MB pages and what is free of it.
struct Slab
{
    std::byte* begin = nullptr;
    std::size_t size = 0;
    std::map<std::size_t, std::size_t> free; ///< length by place

    bool isEmpty() const { return free.size() == 1 && free.begin()->second == size; }
};

class Slabs
{
public:
    void* take(std::size_t bytes);
    void give(std::byte* memory, std::size_t bytes);

private:
    static void* takeFrom(Slab& slab, std::size_t bytes);
    static bool open(Slab& slab, std::size_t bytes);

    std::mutex m_mutex;
    std::list<Slab> m_slabs;
};

// The lowest place where it fits, so that what is used stays together.
void* Slabs::takeFrom(Slab& slab, std::size_t bytes)
{
    const auto hole = std::ranges::find_if(slab.free, [&](const auto& h) { return h.second >= bytes; });
    if (hole == slab.free.end())
        return nullptr;
    const auto [place, length] = *hole;
    if (length > bytes)
        slab.free.emplace(place + bytes, length - bytes); // before the old is gone: this may throw
    slab.free.erase(place);
    return slab.begin + place;
}

bool Slabs::open(Slab& slab, std::size_t bytes)
{
    slab.size = std::max(kSlab, roundedUp(bytes, kHugePage));
    void* const memory = ::mmap(nullptr, slab.size + kHugePage, PROT_READ | PROT_WRITE,
                                MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE, -1, 0);
    if (memory == MAP_FAILED)
        return false;
    auto* const all = static_cast<std::byte*>(memory);
    const std::size_t before =
        roundedUp(reinterpret_cast<std::uintptr_t>(all), kHugePage) - reinterpret_cast<std::uintptr_t>(all);
    slab.begin = all + before;
    if (before > 0)
        ::munmap(all, before);
    if (before < kHugePage)
        ::munmap(slab.begin + slab.size, kHugePage - before);
    ::madvise(slab.begin, slab.size, MADV_HUGEPAGE);
    slab.free = {{0, slab.size}};
    return true;
}

void* Slabs::take(std::size_t bytes)
{
    const std::lock_guard lock(m_mutex);
    for (Slab& slab : m_slabs)
        if (void* const memory = takeFrom(slab, bytes))
            return memory;
    m_slabs.emplace_back();
    if (!open(m_slabs.back(), bytes)) {
        m_slabs.pop_back();
        return nullptr;
    }
    return takeFrom(m_slabs.back(), bytes);
}

void Slabs::give(std::byte* memory, std::size_t bytes)
{
    const std::lock_guard lock(m_mutex);
    const auto slab = std::ranges::find_if(
        m_slabs, [&](const Slab& s) { return memory >= s.begin && memory < s.begin + s.size; });
    std::size_t place = static_cast<std::size_t>(memory - slab->begin), length = bytes;
    const auto next = slab->free.lower_bound(place);
    if (next != slab->free.end() && next->first == place + length) {
        length += next->second;
        slab->free.erase(next);
    }
    const auto behind = slab->free.lower_bound(place);
    if (behind != slab->free.begin() && std::prev(behind)->first + std::prev(behind)->second == place) {
        place = std::prev(behind)->first;
        length += std::prev(behind)->second;
    }
    slab->free[place] = length;
    if (slab->isEmpty()) {
        ::munmap(slab->begin, slab->size);
        m_slabs.erase(slab);
        return;
    }
    const std::size_t from = roundedUp(place, kHugePage), to = (place + length) / kHugePage * kHugePage;
    if (from < to) // whole pages that nobody uses go back to the system
        ::madvise(slab->begin + from, to - from, MADV_DONTNEED);
}

Slabs& slabs()
{
    static auto& all = *new Slabs; // never taken down: buffers of static objects may outlive everything
    return all;
}

}

void* takeBufferMemory(std::size_t bytes) noexcept
{
    if (!kShares || bytes < kSmallest)
        return std::aligned_alloc(kLine, roundedUp(bytes, kLine));
    try {
        return slabs().take(roundedUp(bytes, kLine));
    } catch (const std::bad_alloc&) {
        return nullptr;
    }
}

void giveBufferMemory(void* memory, std::size_t bytes) noexcept
{
    if (!memory)
        return;
    if (!kShares || bytes < kSmallest) {
        std::free(memory);
        return;
    }
    try {
        slabs().give(static_cast<std::byte*>(memory), roundedUp(bytes, kLine));
    } catch (const std::bad_alloc&) { // no memory to write down that there is some: it stays lost
    }
}

}
