// The limits under which documents are read: memory, processor time, files, and what the kernel may be asked
// for. Set once, before the first foreign byte. Where the kernel or a sanitizer does not allow one, the
// others still hold.
#pragma once

#include <cstdint>

namespace embedscope::reader {

struct Limits
{
    uint64_t memoryBytes = uint64_t{2} << 30;
    uint64_t fileMemoryBytes = uint64_t{512} << 20;
    uint64_t memoryPerByte = 6;
    uint64_t outputBytes = uint64_t{256} << 20;
    uint64_t inputBytes = uint64_t{200} << 20;
    uint64_t cpuSeconds = 5000;
};

void limitSelf(const Limits& limits);
/// For the next file, within what limitSelf() set for good.
void limitMemoryFor(uint64_t fileBytes, const Limits& limits);
bool isSocket(int fd);

}
