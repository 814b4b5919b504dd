// The reader's side of the protocol: takes open files from the socket at standard input, answers with
// documents or refusals. Never returns but at the end of the input or on a broken frame; ends the process
// when memory runs out or the program that asked is gone.
#pragma once

#include "app/reader/limits.h"

namespace embedscope::reader {

/// The exit status.
int serve(const Limits& limits);

}
