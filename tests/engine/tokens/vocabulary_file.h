// A small vocabulary of any tokenizer, as a vocabulary-only file in memory. Without GoogleTest, since the
// fuzz targets use it as well.
#pragma once

#include "engine/base/utf8.h"
#include "engine/gguf/gguf_writer.h"
#include "engine/tokens/tokenizer.h"

#include <algorithm>
#include <fmt/format.h>
#include <functional>
#include <map>
#include <memory>
#include <span>
#include <string>
#include <utility>
#include <vector>

namespace embedscope {

class VocabularyFile
{
public:
    explicit VocabularyFile(std::string model)
        : m_model(std::move(model))
    {
    }
    VocabularyFile& token(std::string_view piece, int32_t type = 1, float score = 0)
    {
        m_pieces.emplace_back(piece);
        m_types.push_back(type);
        m_scores.push_back(score);
        return *this;
    }
    /// "left right"; the token that they become is added where it is not there.
    VocabularyFile& merge(std::string_view both)
    {
        const std::size_t space = both.find(' ', 1);
        const std::string together = std::string(both.substr(0, space)).append(both.substr(space + 1));
        if (std::ranges::find(m_pieces, together) == m_pieces.end())
            token(together);
        m_merges.emplace_back(both);
        return *this;
    }
    /// The 256 tokens <0x00> to <0xFF>.
    VocabularyFile& byteTokens()
    {
        for (int byte = 0; byte < 256; ++byte)
            token(fmt::format("<0x{:02X}>", byte), 6, -1000);
        return *this;
    }
    /// The 256 bytes in the spelling of GPT-2.
    VocabularyFile& spelledBytes()
    {
        char32_t next = 0x100;
        for (char32_t byte = 0; byte < 256; ++byte) {
            const bool printable = (byte > 32 && byte < 127) || (byte > 160 && byte != 173);
            std::string spelled;
            appendUtf8(spelled, printable ? byte : next++);
            token(spelled);
        }
        return *this;
    }
    /// After "tokenizer.ggml."; the last value of a key counts.
    template <class T> VocabularyFile& key(const std::string& name, T value)
    {
        m_keys[name] = [value](GgufWriter& writer, const std::string& key) { writer.set(key, value); };
        return *this;
    }
    VocabularyFile& charsmap(const std::vector<uint8_t>& bytes)
    {
        m_keys["precompiled_charsmap"] = [bytes](GgufWriter& writer, const std::string& key) {
            writer.setArray(key, std::span(bytes));
        };
        return *this;
    }
    /// Arrays as they go into the file, to be damaged.
    std::vector<std::string>& pieces() { return m_pieces; }
    std::vector<int32_t>& types() { return m_types; }
    std::vector<float>& scores() { return m_scores; }
    std::vector<std::string>& merges() { return m_merges; }
    /// For keys of other names.
    GgufWriter& writer() { return m_writer; }
    TokenId id(std::string_view piece) const
    {
        const auto found = std::ranges::find(m_pieces, piece);
        return found == m_pieces.end() ? -1 : static_cast<TokenId>(found - m_pieces.begin());
    }

