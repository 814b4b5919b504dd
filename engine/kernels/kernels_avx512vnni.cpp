#include "engine/kernels/kernels.h"

namespace embedscope {

const KernelTable* avx512VnniKernels()
{
    return nullptr;
}

}
