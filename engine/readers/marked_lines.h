// Texts with a little markup (LaTeX, reStructuredText): a filter takes the marks away and keeps every line
// where it was, and begins the line of a heading with a mark of its own, which no clean text has. Pure
// functions.
#pragma once

#include "engine/documents/document.h"

#include <string>
#include <string_view>
#include <vector>

namespace embedscope {

/// What a filter writes before the words of a heading, at the begin of a line; level 1 to 6.
std::string headingMark(int level);

/// Headings and paragraphs with their lines.
void appendMarkedLines(std::string_view text, std::vector<Block>& blocks);

/// Without commands, comments and preamble; sections become headings, footnotes stay in their place.
std::string markedLatex(std::string_view text);
/// Without directives that draw, comments, targets and roles; titles become headings.
std::string markedRst(std::string_view text);

}
