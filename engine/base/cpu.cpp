#include "engine/base/cpu.h"

#include <algorithm>
#include <cstdlib>
#include <fmt/format.h>
#include <fstream>
#include <sched.h>
#include <set>
#include <sstream>
#include <string>
#include <utility>
#if defined(__x86_64__)
#include <cpuid.h>
#elif defined(__aarch64__)
#include <asm/hwcap.h>
#include <sys/auxv.h>
#endif

namespace embedscope {

#if defined(__x86_64__)
// F16C and AVX-VNNI by CPUID itself: not every compiler's runtime knows the names.
static bool hasHalfFloatConversion()
{
    unsigned a = 0, b = 0, c = 0, d = 0;
    return __get_cpuid(1, &a, &b, &c, &d) != 0 && (c & (1u << 29)) != 0;
}

static bool hasAvxVnni()
{
    unsigned a = 0, b = 0, c = 0, d = 0;
    if (__get_cpuid_count(7, 0, &a, &b, &c, &d) == 0 || a < 1) // a: the last part of leaf 7
        return false;
    return __get_cpuid_count(7, 1, &a, &b, &c, &d) != 0 && (a & (1u << 4)) != 0;
}
#endif

CpuFeatures detectCpuFeatures()
{
    CpuFeatures features;
#if defined(__x86_64__)
    // GCC's runtime asks CPUID and XGETBV, so a system that does not save the wide registers reads as "no".
    __builtin_cpu_init();
    features.avx2 = __builtin_cpu_supports("avx2") && __builtin_cpu_supports("fma") && hasHalfFloatConversion();
    features.avxvnni = features.avx2 && hasAvxVnni();
    features.avx512 = features.avx2 && __builtin_cpu_supports("avx512f") && __builtin_cpu_supports("avx512bw")
        && __builtin_cpu_supports("avx512vl") && __builtin_cpu_supports("avx512dq");
    features.avx512vnni = features.avx512 && __builtin_cpu_supports("avx512vnni");
    features.avx512bf16 = features.avx512vnni && __builtin_cpu_supports("avx512bf16");
#elif defined(__aarch64__)
    features.neon = (getauxval(AT_HWCAP) & HWCAP_ASIMDDP) != 0;
#endif
    return features;
}

#if defined(__SSE4_2__)
constexpr bool kNeedsSse42 = true;
#else
constexpr bool kNeedsSse42 = false;
#endif
#if defined(__AVX2__) && defined(__FMA__)
constexpr bool kNeedsAvx2 = true;
#else
constexpr bool kNeedsAvx2 = false;
#endif
#if defined(__AVX512F__)
constexpr bool kNeedsAvx512 = true;
#else
constexpr bool kNeedsAvx512 = false;
#endif

std::vector<InstructionSet> instructionSets()
{
#if defined(__x86_64__)
    __builtin_cpu_init();
    return {{"SSE4.2", kNeedsSse42, __builtin_cpu_supports("sse4.2") != 0},
            {"AVX2 with FMA", kNeedsAvx2, __builtin_cpu_supports("avx2") && __builtin_cpu_supports("fma")},
            {"AVX-512", kNeedsAvx512, __builtin_cpu_supports("avx512f") != 0}};
#else
    return {};
#endif
}

std::string missingInstructions(const std::vector<InstructionSet>& sets)
{
    for (const InstructionSet& set : sets) {
        if (set.needed && !set.present)
            return fmt::format("This program was built for processors with {}, which this one lacks; take a build for "
                               "older processors.",
                               set.name);
    }
    return {};
}

std::string cpuName()
{
    std::ifstream info("/proc/cpuinfo");
    for (std::string line; std::getline(info, line);) {
        if (line.rfind("model name", 0) == 0) {
            const auto colon = line.find(':');
            if (colon != std::string::npos && colon + 2 <= line.size())
                return line.substr(colon + 2);
        }
    }
    return "unknown processor";
}

std::vector<int> allowedProcessors()
{
    std::vector<int> processors;
    cpu_set_t set;
    CPU_ZERO(&set);
    if (sched_getaffinity(0, sizeof set, &set) == 0) {
        for (int i = 0; i < CPU_SETSIZE; ++i) {
            if (CPU_ISSET(i, &set))
                processors.push_back(i);
        }
    }
    if (processors.empty())
        processors.push_back(0);
    return processors;
}

static int physicalCores(const std::vector<int>& processors)
{
    std::set<std::pair<int, int>> cores;
    for (const int processor : processors) {
        const auto number = [&](const char* what) {
            std::ifstream file(fmt::format("/sys/devices/system/cpu/cpu{}/topology/{}", processor, what));
            int value = -1;
            file >> value;
            return value;
        };
        const int core = number("core_id");
        if (core < 0)
            return static_cast<int>(processors.size());
        cores.emplace(number("physical_package_id"), core);
    }
    return static_cast<int>(cores.size());
}

// cgroup v2 "max 100000" or "200000 100000"; the tightest limit on the way up counts. v1 has two files.
static int cgroupCores()
{
    int limit = 1 << 20;
    const auto apply = [&](double quota, double period) {
        if (quota > 0 && period > 0)
            limit = std::min(limit, std::max(1, static_cast<int>(quota / period)));
    };
    std::ifstream self("/proc/self/cgroup");
    for (std::string line; std::getline(self, line);) {
        if (line.rfind("0::", 0) != 0)
            continue;
        std::string path = line.substr(3);
        while (true) {
            std::ifstream file("/sys/fs/cgroup" + path + "/cpu.max");
            std::string quota;
            double period = 0;
            if (file >> quota >> period && quota != "max")
                apply(std::strtod(quota.c_str(), nullptr), period);
            const auto slash = path.rfind('/');
            if (slash == std::string::npos || path.size() <= 1)
                break;
            path.resize(slash);
        }
    }
    std::ifstream quotaFile("/sys/fs/cgroup/cpu/cpu.cfs_quota_us"), periodFile("/sys/fs/cgroup/cpu/cpu.cfs_period_us");
    double quota = 0, period = 0;
    if (quotaFile >> quota && periodFile >> period)
        apply(quota, period);
    return limit;
}

int usableCores()
{
    return std::max(1, std::min(physicalCores(allowedProcessors()), cgroupCores()));
}

}
