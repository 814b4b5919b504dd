#include "engine/kernels/kernels.h"

namespace embedscope {

const KernelTable* avx2Kernels()
{
    return nullptr;
}

}
