// Splits a text into the pieces within which byte-level BPE merges: what tokenizer.ggml.pre names, a regular
// expression in the original tokenizers, written out as code here. Linear in the text. Pure; any thread.
#pragma once

#include "engine/base/result.h"
#include "engine/gguf/gguf_file.h"

#include <cstddef>
#include <string_view>

namespace embedscope {

struct PreTokenizer
{
    /// GPT-2:  's|'t|'re|'ve|'m|'ll|'d| ?\p{L}+| ?\p{N}+| ?[^\s\p{L}\p{N}]+|\s+(?!\S)|\s+
    /// Newer:  (?i:'s|'t|'re|'ve|'m|'ll|'d)|[^\r\n\p{L}\p{N}]?\p{L}+|\p{N}{1,mostDigits}|
    ///         ?[^\s\p{L}\p{N}]+[\r\n]*|\s*[\r\n]+|\s+(?!\S)|\s+
    enum class Pattern
    {
        Gpt2,
        Newer
    };
    Pattern pattern = Pattern::Gpt2;
    std::size_t mostDigits = 0; ///< of Newer
    bool wholePiecesFirst = false; ///< a piece that is a token is not merged but taken
    bool addsFirst = false; ///< the model's opening token is added unless the file says no

    /// GPT-2's when the file names none; an Error for an unknown name.
    static Result<PreTokenizer> fromGguf(const GgufFile& file);

    /// Where the piece that begins at `at` ends; `text` is well-formed UTF-8 and at < text.size().
    std::size_t end(std::string_view text, std::size_t at) const;
};

}
