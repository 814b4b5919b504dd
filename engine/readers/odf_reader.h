// OpenDocument texts, spreadsheets and presentations, zipped or as one flat XML file: paragraphs, headings,
// rows, slides with their notes, footnotes. Deleted, hidden and commenting text is left out; repeated cells
// are given once.
#pragma once

#include "engine/readers/reader.h"

#include <string>
#include <string_view>

namespace embedscope {

/// `content`: content.xml, or a flat document as a whole.
ReadResult readOpenDocumentXml(std::string_view content, const ReadOptions& options);
/// From meta.xml; "" when it names none.
std::string openDocumentTitle(std::string_view meta);

}
