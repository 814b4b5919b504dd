// The types of the GGUF file format, versions 2 and 3 (little-endian), from the format page of ggml-org/ggml,
// docs/gguf.md.
#pragma once

#include <cstdint>
#include <optional>
#include <string_view>

namespace embedscope {

enum class GgufValueType : uint32_t
{
    U8 = 0,
    I8 = 1,
    U16 = 2,
    I16 = 3,
    U32 = 4,
    I32 = 5,
    F32 = 6,
    Bool = 7,
    String = 8,
    Array = 9,
    U64 = 10,
    I64 = 11,
    F64 = 12
};

enum class TensorType : uint32_t
{
    F32 = 0,
    F16 = 1,
    Q4_0 = 2,
    Q4_1 = 3,
    Q5_0 = 6,
    Q5_1 = 7,
    Q8_0 = 8,
    Q8_1 = 9,
    Q2_K = 10,
    Q3_K = 11,
    Q4_K = 12,
    Q5_K = 13,
    Q6_K = 14,
    Q8_K = 15,
    IQ2_XXS = 16,
    IQ2_XS = 17,
    IQ3_XXS = 18,
    IQ1_S = 19,
    IQ4_NL = 20,
    IQ3_S = 21,
    IQ2_S = 22,
    IQ4_XS = 23,
    I8 = 24,
    I16 = 25,
    I32 = 26,
    I64 = 27,
    F64 = 28,
    IQ1_M = 29,
    BF16 = 30,
    TQ1_0 = 34,
    TQ2_0 = 35,
    MXFP4 = 39,
    NVFP4 = 40,
    Q1_0 = 41,
    Q2_0 = 42
};

struct TensorTypeTraits
{
    TensorType type;
    std::string_view name; ///< "Q8_0"
    uint32_t blockElements; ///< elements per block along ne[0]
    uint32_t blockBytes;
};

/// nullopt for a number that the format does not know.
std::optional<TensorTypeTraits> tensorTypeTraits(uint32_t rawType);
/// "Q8_0"; every TensorType has a name.
std::string_view tensorTypeName(TensorType type);

/// "u32", "string", "array"; "unknown type" for a number that the format does not know.
std::string_view valueTypeName(GgufValueType type);
/// Bytes of one value; 0 for strings, arrays and unknown numbers.
uint32_t scalarBytes(GgufValueType type);

}
