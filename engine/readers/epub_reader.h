// EPUB books: the chapters in reading order, each a web page. Encrypted books are refused.
#pragma once

#include "engine/readers/reader.h"
#include "engine/readers/zip_container.h"

namespace embedscope {

ReadResult readEpub(const ZipContainer& container, const ReadOptions& options);

}
