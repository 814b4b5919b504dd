#include "engine/search/vector_table.h"

#include <algorithm>
#include <cmath>
#include <functional>

namespace embedscope {

namespace {

constexpr float kUp = 1.0001F; // lengths are rounded up by more than their computation can be wrong
// A product of two fp32 rows of up to 4096 values is right to this share of the two lengths, in any order.
constexpr float kProductError = 1e-4F;

std::size_t sizeOf(int dimensions)
{
    return static_cast<std::size_t>(std::max(dimensions, 0));
}

}

VectorTable::VectorTable(int dimensions, const KernelTable& kernels)
    : m_dimensions(std::max(dimensions, 0))
    , m_kernels(&kernels)
{
}

void VectorTable::reserve(std::size_t rows)
{
    m_chunkIds.reserve(rows);
    m_documentIds.reserve(rows);
    m_values.reserve(rows * sizeOf(m_dimensions));
    m_companions.reserve(rows * sizeOf(m_dimensions));
    m_roundings.reserve(rows);
}

VectorTable::Rounding VectorTable::quantise(std::span<const float> vector, int8_t* out) const
{
    float largest = 0;
    for (const float value : vector)
        largest = std::max(largest, std::abs(value));
    Rounding rounding;
    rounding.scale = largest / 127;
    const float inverse = largest > 0 ? 127 / largest : 0;
    double squares = 0, errorSquares = 0;
    for (std::size_t i = 0; i < vector.size(); ++i) {
        const float rounded = std::clamp(std::nearbyint(vector[i] * inverse), -127.0F, 127.0F);
        out[i] = static_cast<int8_t>(rounded);
        const double error = static_cast<double>(vector[i]) - static_cast<double>(rounding.scale) * rounded;
        errorSquares += error * error;
        squares += static_cast<double>(vector[i]) * vector[i];
    }
    rounding.errorLength = static_cast<float>(std::sqrt(errorSquares)) * kUp;
    rounding.length = static_cast<float>(std::sqrt(squares)) * kUp;
    return rounding;
}

void VectorTable::append(int64_t chunkId, int64_t documentId, std::span<const float> vector)
{
    const std::size_t companion = m_companions.size();
    m_companions.resize(companion + vector.size());
    m_roundings.push_back(quantise(vector, m_companions.data() + companion));
    m_values.insert(m_values.end(), vector.begin(), vector.end());
    m_documentIds.push_back(documentId);
    m_chunkIds.push_back(chunkId);
}

void VectorTable::move(std::size_t from, std::size_t to)
{
    if (from == to)
        return;
    const std::size_t width = sizeOf(m_dimensions);
    m_chunkIds[to] = m_chunkIds[from];
    m_documentIds[to] = m_documentIds[from];
    m_roundings[to] = m_roundings[from];
    std::copy_n(m_values.data() + from * width, width, m_values.data() + to * width);
    std::copy_n(m_companions.data() + from * width, width, m_companions.data() + to * width);
}

void VectorTable::shrink(std::size_t rows)
{
    m_chunkIds.resize(rows);
    m_documentIds.resize(rows);
    m_roundings.resize(rows);
    m_values.resize(rows * sizeOf(m_dimensions));
    m_companions.resize(rows * sizeOf(m_dimensions));
}

std::span<const float> VectorTable::vector(std::size_t row) const
{
    return std::span(m_values).subspan(row * sizeOf(m_dimensions), sizeOf(m_dimensions));
}

std::ptrdiff_t VectorTable::rowOf(int64_t chunkId) const
{
    const auto found = std::lower_bound(m_chunkIds.begin(), m_chunkIds.end(), chunkId);
    return found != m_chunkIds.end() && *found == chunkId ? found - m_chunkIds.begin() : -1;
}

float VectorTable::product(std::size_t row, std::span<const float> query) const
{
    return m_kernels->dot(query.data(), vector(row).data(), m_dimensions);
}

// With q = a + e and v = b + f (companions and their errors): q v = a b + a f + e v, and so
// |q v - a b| <= |a| |f| + |e| |v|. Rows whose upper bound lies below the count-th best lower bound are out.
std::vector<VectorTable::Match> VectorTable::best(std::span<const float> query, std::size_t count) const
{
    count = std::min(count, size());
    if (count == 0 || query.size() != sizeOf(m_dimensions))
        return {};
    std::vector<int8_t> companion(query.size());
    const Rounding q = quantise(query, companion.data());
    const float companionLength = q.length + q.errorLength;

    std::vector<float> upper(size()), lower(size());
    for (std::size_t row = 0; row < size(); ++row) {
        const Rounding& v = m_roundings[row];
        const int8_t* values = m_companions.data() + row * query.size();
        const auto sum = static_cast<float>(m_kernels->dotInt8(companion.data(), values, m_dimensions));
        const float near = sum * q.scale * v.scale;
        const float error =
            companionLength * v.errorLength + q.errorLength * v.length + kProductError * q.length * v.length;
        upper[row] = near + error;
        lower[row] = near - error;
    }
    std::nth_element(lower.begin(), lower.begin() + static_cast<std::ptrdiff_t>(count - 1), lower.end(),
                     std::greater<>());
    const float threshold = lower[count - 1];

    std::vector<Match> matches;
    for (std::size_t row = 0; row < size(); ++row) {
        if (upper[row] >= threshold)
            matches.push_back({row, product(row, query)});
    }
    const auto better = [](const Match& a, const Match& b) {
        return a.score != b.score ? a.score > b.score : a.row < b.row;
    };
    const auto end = matches.begin() + static_cast<std::ptrdiff_t>(std::min(count, matches.size()));
    std::partial_sort(matches.begin(), end, matches.end(), better);
    matches.erase(end, matches.end());
    return matches;
}

}
