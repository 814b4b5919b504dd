// Made-up vocabularies of any size: the kinds of tokenizers that embedding models have, made of letters in
// the order of their frequency in English, so that any text can be cut (about three characters per token).
// For models that measure and test; nothing of anybody's vocabulary.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

namespace embedscope {

struct MadeVocabulary
{
    std::vector<std::string> tokens;
    std::vector<int32_t> types; ///< 1 normal, 2 unknown, 3 control, 4 user-defined, 5 unused, 6 byte
    std::vector<float> scores; ///< SentencePiece only
    std::vector<std::string> merges; ///< byte-level BPE only: "left right"

    void add(std::string token, int32_t type, float score = 0)
    {
        tokens.push_back(std::move(token));
        types.push_back(type);
        scores.push_back(score);
    }
};

/// [PAD] is 0, [UNK] 100, [CLS] 101, [SEP] 102, [MASK] 103; at least 4000 tokens.
MadeVocabulary makeWordPieces(std::size_t count);
/// <pad> 0, <eos> 1, <bos> 2, <unk> 3, <mask> 4, byte tokens, then pieces with scores; at least 4000 tokens.
MadeVocabulary makeScoredPieces(std::size_t count);
/// The 256 bytes, then a token per merge, at the end 26 control tokens, of which the first closes texts.
MadeVocabulary makeMergedBytes(std::size_t count);

}
