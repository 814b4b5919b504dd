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

/// An instruction set that the whole program may use, beyond the kernels that are chosen at run time.
struct InstructionSet {
    const char* name;
    bool needed;  ///< by this build
    bool present; ///< in this processor
};
/// What this build needs of a processor. A usual build for x86-64 needs nothing that any of them lacks.
std::vector<InstructionSet> instructionSets();
/// A sentence when something needed is missing, else empty. Programs ask first of all: the first such instruction would
/// end them.
std::string missingInstructions(const std::vector<InstructionSet>& sets);
std::string cpuName();

/// Processors in the affinity mask of this process, by number.
std::vector<int> allowedProcessors();
/// Physical cores the process may use: affinity and cgroup quota (rounded down) honoured, at least 1.
int usableCores();

}
