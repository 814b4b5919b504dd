// The scale of one block of activations from its largest magnitude: the same arithmetic for all targets.
// Everything is static: a kernel file compiled for a newer processor may include this.
#pragma once

#include "engine/kernels/kernels.h"
#include "engine/kernels/tables.h"

#include <string.h>

namespace embedscope {

/// All of `block` but its numbers and `start`; returns what the numbers are multiplied by.
static inline float chooseScale(float largest, QuantBlock* block)
{
    uint32_t bits = 0x3f800000; // of a tiny block: anything that keeps its sum at 0
    const bool tiny = largest < kTinyBlock;
    if (!tiny) {
        const float exact = largest * kScaleOf;
        memcpy(&bits, &exact, sizeof bits);
        bits += (1u << 19) - 1; // up to the next sixteenth, past the last to the next power of two
    }
    const uint32_t step = tiny ? 0 : bits >> 19 & 15, power = bits & 0xff800000u;
    float scale = 0;
    memcpy(&scale, &power, sizeof scale);
    scale *= kScaleStep[step];
    if (!(largest < kHugeBlock))
        scale = __builtin_nanf("");
    block->offset = scale * kScaleOffset;
    block->shifted = int32_t(power + uint32_t(kScaleShift[step]));
    block->second = int32_t(kScaleSecond[step]);
    block->scale = tiny ? 0.0f : scale;
    return tiny ? 0.0f : 1.0f / scale;
}

static inline void setStart(int32_t start, QuantBlock* block)
{
    block->start = start;
    block->shifted = int32_t(uint32_t(block->shifted) + uint32_t(start));
}

}
