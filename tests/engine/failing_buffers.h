// Memory of AlignedBuffer that can be made to run out: aligned_alloc of the C library is replaced for the
// whole test program. Included by one file of a program.
#pragma once

#include <atomic>
#include <cstddef>
#include <cstdlib>

namespace embedscope::test {

inline std::atomic<bool> buffersFail = false;
inline std::atomic<int> buffersFailed = 0;

}

extern "C" void* aligned_alloc(std::size_t alignment, std::size_t size) noexcept
{
    if (embedscope::test::buffersFail) {
        ++embedscope::test::buffersFailed;
        return nullptr;
    }
    void* memory = nullptr;
    return ::posix_memalign(&memory, alignment, size) == 0 ? memory : nullptr;
}
