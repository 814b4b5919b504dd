// Any bytes as a file with a vocabulary: a sentence, or a tokenizer that keeps to its own vocabulary and to
// the text.
#include "engine/tokens/tokenizer.h"

#include <cstdlib>

using namespace embedscope;

static void require(bool condition)
{
    if (!condition)
        std::abort();
}

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, std::size_t size)
{
    const auto file = GgufFile::fromBytes(std::as_bytes(std::span(data, size)), "fuzz");
    if (!file)
        return 0;
    const auto tokenizer = Tokenizer::fromGguf(*file);
    if (!tokenizer) {
        require(!tokenizer.error().sentence.empty());
        return 0;
    }
    constexpr std::string_view kText =
        "The  sea\n\nlies \xE2\x96\x81"
        "calm, 123 times; e\xCC\x81 \xE4\xB8\x96\xE7\x95\x8C <u>ab</u> \xFF\xF0\x9F aaaabbbb'll";
    std::vector<TokenSpan> spans;
    (*tokenizer)->tokenizeWithSpans(kText, spans);
    for (const TokenSpan& span : spans) {
        require(span.id >= 0 && static_cast<std::size_t>(span.id) < (*tokenizer)->vocabularySize());
        require(span.begin < span.end && span.end <= kText.size());
        (*tokenizer)->textOf(span.id);
    }
    (*tokenizer)->encode("");
    return 0;
}
