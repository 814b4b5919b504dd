// What is not text in files that are read as text: quotes and escapes of tables and JSON, comments of LaTeX,
// times of subtitles. Every filter keeps the lines, so that positions stay true. Input is clean UTF-8. Pure
// functions.
#pragma once

#include "engine/documents/document.h"

#include <string>
#include <string_view>
#include <vector>

namespace embedscope {

/// Escapes inside of strings become their characters; works on cut and on deep JSON too, since nothing is
/// parsed.
std::string withoutJsonEscapes(std::string_view text);
std::string withoutLatexComments(std::string_view text);

/// A block per record of CSV or TSV (RFC 4180; the separator is found), without its quotes.
void appendRecords(std::string_view text, std::vector<Block>& blocks);
/// A block per cue of SubRip or WebVTT, without numbers, times, notes, styles and tags.
void appendCues(std::string_view text, std::vector<Block>& blocks);

}
