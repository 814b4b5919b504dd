#include "engine/search/vector_table.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <functional>
#include <numeric>

namespace embedscope {

namespace {

constexpr float kUp = 1.0001F; // lengths are rounded up by more than their computation can be wrong
// A product of two fp32 rows of up to 4096 values is right to this share of the two lengths, in any order.
constexpr float kProductError = 1e-4F;
constexpr float kErrorOfErrors = 2.4e-7F;
constexpr float kRounder = 12582912.0F; // 1.5 * 2^23: no fraction fits beside it
constexpr std::size_t kLanes = 16;

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
    // In lanes, so that the compiler makes vectors of it; a sum of few squares is right far within kUp.
    std::array<float, kLanes> squares{}, errorSquares{};
    const auto add = [&](std::size_t i, std::size_t lane) {
        const float rounded =
            (vector[i] * inverse + kRounder) - kRounder; // to the nearest, as nearbyint() does
        out[i] = static_cast<int8_t>(static_cast<int32_t>(rounded));
        const float error = vector[i] - rounding.scale * rounded;
        errorSquares[lane] += error * error;
        squares[lane] += vector[i] * vector[i];
    };
    const std::size_t whole = vector.size() / kLanes * kLanes;
    for (std::size_t i = 0; i < whole; i += kLanes) {
        for (std::size_t lane = 0; lane < kLanes; ++lane)
            add(i + lane, lane);
    }
    for (std::size_t i = whole; i < vector.size(); ++i)
        add(i, i - whole);
    const auto lengthOf = [](const std::array<float, kLanes>& sums) {
        return static_cast<float>(std::sqrt(std::accumulate(sums.begin(), sums.end(), 0.0))) * kUp;
    };
    // What rounding to fp32 added to an error: half a unit in the last place of a value, and of the product.
    rounding.errorLength = lengthOf(errorSquares) + kErrorOfErrors * lengthOf(squares);
    rounding.length = lengthOf(squares);
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
std::vector<VectorTable::Match> VectorTable::best(std::span<const float> query, std::size_t count,
                                                  const std::vector<int64_t>* documents) const
{
    if (query.size() != sizeOf(m_dimensions))
        return {};
    const std::vector<uint32_t> chosen = documents ? rowsOf(*documents) : std::vector<uint32_t>();
    const std::size_t rows = documents ? chosen.size() : size();
    const auto rowAt = [&](std::size_t i) { return documents ? std::size_t{chosen[i]} : i; };
    count = std::min(count, rows);
    if (count == 0)
        return {};
    std::vector<int8_t> companion(query.size());
    const Rounding q = quantise(query, companion.data());
    const float companionLength = q.length + q.errorLength;

    std::vector<float> upper(rows), lower(rows);
    for (std::size_t i = 0; i < rows; ++i) {
        const std::size_t row = rowAt(i);
        const Rounding& v = m_roundings[row];
        const int8_t* values = m_companions.data() + row * query.size();
        const auto sum = static_cast<float>(m_kernels->dotInt8(companion.data(), values, m_dimensions));
        const float near = sum * q.scale * v.scale;
        const float error =
            companionLength * v.errorLength + q.errorLength * v.length + kProductError * q.length * v.length;
        upper[i] = near + error;
        lower[i] = near - error;
    }
    std::nth_element(lower.begin(), lower.begin() + static_cast<std::ptrdiff_t>(count - 1), lower.end(),
                     std::greater<>());
    const float threshold = lower[count - 1];

    std::vector<Match> matches;
    for (std::size_t i = 0; i < rows; ++i) {
        if (upper[i] >= threshold)
            matches.push_back({rowAt(i), product(rowAt(i), query)});
    }
    const auto better = [](const Match& a, const Match& b) {
        return a.score != b.score ? a.score > b.score : a.row < b.row;
    };
    const auto end = matches.begin() + static_cast<std::ptrdiff_t>(std::min(count, matches.size()));
    std::partial_sort(matches.begin(), end, matches.end(), better);
    matches.erase(end, matches.end());
    return matches;
}

// Rows of a document mostly lie together.
std::vector<uint32_t> VectorTable::rowsOf(const std::vector<int64_t>& documents) const
{
    std::vector<uint32_t> rows;
    int64_t last = -1;
    bool isWanted = false;
    for (std::size_t row = 0; row < size(); ++row) {
        if (m_documentIds[row] != last) {
            last = m_documentIds[row];
            isWanted = std::binary_search(documents.begin(), documents.end(), last);
        }
        if (isWanted)
            rows.push_back(static_cast<uint32_t>(row));
    }
    return rows;
}

}
