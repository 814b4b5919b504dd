// A text that was pasted or dropped, as a document of paragraphs with line numbers. Not for files: those are
// read by the child.
#pragma once

#include "engine/documents/document.h"

#include <string_view>

namespace embedscope {

Document textDocument(std::string_view text);

}
