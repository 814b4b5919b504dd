#include "engine/model/pooling.h"

#include <algorithm>
#include <cmath>

namespace embedscope {

void poolStates(const KernelTable& kernels, Pooling pooling, const float* states, int tokens, int width, float* out)
{
    const int first = pooling == Pooling::Last ? tokens - 1 : 0;
    std::copy_n(states + static_cast<std::ptrdiff_t>(first) * width, width, out);
    if (pooling != Pooling::Mean)
        return;
    for (int token = 1; token < tokens; ++token)
        kernels.addRow(states + static_cast<std::ptrdiff_t>(token) * width, width, out);
    const float share = 1.0f / static_cast<float>(tokens);
    for (int i = 0; i < width; ++i)
        out[i] *= share;
}

void normalize(float* vector, int count)
{
    double squares = 0;
    for (int i = 0; i < count; ++i)
        squares += static_cast<double>(vector[i]) * vector[i];
    if (squares <= 0)
        return;
    const double length = std::sqrt(squares);
    for (int i = 0; i < count; ++i)
        vector[i] = static_cast<float>(vector[i] / length);
}

}
