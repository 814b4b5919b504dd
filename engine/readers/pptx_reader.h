// PowerPoint presentations: the slides in their order with titles as headings, tables and speaker notes.
// Hidden slides, page numbers and footers are left out.
#pragma once

#include "engine/readers/reader.h"
#include "engine/readers/zip_container.h"

#include <string>

namespace embedscope {

/// `mainPart`: a member that is there.
ReadResult readPptx(const ZipContainer& container, const std::string& mainPart, const ReadOptions& options);

}
