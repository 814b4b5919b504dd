// Markdown (CommonMark with the tables of GitHub) to headings, paragraphs, list items, table rows and code.
#pragma once

#include "engine/documents/document.h"

#include <string_view>

namespace embedscope {

Document readMarkdown(std::string_view bytes);

}
