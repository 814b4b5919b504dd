#include "engine/readers/html_arena.h"

#include <algorithm>

namespace embedscope {

namespace {

constexpr std::size_t kBlockBytes = std::size_t{1} << 20;
constexpr std::size_t kAlignment = alignof(std::max_align_t);

}

HtmlArena::~HtmlArena()
{
    for (void* block : m_blocks)
        std::free(block);
}

GumboOutput* HtmlArena::parse(std::string_view html) noexcept
{
    // Room for every block, so that nothing between the jump and its target can throw.
    m_blocks.reserve(m_maxBytes / kBlockBytes + 2);
    if (setjmp(m_full) != 0)
        return nullptr;
    GumboOptions options = kGumboDefaultOptions;
    options.allocator = &HtmlArena::allocate;
    options.deallocator = &HtmlArena::release;
    options.userdata = this;
    options.max_errors = 0;
    return gumbo_parse_with_options(&options, html.data(), html.size());
}

void* HtmlArena::allocate(void* self, std::size_t bytes)
{
    auto& arena = *static_cast<HtmlArena*>(self);
    const std::size_t rounded = (std::max<std::size_t>(bytes, 1) + kAlignment - 1) / kAlignment * kAlignment;
    if (rounded > arena.m_left) {
        const std::size_t size = std::max(rounded, kBlockBytes);
        const bool full =
            size > arena.m_maxBytes - arena.m_usedBytes || arena.m_blocks.size() == arena.m_blocks.capacity();
        void* const block = full ? nullptr : std::malloc(size);
        if (!block)
            std::longjmp(arena.m_full, 1);
        arena.m_blocks.push_back(block);
        arena.m_usedBytes += size;
        arena.m_next = static_cast<char*>(block);
        arena.m_left = size;
    }
    void* const result = arena.m_next;
    arena.m_next += rounded;
    arena.m_left -= rounded;
    return result;
}

}
