// Attention in every way that this machine has: the exact and, where it is another, the rounding function of
// each target.
#pragma once

#include "tests/engine/kernels/kernel_testing.h"

#include <bit>
#include <ostream>

namespace embedscope::testing {

/// The exact or the rounding function of a target.
struct Way
{
    const KernelTable* kernels;
    bool rounded;
};

/// How the framework shows a way; its bytes would be an address that changes from run to run.
inline void PrintTo(const Way& way, std::ostream* out)
{
    *out << way.kernels->name << (way.rounded ? " rounded" : "");
}

inline std::vector<Way> ways()
{
    std::vector<Way> all;
    for (const KernelTable* kernels : testedKernels()) {
        all.push_back({kernels, false});
        if (kernels->attentionRounded != kernels->attention)
            all.push_back({kernels, true});
    }
    return all;
}

#define EMBEDSCOPE_IN_EVERY_WAY(suite)                                                                       \
    INSTANTIATE_TEST_SUITE_P(                                                                                \
        Targets, suite, ::testing::ValuesIn(::embedscope::testing::ways()), [](const auto& way) {            \
            return std::string(way.param.kernels->name) + (way.param.rounded ? "Rounded" : "");              \
        })

/// To the nearest bf16, ties to even.
inline float toBf16(float value)
{
    const auto bits = std::bit_cast<uint32_t>(value);
    return std::bit_cast<float>((bits + 0x7fff + (bits >> 16 & 1)) & 0xffff0000u);
}

}
