// Plain text to paragraphs with the line in which each begins. Tables as text and logs give a block per line.
#pragma once

#include "engine/documents/document.h"

#include <string_view>

namespace embedscope {

/// `everyLine`: a line stands for itself, as in CSV or JSON Lines.
Document readPlainText(std::string_view bytes, bool everyLine);

/// Paragraphs of a text that is decoded and clean; lines count from `firstLine`.
void appendParagraphs(std::string_view text, int firstLine, bool everyLine, std::vector<Block>& blocks);

}
