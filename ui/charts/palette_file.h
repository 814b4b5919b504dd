// Reads resources/palette.json, which is compiled into the program, into a Theme. Not for choosing between
// light and dark.
#pragma once

#include "ui/charts/theme.h"

namespace embedscope {

Theme readTheme(bool dark);

}
