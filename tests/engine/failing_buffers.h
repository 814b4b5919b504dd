// Memory of AlignedBuffer that can be made to run out: stands in the place of engine/base/buffer_memory.cpp in the
// whole test program. Included by one file of a program.
#pragma once

#include "engine/base/buffer_memory.h"

#include <atomic>
#include <cstddef>
#include <cstdlib>

namespace embedscope::test {

inline std::atomic<bool> buffersFail = false;
inline std::atomic<int> buffersFailed = 0;

}

namespace embedscope {

void* takeBufferMemory(std::size_t bytes) noexcept
{
    if (test::buffersFail) {
        ++test::buffersFailed;
        return nullptr;
    }
    constexpr std::size_t kLine = 64;
    return std::aligned_alloc(kLine, (bytes + kLine - 1) / kLine * kLine);
}

void giveBufferMemory(void* memory, std::size_t) noexcept
{
    std::free(memory);
}

}
