// Cuts a document into passages of at most `chunkTokens` tokens of the model's own tokenizer, with overlap, at headings, then
// paragraphs, then sentences (ICU), then words; nothing is left out. Offsets count in documentText().
#pragma once

#include "engine/documents/document.h"

#include <cstdint>
#include <functional>
#include <string>
#include <string_view>
#include <vector>

namespace embedscope {

struct Chunk {
    uint64_t begin = 0, end = 0; ///< bytes of documentText()
    std::string text;            ///< documentText() from begin to end
    std::string heading;         ///< headings above, outermost first, joined by " > "
    Position position;           ///< of the block in which it begins
    int tokens = 0;              ///< without special tokens
};

struct ChunkOptions {
    int chunkTokens = 192;
    int overlapTokens = 24;
};

/// Ends of the tokens of a text in bytes, ascending: what the chunker must know of the tokenizer.
using TokenEnds = std::function<void(std::string_view text, std::vector<uint32_t>& ends)>;

std::vector<Chunk> cutIntoChunks(const Document& document, const ChunkOptions& options, const TokenEnds& tokenEnds);

/// Borders of sentences in bytes (ICU, root locale), the last one is the length: also for marking the best sentence.
std::vector<uint32_t> sentenceEnds(std::string_view text);

}
