// A vocabulary small enough to read, as a vocabulary-only file in memory.
#pragma once

#include "engine/gguf/gguf_writer.h"
#include "engine/tokens/tokenizer.h"

#include <functional>
#include <gtest/gtest.h>
#include <string>
#include <utility>
#include <vector>

namespace embedscope {

class MadeUpVocabulary
{
public:
    /// `pieces` as in the files of Google: "word" starts a word, "##s" goes on with it. Types: 1 if not
    /// given.
    explicit MadeUpVocabulary(const std::vector<std::string>& pieces)
    {
        for (const std::string& piece : pieces)
            add(piece, piece.starts_with('[') && piece.size() > 1 ? 3 : 1);
    }
    void add(const std::string& piece, int32_t type)
    {
        if (piece.starts_with("##"))
            m_pieces.push_back(piece.substr(2));
        else
            m_pieces.push_back(type == 1 ? std::string("\xE2\x96\x81").append(piece) : piece);
        m_types.push_back(type);
    }
    /// More keys for the file.
    GgufWriter& keys() { return m_writer; }

    Result<std::unique_ptr<Tokenizer>> open(const char* model = "bert")
    {
        GgufWriter writer = m_writer;
        if (model)
            writer.set("tokenizer.ggml.model", model);
        writer.setArray("tokenizer.ggml.tokens", m_pieces);
        writer.setArray("tokenizer.ggml.token_type", std::span<const int32_t>(m_types));
        const auto bytes = writer.toBytes();
        if (!bytes)
            return bytes.error();
        const auto file = GgufFile::fromBytes(*bytes, "made-up.gguf");
        if (!file)
            return file.error();
        return Tokenizer::fromGguf(*file); // keeps nothing of the file
    }

private:
    std::vector<std::string> m_pieces;
    std::vector<int32_t> m_types;
    GgufWriter m_writer;
};

/// The pieces of a text without special tokens, for people: starts bare, continuations with ##.
inline std::vector<std::string> piecesOf(const Tokenizer& tokenizer, std::string_view text)
{
    std::vector<TokenId> ids;
    tokenizer.tokenize(text, ids);
    std::vector<std::string> pieces;
    for (const TokenId id : ids) {
        const std::string piece(tokenizer.piece(id));
        if (piece.size() > 3 && piece.starts_with("\xE2\x96\x81"))
            pieces.push_back(piece.substr(3));
        else
            pieces.push_back(piece.starts_with('[') && piece.size() > 1 ? piece
                                                                        : std::string("##").append(piece));
    }
    return pieces;
}

}
