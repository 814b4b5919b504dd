// Any bytes as a text: ids of the vocabulary, and spans in order and inside the text.
#include "engine/gguf/gguf_writer.h"
#include "engine/tokens/tokenizer.h"

#include <cstdlib>

using namespace embedscope;

static void require(bool condition)
{
    if (!condition)
        std::abort();
}

static std::unique_ptr<Tokenizer> makeTokenizer()
{
    const std::string start = "\xE2\x96\x81"; // U+2581
    std::vector<std::string> pieces = {"[UNK]", "[CLS]", "[SEP]", "<x>", "x"};
    std::vector<int32_t> types = {2, 3, 3, 4, 4};
    for (const char* piece :
         {"a", "b", "ab", "e", "\u03C3", "\u03C2", "\u1112", "\u1161", "\u4E16", "!", "1"}) {
        pieces.push_back(start + piece);
        pieces.push_back(piece);
        types.insert(types.end(), {1, 1});
    }
    GgufWriter writer;
    writer.set("tokenizer.ggml.model", "bert");
    writer.setArray("tokenizer.ggml.tokens", pieces);
    writer.setArray("tokenizer.ggml.token_type", std::span<const int32_t>(types));
    const auto bytes = writer.toBytes();
    require(static_cast<bool>(bytes));
    const auto file = GgufFile::fromBytes(*bytes, "fuzz");
    require(static_cast<bool>(file));
    auto tokenizer = Tokenizer::fromGguf(*file);
    require(static_cast<bool>(tokenizer));
    return std::move(*tokenizer);
}

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, std::size_t size)
{
    static const std::unique_ptr<Tokenizer> tokenizer = makeTokenizer();
    const std::string_view text(reinterpret_cast<const char*>(data), size);
    std::vector<TokenId> ids;
    std::vector<TokenSpan> spans;
    tokenizer->tokenize(text, ids);
    tokenizer->tokenizeWithSpans(text, spans);
    require(ids.size() == spans.size());
    uint32_t begin = 0, end = 0;
    for (std::size_t i = 0; i < spans.size(); ++i) {
        require(spans[i].id == ids[i] && ids[i] >= 0);
        require(static_cast<std::size_t>(ids[i]) < tokenizer->vocabularySize());
        require(spans[i].begin >= begin && spans[i].end >= end);
        require(spans[i].begin < spans[i].end && spans[i].end <= size);
        begin = spans[i].begin;
        end = spans[i].end;
    }
    return 0;
}
