// Excel workbooks: a block per row with tabs between the cells, under the name of the sheet. Cells give the
// value that was stored, dates and times in figures (2021-03-05, 10:30). Hidden sheets are left out.
#pragma once

#include "engine/readers/reader.h"
#include "engine/readers/zip_container.h"

#include <string>

namespace embedscope {

/// `mainPart`: a member that is there.
ReadResult readXlsx(const ZipContainer& container, const std::string& mainPart, const ReadOptions& options);

}
