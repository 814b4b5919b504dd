#include "engine/kernels/packing.h"

#include <algorithm>
#include <bit>
#include <cassert>

namespace embedscope {

namespace {

constexpr int kTileOutputs = 16;
constexpr int kBlockInputs = 32;
constexpr std::size_t kRawBlockBytes = 34; // fp16 scale, 32 int8
constexpr std::size_t kPackedBlockBytes = 576;
constexpr std::size_t kScalesAt = 512;

int paddedTo32(int outputs)
{
    return (outputs + 31) / 32 * 32;
}

std::size_t elementBytes(WeightKind kind)
{
    return kind == WeightKind::F32 ? sizeof(float) : sizeof(uint16_t);
}

/// Bytes of one output of the packed matrix, counted over its tile.
std::size_t bytesPerOutput(WeightKind kind, int inputs)
{
    const std::size_t width = std::size_t(inputs);
    if (kind == WeightKind::Q8)
        return width / kBlockInputs * kPackedBlockBytes / kTileOutputs;
    return width * elementBytes(kind);
}

/// One block of 32 inputs of one output, into its place in the tile.
void packQ8Block(float scale, const void* q, std::byte* block, std::size_t lane)
{
    std::memcpy(block + kScalesAt + lane * sizeof(float), &scale, sizeof scale);
    for (std::size_t j = 0; j < 8; ++j) {
        uint32_t four = 0;
        std::memcpy(&four, static_cast<const std::byte*>(q) + j * 4, sizeof four);
        four ^= 0x80808080u; // signed to unsigned + 128
        std::memcpy(block + j * 64 + lane * 4, &four, sizeof four);
    }
}

float scaleOf(const std::byte* raw)
{
    uint16_t half = 0;
    std::memcpy(&half, raw, sizeof half);
    return halfToFloat(half);
}

/// [outputs][inputs] to tiles of [inputs][16 outputs]; the padding stays zero. Writes in order: loading waits
/// for this.
template <class T> void packColumns(const T* rows, int inputs, int outputs, std::byte* packed)
{
    const std::size_t width = std::size_t(inputs);
    for (int first = 0; first < outputs; first += kTileOutputs) {
        const std::size_t lanes = std::size_t(std::min(kTileOutputs, outputs - first));
        const T* tileRows = rows + std::size_t(first) * width;
        std::byte* tile = packed + std::size_t(first) * width * sizeof(T);
        for (std::size_t k = 0; k < width; ++k)
            for (std::size_t lane = 0; lane < lanes; ++lane)
                std::memcpy(tile + (k * kTileOutputs + lane) * sizeof(T), tileRows + lane * width + k,
                            sizeof(T));
    }
}

/// Copies a run of outputs that may begin in the middle of a tile (a stacked part not a multiple of 16).
void copyOutputs(const PackedWeights& from, std::byte* to, int firstOutput)
{
    const std::size_t units =
        from.kind == WeightKind::Q8 ? std::size_t(from.inputs) / kBlockInputs : std::size_t(from.inputs);
    const std::size_t tileBytes = bytesPerOutput(from.kind, from.inputs) * kTileOutputs;
    const std::size_t lanePieces = from.kind == WeightKind::Q8 ? 9 : 1; // rows of 16 lanes per unit
    const std::size_t laneBytes = from.kind == WeightKind::Q8 ? 4 : elementBytes(from.kind);
    const auto* source = static_cast<const std::byte*>(from.data);
    if (firstOutput % kTileOutputs == 0 && from.outputs % kTileOutputs == 0) { // whole tiles: the usual case
        std::memcpy(to + std::size_t(firstOutput / kTileOutputs) * tileBytes, source,
                    std::size_t(from.outputs / kTileOutputs) * tileBytes);
        return;
    }
    for (int output = 0; output < from.outputs; ++output) {
        const int place = firstOutput + output;
        const std::byte* in = source + std::size_t(output / kTileOutputs) * tileBytes
            + std::size_t(output % kTileOutputs) * laneBytes;
        std::byte* out = to + std::size_t(place / kTileOutputs) * tileBytes
            + std::size_t(place % kTileOutputs) * laneBytes;
        for (std::size_t piece = 0; piece < units * lanePieces; ++piece)
            std::memcpy(out + piece * kTileOutputs * laneBytes, in + piece * kTileOutputs * laneBytes,
                        laneBytes);
    }
}

}

PackedMatrix PackedMatrix::empty(WeightKind kind, int inputs, int outputs)
{
    PackedMatrix matrix;
    matrix.m_kind = kind;
    matrix.m_inputs = inputs;
    matrix.m_outputs = outputs;
    matrix.m_paddedOutputs = paddedTo32(outputs);
    matrix.m_data =
        AlignedBuffer<std::byte>(bytesPerOutput(kind, inputs) * std::size_t(matrix.m_paddedOutputs));
    return matrix;
}

PackedMatrix PackedMatrix::fromQ8_0(const std::byte* rows, int inputs, int outputs)
{
    assert(inputs % kBlockInputs == 0);
    PackedMatrix matrix = empty(WeightKind::Q8, inputs, outputs);
    const std::size_t blocks = std::size_t(inputs) / kBlockInputs;
    for (int first = 0; first < outputs; first += kTileOutputs) {
        const std::size_t lanes = std::size_t(std::min(kTileOutputs, outputs - first));
        const std::byte* tileRows = rows + std::size_t(first) * blocks * kRawBlockBytes;
        std::byte* tile =
            matrix.m_data.data() + std::size_t(first / kTileOutputs) * blocks * kPackedBlockBytes;
        for (std::size_t b = 0; b < blocks; ++b)
            for (std::size_t lane = 0; lane < lanes; ++lane) {
                const std::byte* raw = tileRows + (lane * blocks + b) * kRawBlockBytes;
                packQ8Block(scaleOf(raw), raw + 2, tile + b * kPackedBlockBytes, lane);
            }
    }
    return matrix;
}

PackedMatrix PackedMatrix::fromInt8(int inputs, int outputs,
                                    const std::function<void(int, Int8Block*)>& fillRow)
{
    assert(inputs % kBlockInputs == 0);
    PackedMatrix matrix = empty(WeightKind::Q8, inputs, outputs);
    const std::size_t blocks = std::size_t(inputs) / kBlockInputs;
    AlignedBuffer<Int8Block> row(blocks);
    for (int output = 0; output < outputs; ++output) {
        fillRow(output, row.data());
        std::byte* tile =
            matrix.m_data.data() + std::size_t(output / kTileOutputs) * blocks * kPackedBlockBytes;
        for (std::size_t b = 0; b < blocks; ++b)
            packQ8Block(row[b].scale, row[b].q, tile + b * kPackedBlockBytes,
                        std::size_t(output % kTileOutputs));
    }
    return matrix;
}

PackedMatrix PackedMatrix::fromF32(const float* rows, int inputs, int outputs)
{
    PackedMatrix matrix = empty(WeightKind::F32, inputs, outputs);
    packColumns(rows, inputs, outputs, matrix.m_data.data());
    return matrix;
}

PackedMatrix PackedMatrix::fromF16(const uint16_t* rows, int inputs, int outputs)
{
    PackedMatrix matrix = empty(WeightKind::F16, inputs, outputs);
    packColumns(rows, inputs, outputs, matrix.m_data.data());
    return matrix;
}

PackedMatrix PackedMatrix::fromBF16(const uint16_t* rows, int inputs, int outputs)
{
    PackedMatrix matrix = empty(WeightKind::BF16, inputs, outputs);
    packColumns(rows, inputs, outputs, matrix.m_data.data());
    return matrix;
}

PackedMatrix PackedMatrix::roundedPairs(const PackedMatrix& matrix)
{
    assert(matrix.m_kind != WeightKind::Q8 && matrix.m_kind != WeightKind::BF16Pairs && matrix.m_inputs % 8 == 0);
    PackedMatrix rounded = empty(WeightKind::BF16Pairs, matrix.m_inputs, matrix.m_outputs);
    const std::size_t count = std::size_t(matrix.m_inputs) * std::size_t(matrix.m_paddedOutputs);
    auto* out = reinterpret_cast<uint16_t*>(rounded.m_data.data());
    for (std::size_t i = 0; i < count; ++i) { // [k][16] to [k / 2][16][2]
        const std::size_t k = i / kTileOutputs, lane = i % kTileOutputs;
        out[(k / 2 * kTileOutputs + lane) * 2 + k % 2] = floatToBfloat16(matrix.element(i));
    }
    if (matrix.m_bias.size() > 0) {
        rounded.m_bias = AlignedBuffer<float>(matrix.m_bias.size());
        std::memcpy(rounded.m_bias.data(), matrix.m_bias.data(), matrix.m_bias.size() * sizeof(float));
    }
    return rounded;
}

float PackedMatrix::element(std::size_t place) const
{
    const std::byte* at = m_data.data() + place * elementBytes(m_kind);
    uint16_t half = 0;
    float value = 0;
    if (m_kind == WeightKind::F32) {
        std::memcpy(&value, at, sizeof value);
        return value;
    }
    std::memcpy(&half, at, sizeof half);
    return m_kind == WeightKind::F16 ? halfToFloat(half) : bfloat16ToFloat(half);
}

PackedMatrix PackedMatrix::stacked(const PackedMatrix* const* parts, int count)
{
    assert(count > 0);
    int outputs = 0;
    bool anyBias = false;
    for (int i = 0; i < count; ++i) {
        assert(parts[i]->m_kind == parts[0]->m_kind && parts[i]->m_inputs == parts[0]->m_inputs);
        outputs += parts[i]->m_outputs;
        anyBias = anyBias || parts[i]->m_bias.size() > 0;
    }
    PackedMatrix matrix = empty(parts[0]->m_kind, parts[0]->m_inputs, outputs);
    if (anyBias)
        matrix.m_bias = AlignedBuffer<float>(std::size_t(matrix.m_paddedOutputs));
    int first = 0;
    for (int i = 0; i < count; ++i) {
        copyOutputs(parts[i]->view(), matrix.m_data.data(), first);
        if (parts[i]->m_bias.size() > 0)
            std::memcpy(matrix.m_bias.data() + first, parts[i]->m_bias.data(),
                        std::size_t(parts[i]->m_outputs) * sizeof(float));
        first += parts[i]->m_outputs;
    }
    return matrix;
}

void PackedMatrix::setBias(const float* bias, int count)
{
    m_bias = AlignedBuffer<float>();
    if (!bias)
        return;
    assert(count <= m_paddedOutputs);
    m_bias = AlignedBuffer<float>(std::size_t(m_paddedOutputs));
    std::memcpy(m_bias.data(), bias, std::size_t(count) * sizeof(float));
}

PackedWeights PackedMatrix::view() const
{
    PackedWeights view;
    view.kind = m_kind;
    view.inputs = m_inputs;
    view.outputs = m_outputs;
    view.paddedOutputs = m_paddedOutputs;
    view.data = m_data.data();
    view.bias = m_bias.data();
    return view;
}

PackedWeights PackedMatrix::view(int first, int count) const
{
    assert(first % 32 == 0 && count <= m_outputs - first);
    PackedWeights part = view();
    part.outputs = count;
    part.paddedOutputs = paddedTo32(count);
    part.data = m_data.data() + bytesPerOutput(m_kind, m_inputs) * std::size_t(first);
    part.bias = part.bias ? part.bias + first : nullptr;
    return part;
}

float halfToFloat(uint16_t half)
{
    const uint32_t sign = uint32_t(half & 0x8000) << 16;
    const uint32_t exponent = (half >> 10) & 0x1f;
    const uint32_t mantissa = half & 0x3ff;
    if (exponent == 0) { // zero and subnormal: mantissa * 2^-24, exact
        const float magnitude = float(mantissa) * 0x1p-24f;
        return std::bit_cast<float>(sign | std::bit_cast<uint32_t>(magnitude));
    }
    const uint32_t biased = exponent == 31 ? 255 : exponent + 112;
    return std::bit_cast<float>(sign | biased << 23 | mantissa << 13);
}

float bfloat16ToFloat(uint16_t value)
{
    return std::bit_cast<float>(uint32_t(value) << 16);
}

uint16_t floatToBfloat16(float value)
{
    const uint32_t bits = std::bit_cast<uint32_t>(value);
    if ((bits & 0x7fffffffu) > 0x7f800000u)
        return uint16_t(bits >> 16 | 0x40); // NaN, and quiet
    return uint16_t((bits + 0x7fffu + (bits >> 16 & 1)) >> 16);
}

}