    Result<std::vector<std::byte>> bytes() const
    {
        GgufWriter writer = m_writer;
        for (const auto& [name, set] : m_keys)
            set(writer, "tokenizer.ggml." + name);
        writer.set("tokenizer.ggml.model", m_model);
        writer.setArray("tokenizer.ggml.tokens", m_pieces);
        writer.setArray("tokenizer.ggml.token_type", std::span(m_types));
        if (m_model == "llama" || m_model == "t5")
            writer.setArray("tokenizer.ggml.scores", std::span(m_scores));
        if (m_model == "gpt2" || m_model == "gemma4")
            writer.setArray("tokenizer.ggml.merges", m_merges);
        return writer.toBytes();
    }
    Result<std::unique_ptr<Tokenizer>> open(const TokenizerOptions& options = {}) const
    {
        const auto bytes = this->bytes();
        if (!bytes)
            return bytes.error();
        const auto file = GgufFile::fromBytes(*bytes, "made-up.gguf");
        if (!file)
            return file.error();
        return Tokenizer::fromGguf(*file, options); // keeps nothing of the file
    }

private:
    std::string m_model;
    std::vector<std::string> m_pieces;
    std::vector<int32_t> m_types;
    std::vector<float> m_scores;
    std::vector<std::string> m_merges;
    GgufWriter m_writer;
    std::map<std::string, std::function<void(GgufWriter&, const std::string&)>> m_keys;
};

/// One vocabulary per algorithm with everything that makes tokenizers fall: pieces over spaces, user-defined
/// tokens that overlap, control tokens, characters without tokens.
inline VocabularyFile sampleByteBpe(const char* pre = "gpt-2")
{
    VocabularyFile file("gpt2");
    file.key("pre", pre);
    file.spelledBytes();
    for (const char* both : {"\u0120 t", "h e", "\u0120t he", "i n", "a b", "ab ab", "a a", "aa aa", "x x",
                             "xx x", "\u00C3 \u00A9", "\u0120 \u0120", "\u010A \u010A", "1 2", "12 3"})
        file.merge(both);
    file.token("the", 1); // a token that no merge makes
    file.token("  ", 4).token("   ", 4).token("<u>", 4).token("u>x", 4).token("<|end|>", 3);
    return file.key("bos_token_id", uint32_t{0}).key("eos_token_id", uint32_t{1});
}

inline VocabularyFile sampleSentencePiece()
{
    VocabularyFile file("llama");
    file.token("<unk>", 2).token("<s>", 3).token("</s>", 3).byteTokens();
    float score = 0;
    for (const char* piece :
         {"\u2581t", "he", "\u2581the", "in", "ab", "abab", "aa", "aaaa", "xx", "\u2581\u2581",
          "\u2581\u2581\u2581\u2581", "\n\n", "e\u0301", "\u4E16\u754C", "ba"})
        file.token(piece, 1, --score);
    for (const char* piece :
         {"\u2581", "a", "b", "e", "h", "i", "n", "t", "x", "\u4E16", "\u00E9", "<", ">", "/", "s"})
        file.token(piece, 1, --score);
    return file.token("<u>", 4).token("u>x", 4).token("aba", 5, --score);
}

inline VocabularyFile sampleSpacedBpe()
{
    VocabularyFile file("gemma4");
    file.token("<pad>", 3).token("<eos>", 3).token("<bos>", 3).token("<unk>", 3).byteTokens();
    for (const char* piece :
         {"\u2581", "a", "b", "e", "h", "i", "n", "t", "x", "\n", "\u4E16", "\u0301", "<", ">"})
        file.token(piece);
    for (const char* both : {"\n \n", "\n\n \n", "\u2581 \u2581", "\u2581 t", "h e", "\u2581t he", "a b",
                             "ab ab", "a a", "aa aa", "x x", "e \u0301", "b \u2581"})
        file.merge(both);
    return file.token("<u>", 4).token("u>x", 4);
}

inline VocabularyFile sampleUnigram()
{
    VocabularyFile file("t5");
    file.token("<s>", 3).token("<pad>", 3).token("</s>", 3).token("<unk>", 2);
    for (const auto& [piece, score] : {std::pair{"\u2581", -3.5f},
                                       {"\u2581the", -4.0f},
                                       {"\u2581t", -5.5f},
                                       {"he", -5.25f},
                                       {"h", -6.5f},
                                       {"e", -6.0f},
                                       {"t", -6.25f},
                                       {"a", -5.0f},
                                       {"b", -5.5f},
                                       {"ab", -7.0f},
                                       {"aba", -10.5f},
                                       {"aa", -10.0f},
                                       {"x", -8.0f},
                                       {"xxx", -9.0f},
                                       {"a\u2581", -9.5f},
                                       {"\u4E16\u754C", -9.0f},
                                       {"1", -7.5f}})
        file.token(piece, 1, score);
    file.token("<u>", 4, -50).token("u>x", 4, -50).token("ba", 5, -9.75f);
    return file.key("bos_token_id", uint32_t{0})
        .key("eos_token_id", uint32_t{2})
        .key("unknown_token_id", uint32_t{3});
}

}
