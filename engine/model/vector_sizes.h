// Which first dimensions of a vector were trained to do alone (Matryoshka): by family or by name, since no
// file says it. Source: the models' public cards.
#pragma once

#include "engine/gguf/gguf_file.h"
#include "engine/model/family.h"

#include <string>
#include <vector>

namespace embedscope {

struct VectorSizes
{
    std::vector<int> sizes; ///< the whole one first, then shorter ones; at least one
    std::string source; ///< where the shorter ones come from; empty: there are none
};

VectorSizes vectorSizes(const GgufFile& file, const Family& family, int whole);

}
