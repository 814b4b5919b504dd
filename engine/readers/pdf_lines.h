// The lines of a page as poppler gives them to paragraphs. The order in which a page was drawn reads best
// (columns one after the other), but it knows no paragraphs; the reading order that poppler guesses mixes
// columns, but it leaves empty lines between paragraphs. So the lines come from the first and the borders
// from the second. Pure.
#pragma once

#include "engine/documents/document.h"

#include <string>
#include <string_view>
#include <vector>

namespace embedscope {

struct PdfPageText
{
    std::string drawn; ///< in the order of drawing
    std::string guessed; ///< in poppler's reading order
};

/// Words that a hyphen splits at a line end are joined. Pages that are written from right to left are taken
/// in the guessed order, since only that is turned into the order of reading.
void appendPdfPage(const PdfPageText& text, int page, std::vector<Block>& blocks);

}
