#include "engine/gguf/gguf_types.h"

#include <algorithm>
#include <array>

namespace embedscope {

namespace {

using enum TensorType;

// Block sizes of ggml 0.5.0; a block is what one row of a tensor is a multiple of.
constexpr std::array kTensorTypes = {
    TensorTypeTraits{F32, "F32", 1, 4},
    TensorTypeTraits{F16, "F16", 1, 2},
    TensorTypeTraits{Q4_0, "Q4_0", 32, 18},
    TensorTypeTraits{Q4_1, "Q4_1", 32, 20},
    TensorTypeTraits{Q5_0, "Q5_0", 32, 22},
    TensorTypeTraits{Q5_1, "Q5_1", 32, 24},
    TensorTypeTraits{Q8_0, "Q8_0", 32, 34},
    TensorTypeTraits{Q8_1, "Q8_1", 32, 36},
    TensorTypeTraits{Q2_K, "Q2_K", 256, 84},
    TensorTypeTraits{Q3_K, "Q3_K", 256, 110},
    TensorTypeTraits{Q4_K, "Q4_K", 256, 144},
    TensorTypeTraits{Q5_K, "Q5_K", 256, 176},
    TensorTypeTraits{Q6_K, "Q6_K", 256, 210},
    TensorTypeTraits{Q8_K, "Q8_K", 256, 292},
    TensorTypeTraits{IQ2_XXS, "IQ2_XXS", 256, 66},
    TensorTypeTraits{IQ2_XS, "IQ2_XS", 256, 74},
    TensorTypeTraits{IQ3_XXS, "IQ3_XXS", 256, 98},
    TensorTypeTraits{IQ1_S, "IQ1_S", 256, 50},
    TensorTypeTraits{IQ4_NL, "IQ4_NL", 32, 18},
    TensorTypeTraits{IQ3_S, "IQ3_S", 256, 110},
    TensorTypeTraits{IQ2_S, "IQ2_S", 256, 82},
    TensorTypeTraits{IQ4_XS, "IQ4_XS", 256, 136},
    TensorTypeTraits{I8, "I8", 1, 1},
    TensorTypeTraits{I16, "I16", 1, 2},
    TensorTypeTraits{I32, "I32", 1, 4},
    TensorTypeTraits{I64, "I64", 1, 8},
    TensorTypeTraits{F64, "F64", 1, 8},
    TensorTypeTraits{IQ1_M, "IQ1_M", 256, 56},
    TensorTypeTraits{BF16, "BF16", 1, 2},
    TensorTypeTraits{TQ1_0, "TQ1_0", 256, 54},
    TensorTypeTraits{TQ2_0, "TQ2_0", 256, 66},
    TensorTypeTraits{MXFP4, "MXFP4", 32, 17},
    TensorTypeTraits{NVFP4, "NVFP4", 64, 36},
    TensorTypeTraits{Q1_0, "Q1_0", 128, 18},
    TensorTypeTraits{Q2_0, "Q2_0", 64, 18},
};

struct ValueTypeTraits
{
    std::string_view name;
    uint32_t bytes;
};

constexpr std::array<ValueTypeTraits, 13> kValueTypes = {{
    {"u8", 1},
    {"i8", 1},
    {"u16", 2},
    {"i16", 2},
    {"u32", 4},
    {"i32", 4},
    {"f32", 4},
    {"bool", 1},
    {"string", 0},
    {"array", 0},
    {"u64", 8},
    {"i64", 8},
    {"f64", 8},
}};

}

std::optional<TensorTypeTraits> tensorTypeTraits(uint32_t rawType)
{
    const auto found =
        std::ranges::find(kTensorTypes, static_cast<TensorType>(rawType), &TensorTypeTraits::type);
    if (found == kTensorTypes.end())
        return std::nullopt;
    return *found;
}

std::string_view tensorTypeName(TensorType type)
{
    const auto traits = tensorTypeTraits(static_cast<uint32_t>(type));
    return traits ? traits->name : "unknown type";
}

std::string_view valueTypeName(GgufValueType type)
{
    const auto index = static_cast<std::size_t>(type);
    return index < kValueTypes.size() ? kValueTypes[index].name : "unknown type";
}

uint32_t scalarBytes(GgufValueType type)
{
    const auto index = static_cast<std::size_t>(type);
    return index < kValueTypes.size() ? kValueTypes[index].bytes : 0;
}

}
