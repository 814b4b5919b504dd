// Counts what the program asks of the heap with operator new, on any thread, so that `bench` can show that
// nothing is allocated per text after warm-up. The operators are replaced in allocation_counter.cpp.
#pragma once

#include <cstdint>

namespace embedscope::cli {

/// Allocations since the program began.
uint64_t allocationCount();

}
