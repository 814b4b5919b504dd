// HTML as browsers understand it (gumbo): title, headings, paragraphs, list items, table rows. Scripts,
// styles, templates and what is hidden are left out; nothing outside the file is looked at.
#pragma once

#include "engine/readers/reader.h"

#include <string_view>

namespace embedscope {

ReadResult readHtml(std::string_view bytes, const ReadOptions& options);

/// The text of a piece of HTML in UTF-8, as blocks without positions; "" and no blocks when it is too deep or
/// large.
std::vector<Block> htmlBlocks(std::string_view html);

}
