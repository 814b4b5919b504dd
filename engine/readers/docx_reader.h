// Word documents: paragraphs, headings by style, table rows, text boxes, footnotes and endnotes. Deleted and
// hidden text, field codes and comments are left out.
#pragma once

#include "engine/readers/reader.h"
#include "engine/readers/zip_container.h"

#include <string>

namespace embedscope {

/// `mainPart`: a member that is there.
ReadResult readDocx(const ZipContainer& container, const std::string& mainPart, const ReadOptions& options);

}
