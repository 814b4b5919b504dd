#include "engine/model/weights.h"

#include "engine/model/tensor_data.h"

namespace embedscope {

EmbeddingTable::EmbeddingTable(const GgufTensor& tensor)
    : m_type(tensor.type)
    , m_rows(static_cast<int>(tensor.shape[1]))
    , m_width(static_cast<int>(tensor.shape[0]))
    , m_rowBytes(rowBytes(tensor.type, tensor.shape[0]))
    , m_data(tensor.data.data())
{
}

void EmbeddingTable::readRow(int row, float* out) const
{
    widen(m_type, m_data + static_cast<std::size_t>(row) * m_rowBytes, static_cast<std::size_t>(m_width), out);
}

}
