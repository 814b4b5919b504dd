// The figures of `embed --timings`, to standard error.
#pragma once

#include "engine/embed/embedder.h"

#include <cstdint>

namespace embedscope::cli {

void printTimings(Embedder& embedder, int64_t loadNs, int64_t runNs);

}
