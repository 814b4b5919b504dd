// Documents that are zip containers of XML: Office Open XML, OpenDocument, EPUB. Finds out which it is and
// calls its reader.
#pragma once

#include "engine/readers/reader.h"

#include <string_view>

namespace embedscope {

/// Document::kind is set: "docx", "odt", "epub" ...
ReadResult readZipped(std::string_view bytes, const ReadOptions& options);

}
