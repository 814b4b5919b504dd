// Plain text, and the formats that are plain text with a little markup, to paragraphs with the line in which
// each begins. Tables as text and logs give a block per line.
#pragma once

#include "engine/documents/document.h"
#include "engine/readers/identify.h"

#include <string_view>

namespace embedscope {

/// `kind`: one of the kinds of plain text.
Document readPlainText(std::string_view bytes, FileKind kind);

/// Paragraphs of a text that is decoded and clean; lines count from `firstLine`.
void appendParagraphs(std::string_view text, int firstLine, bool everyLine, std::vector<Block>& blocks);

}
