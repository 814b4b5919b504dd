// Vectors in memory as fp32 rows, each with an int8 companion for scanning. The scan is exact: the companion
// comes with the length of its rounding error, so that a row can be left out only when its true product
// cannot be among the best. Owns its rows; not thread-safe.
#pragma once

#include "engine/kernels/kernels.h"

#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

namespace embedscope {

class VectorTable
{
public:
    VectorTable(int dimensions, const KernelTable& kernels);

    struct Match
    {
        std::size_t row = 0;
        float score = 0; ///< product in fp32
    };

    void reserve(std::size_t rows);
    /// `ids` ascend from one call to the next.
    void append(int64_t chunkId, int64_t documentId, std::span<const float> vector);
    /// Leaves out the rows that are not kept, in order.
    template <class Keep> void filter(Keep keep)
    {
        std::size_t kept = 0;
        for (std::size_t row = 0; row < size(); ++row) {
            if (keep(m_chunkIds[row], m_documentIds[row]))
                move(row, kept++);
        }
        shrink(kept);
    }

    std::size_t size() const { return m_chunkIds.size(); }
    int dimensions() const { return m_dimensions; }
    int64_t chunkId(std::size_t row) const { return m_chunkIds[row]; }
    int64_t documentId(std::size_t row) const { return m_documentIds[row]; }
    std::span<const float> vector(std::size_t row) const;
    std::ptrdiff_t rowOf(int64_t chunkId) const; ///< -1: unknown
    float product(std::size_t row, std::span<const float> query) const;

    /// The rows with the largest products, best first, ties by chunk id. `documents`: of these only (ascending).
    std::vector<Match> best(std::span<const float> query, std::size_t count,
                            const std::vector<int64_t>* documents = nullptr) const;

    const std::vector<int64_t>& chunkIds() const { return m_chunkIds; }
    const std::vector<int64_t>& documentIds() const { return m_documentIds; }
    const std::vector<float>& values() const { return m_values; }

private:
    struct Rounding
    {
        float scale = 0; ///< value = scale * int8 + error
        float errorLength = 0; ///< length of the error vector, rounded up
        float length = 0; ///< length of the row, rounded up
    };
    Rounding quantise(std::span<const float> vector, int8_t* out) const;
    std::vector<uint32_t> rowsOf(const std::vector<int64_t>& documents) const;
    void move(std::size_t from, std::size_t to);
    void shrink(std::size_t rows);

    int m_dimensions;
    const KernelTable* m_kernels;
    std::vector<int64_t> m_chunkIds, m_documentIds;
    std::vector<float> m_values;
    std::vector<int8_t> m_companions;
    std::vector<Rounding> m_roundings;
};

}
