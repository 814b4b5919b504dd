// PDF (poppler) to paragraphs with their page, in reading order; words that a hyphen splits at a line end are
// joined.
#pragma once

#include "engine/readers/reader.h"

#include <string_view>

namespace embedscope {

ReadResult readPdf(std::string_view bytes, const ReadOptions& options);

}
