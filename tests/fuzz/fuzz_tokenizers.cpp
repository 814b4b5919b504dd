// Any bytes as a text for every tokenizer but WordPiece; the first byte chooses which. Ids of the vocabulary,
// spans in order and inside the text, and the text back where the tokenizer keeps all of it.
#include "tests/engine/tokens/vocabulary_file.h"

#include <cstdlib>

using namespace embedscope;

static void require(bool condition)
{
    if (!condition)
        std::abort();
}

struct Subject
{
    std::unique_ptr<Tokenizer> tokenizer;
    bool keepsTheText;
};

static std::vector<Subject> makeSubjects()
{
    std::vector<Subject> subjects;
    const auto add = [&](const VocabularyFile& file, bool keepsTheText) {
        auto tokenizer = file.open();
        require(static_cast<bool>(tokenizer));
        subjects.push_back({std::move(*tokenizer), keepsTheText});
    };
    add(sampleByteBpe(), true);
    add(sampleByteBpe("qwen2"), true);
    add(sampleByteBpe("llama-bpe"), true);
    add(sampleSentencePiece(), false);
    add(sampleSpacedBpe(), false);
    add(sampleUnigram(), false);
    add(sampleUnigram().key("remove_extra_whitespaces", true), false);
    return subjects;
}

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, std::size_t size)
{
    static const std::vector<Subject> subjects = makeSubjects();
    if (size == 0)
        return 0;
    const Subject& subject = subjects[data[0] % subjects.size()];
    const std::string_view text(reinterpret_cast<const char*>(data + 1), size - 1);
    std::vector<TokenId> ids;
    std::vector<TokenSpan> spans;
    subject.tokenizer->tokenize(text, ids);
    subject.tokenizer->tokenizeWithSpans(text, spans);
    require(ids.size() == spans.size());
    uint32_t begin = 0, end = 0;
    std::string back;
    for (std::size_t i = 0; i < spans.size(); ++i) {
        require(spans[i].id == ids[i] && ids[i] >= 0);
        require(static_cast<std::size_t>(ids[i]) < subject.tokenizer->vocabularySize());
        require(spans[i].begin >= begin && spans[i].end >= end);
        require(spans[i].begin < spans[i].end && spans[i].end <= text.size());
        begin = spans[i].begin;
        end = spans[i].end;
        back += subject.tokenizer->textOf(ids[i]);
    }
    require(!subject.keepsTheText || back == repairUtf8(text));
    return 0;
}
