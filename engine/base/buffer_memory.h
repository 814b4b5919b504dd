// Where the memory of AlignedBuffer comes from. Buffers of 32 KB and more lie side by side in 2 MB pages: the weights of a
// layer and the rows of a pass touch hundreds of small pages again and again, more than a core's first page table holds
// (measured: 3 to 5 % of a pass). Any thread may call; tests put functions of the same names in their place.
#pragma once

#include <cstddef>

namespace embedscope {

/// 64-byte aligned, contents not defined; nullptr when there is no memory. `bytes` is above 0.
void* takeBufferMemory(std::size_t bytes) noexcept;
/// `bytes` as it was asked for.
void giveBufferMemory(void* memory, std::size_t bytes) noexcept;

}
