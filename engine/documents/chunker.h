// Cuts a document into passages of at most `chunkTokens` tokens of the model's own tokenizer, with overlap,
// at headings, then paragraphs, then sentences (ICU), then words, and inside a word only where a word alone
// is too long; nothing is left out. Passages do not reach over a heading. Offsets count in documentText().
// Pure functions, linear time.
#pragma once

#include "engine/documents/document.h"

#include <cstdint>
#include <functional>
#include <string>
#include <string_view>
#include <vector>

namespace embedscope {

struct Chunk
{
    uint64_t begin = 0, end = 0; ///< bytes of documentText()
    std::string text; ///< documentText() from begin to end
    std::string heading; ///< headings above, outermost first, joined by " > "
    Position position; ///< where it begins: the block's, for lines the line itself
    int tokens = 0; ///< without special tokens
};

struct ChunkOptions
{
    int chunkTokens = 192;
    int overlapTokens = 24; ///< at most half of chunkTokens
};

/// Ends of the tokens of a text in bytes, ascending: what the chunker must know of the tokenizer.
using TokenEnds = std::function<void(std::string_view text, std::vector<uint32_t>& ends)>;

/// A single character with more tokens than `chunkTokens` is the only passage that may be larger.
std::vector<Chunk> cutIntoChunks(const Document& document, const ChunkOptions& options,
                                 const TokenEnds& tokenEnds);

/// Borders of sentences in bytes (ICU, root locale), the last one is the length: also for marking the best
/// sentence.
std::vector<uint32_t> sentenceEnds(std::string_view text);

}
