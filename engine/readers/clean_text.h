// What may stand in a block: no control characters but tab and line feed, no byte order marks, no soft
// hyphens, no terminal colours, line ends as one line feed. Pure functions.
#pragma once

#include <string>
#include <string_view>

namespace embedscope {

/// `text`: UTF-8. Every CR LF, CR and LF is one line feed, so that lines can be counted.
std::string cleanText(std::string_view text);
/// Every run of white space one blank, none at the ends: for titles and for text whose line ends mean
/// nothing.
std::string collapseBlanks(std::string_view text);
bool isBlankText(std::string_view text);
/// Without blank lines before and blanks behind; the first line keeps its indentation.
std::string_view trimBlock(std::string_view text);

}
