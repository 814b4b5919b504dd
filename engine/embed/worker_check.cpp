#include "engine/embed/worker_check.h"

#include "engine/embed/embedder.h"

#include <cstring>
#include <fmt/format.h>
#include <string>
#include <vector>

namespace embedscope {

namespace {

constexpr int kWorkers = 3;

std::vector<std::vector<TokenId>> probes(const Model& model)
{
    const std::string sentence = "Bread needs four ingredients: flour, water, salt and time. ";
    std::string longText;
    for (int i = 0; i < 8; ++i)
        longText += sentence;
    std::vector<std::vector<TokenId>> texts;
    for (const std::string& text : {std::string("The quick brown fox jumps over the lazy dog."),
                                    std::string("sea"), sentence, longText, std::string("42, or 6 x 7?")})
        texts.push_back(model.idsOf(TextRole::Passage, text));
    return texts;
}

}

FidelityCheck checkWorkers(const std::shared_ptr<const Model>& model)
{
    FidelityCheck check{"a text has the same vector from one worker and from several", {}, ""};
    if (!model->hasTokenizer()) {
        check.detail = "the tokenizer cannot be used";
        return check;
    }
    const auto texts = probes(*model);
    EmbedOptions options;
    options.workers = kWorkers;
    const auto shared = embedAll(model, options, texts);
    options.workers = 1;
    std::size_t same = 0;
    for (std::size_t i = 0; i < texts.size(); ++i) {
        const std::vector<float> alone = embedAll(model, options, {texts[i]}).front();
        same += !alone.empty() && alone.size() == shared[i].size()
            && std::memcmp(alone.data(), shared[i].data(), alone.size() * sizeof(float)) == 0;
    }
    check.ok = same == texts.size();
    check.detail =
        fmt::format("{} of {} texts bit for bit, with 1 and {} workers", same, texts.size(), kWorkers);
    return check;
}

}
