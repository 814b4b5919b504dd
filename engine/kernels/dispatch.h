// Chooses the kernel table once: the best target that the CPU has, or the one that is forced by name ("scalar", "avx2",
// "avxvnni", "avx512", "avx512vnni", "avx512bf16", "neon") with --target or EMBEDSCOPE_TARGET. A forced target that the machine lacks is refused with a sentence.
#pragma once

#include "engine/base/cpu.h"
#include "engine/base/result.h"
#include "engine/kernels/kernels.h"

#include <string>
#include <string_view>
#include <vector>

namespace embedscope {

/// `forced` empty: EMBEDSCOPE_TARGET decides, else the best.
Result<const KernelTable*> chooseKernels(std::string_view forced);
/// Targets that this machine can run, best first.
std::vector<const KernelTable*> availableKernels();

/// "avx512bf16, ... and scalar": the names that can be forced, best first, whether or not this machine has them.
std::string targetNames();

/// The same for a given processor, so that a missing target can be tested on a machine that has it.
Result<const KernelTable*> chooseKernels(std::string_view forced, const CpuFeatures& cpu);
std::vector<const KernelTable*> availableKernels(const CpuFeatures& cpu);

}
