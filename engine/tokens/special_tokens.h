// Which tokens stand around every text, from the keys of a file and the defaults of its tokenizer. Not for
// WordPiece, whose [CLS] and [SEP] are always there. Source: ARCHITECTURES.md, section 6.
#pragma once

#include "engine/base/result.h"
#include "engine/gguf/gguf_file.h"
#include "engine/tokens/tokenizer.h"
#include "engine/tokens/vocabulary.h"

namespace embedscope {

/// What holds where the file has no key; ids beyond the vocabulary count as none.
struct SpecialDefaults
{
    TokenId first = -1, last = -1, unknown = -1;
    bool addFirst = false, addLast = false;
};

/// An Error when a token is to be added and the file does not say which, or an id is out of range.
Result<SpecialTokens> readSpecialTokens(const GgufFile& file, const Vocabulary& vocabulary,
                                        const SpecialDefaults& defaults, const TokenizerOptions& options);

}
