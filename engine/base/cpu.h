// What this CPU can do and how much of it the process may use.
#pragma once

#include <string>
#include <vector>

namespace embedscope {

struct CpuFeatures {
    bool avx2 = false;       ///< AVX2 with FMA and F16C, usable (the system saves the registers)
    bool avxvnni = false;    ///< the same and AVX-VNNI (dot products of bytes without AVX-512)
    bool avx512 = false;     ///< AVX2 as above and AVX-512 F, BW, VL, DQ, usable
    bool avx512vnni = false; ///< the same and VNNI
    bool avx512bf16 = false; ///< the same and BF16
    bool neon = false;       ///< NEON with dot products of int8 (ARMv8.2)
};

CpuFeatures detectCpuFeatures();
std::string cpuName();

/// Processors in the affinity mask of this process, by number.
std::vector<int> allowedProcessors();
/// Physical cores the process may use: affinity and cgroup quota (rounded down) honoured, at least 1.
int usableCores();

}
