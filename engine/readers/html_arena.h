// Memory for one parse by gumbo, given back at once: gumbo frees its trees by recursion, which a deep
// document would turn into a stack overflow, and it does not look at the result of its allocator. When the
// arena is full the parse is left by a long jump, which is safe since there are only C frames between.
#pragma once

#include <csetjmp>
#include <cstddef>
#include <cstdlib>
#include <gumbo.h>
#include <string_view>
#include <vector>

namespace embedscope {

class HtmlArena
{
public:
    explicit HtmlArena(std::size_t maxBytes)
        : m_maxBytes(maxBytes)
    {
    }
    ~HtmlArena();
    HtmlArena(const HtmlArena&) = delete;
    HtmlArena& operator=(const HtmlArena&) = delete;

    /// nullptr: the tree needs more memory than allowed. The tree lives as long as the arena; call once.
    GumboOutput* parse(std::string_view html) noexcept;

private:
    static void* allocate(void* self, std::size_t bytes);
    static void release(void*, void*) { }

    std::size_t m_maxBytes;
    std::size_t m_usedBytes = 0;
    std::size_t m_left = 0; ///< in the last block
    char* m_next = nullptr;
    std::vector<void*> m_blocks;
    std::jmp_buf m_full;
};

}
