// The lines of a page as poppler gives them to paragraphs: joins words that a hyphen splits, splits where a
// line is empty. Pure.
#pragma once

#include "engine/documents/document.h"

#include <string_view>
#include <vector>

namespace embedscope {

void appendPdfPage(std::string_view text, int page, std::vector<Block>& blocks);

}
