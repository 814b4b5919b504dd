// Archives (zip, tar in every compression, 7z) and compressed single files: reads every member with the
// reader of its format, also archives inside of archives, under the limits of UnpackBudget. Nothing is
// written anywhere. What cannot be read is named in the remarks.
#pragma once

#include "engine/readers/archive_stream.h"
#include "engine/readers/reader.h"

#include <string_view>

namespace embedscope {

ReadResult readArchive(std::string_view bytes, ArchiveForm form, const ReadOptions& options);

}
