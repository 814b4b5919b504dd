// Is a GGUF file a whole embedding model of a family that the engine runs? Otherwise the sentence says what
// it is: a part of a split model, an adapter, an image encoder, a vocabulary alone, another kind of network.
#pragma once

#include "engine/base/result.h"
#include "engine/gguf/gguf_file.h"
#include "engine/model/family.h"

namespace embedscope {

/// For the kinds of file that are no network of their own.
Result<void> checkIsNetwork(const GgufFile& file);
Result<const Family*> familyOf(const GgufFile& file);

}
