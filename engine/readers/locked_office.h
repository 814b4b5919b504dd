// Office Open XML documents behind a password (MS-OFFCRYPTO, standard and agile encryption): the zip
// container inside, when the password is right. One thread.
#pragma once

#include "engine/readers/reader.h"

#include <string_view>

namespace embedscope {

ReadResult readLockedOffice(std::string_view bytes, const ReadOptions& options);

}
