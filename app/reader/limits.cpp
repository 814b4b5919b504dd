#include "app/reader/limits.h"

#include "app/reader/sandbox.h"

#include <algorithm>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/stat.h>

// Sanitizers reserve terabytes of address space and ask the kernel for things that documents may not.
#if defined(__SANITIZE_ADDRESS__) || defined(__SANITIZE_THREAD__)
#define EMBEDSCOPE_SANITIZED 1
#elif defined(__has_feature)
#if __has_feature(address_sanitizer) || __has_feature(thread_sanitizer) || __has_feature(memory_sanitizer)
#define EMBEDSCOPE_SANITIZED 1
#endif
#endif

namespace embedscope::reader {

namespace {

constexpr uint64_t kOpenFiles = 64; // fonts and character maps of PDF files

void setLimit(__rlimit_resource resource, uint64_t value)
{
    rlimit limit{};
    if (::getrlimit(resource, &limit) != 0)
        return;
    if (limit.rlim_max != RLIM_INFINITY && limit.rlim_max < value)
        value = limit.rlim_max;
    limit = {value, value};
    ::setrlimit(resource, &limit);
}

}

void limitSelf(const Limits& limits)
{
    setLimit(RLIMIT_CORE, 0);
    setLimit(RLIMIT_CPU, limits.cpuSeconds);
    setLimit(RLIMIT_FSIZE, 0);
    setLimit(RLIMIT_NOFILE, kOpenFiles);
    ::prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0);
    ::prctl(PR_SET_DUMPABLE, 0, 0, 0, 0); // no other program of this user looks into it
#ifndef EMBEDSCOPE_SANITIZED
    setLimit(RLIMIT_AS, limits.memoryBytes);
    restrictFiles();
    restrictCalls();
#endif
}

void limitMemoryFor([[maybe_unused]] uint64_t fileBytes, [[maybe_unused]] const Limits& limits)
{
#ifndef EMBEDSCOPE_SANITIZED
    rlimit limit{};
    if (::getrlimit(RLIMIT_DATA, &limit) != 0)
        return;
    const uint64_t bytes =
        limits.fileMemoryBytes + std::min(fileBytes, limits.inputBytes) * limits.memoryPerByte;
    limit.rlim_cur =
        std::min<uint64_t>(bytes, limit.rlim_max); // the hard limit stays: another file may need more
    ::setrlimit(RLIMIT_DATA, &limit);
#endif
}

bool isSocket(int fd)
{
    struct stat info
    {
    };
    return ::fstat(fd, &info) == 0 && S_ISSOCK(info.st_mode);
}

}
