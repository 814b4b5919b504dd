// RTF: paragraphs, headings by outline level, table rows, footnotes. Hidden and deleted text, pictures,
// tables of fonts and styles, headers and footers are left out. A cut file gives what is there.
#pragma once

#include "engine/documents/document.h"

#include <string_view>

namespace embedscope {

Document readRtf(std::string_view bytes);

}
