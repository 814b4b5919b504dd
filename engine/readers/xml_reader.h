// XML of unknown kind, SVG and feeds: the text of the elements. An element whose children stand between words
// is one block with them; else every element with text is a block. Scripts, styles and comments are left out.
#pragma once

#include "engine/readers/reader.h"

#include <string_view>

namespace embedscope {

ReadResult readXml(std::string_view bytes, const ReadOptions& options);

}
