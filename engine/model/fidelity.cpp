#include "engine/model/fidelity.h"

#include "engine/base/hash.h"
#include "engine/base/utf8.h"
#include "engine/model/forward.h"
#include "engine/model/hparams.h"
#include "engine/model/probe_ids.h"
#include "engine/model/weights.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <cstring>
#include <fmt/format.h>

namespace embedscope {

namespace {

using Ids = std::vector<TokenId>;

FidelityCheck poolingInFile(const GgufFile& file)
{
    FidelityCheck check{"pooling is in the file", false, "the file does not name its architecture"};
    const auto architecture = file.stringValue("general.architecture");
    if (!architecture || !*architecture)
        return check;
    const std::string key = fmt::format("{}.pooling_type", **architecture);
    const auto type = file.unsignedValue(key);
    if (!type) {
        check.detail = type.error().sentence;
    } else if (!*type) {
        check.detail = fmt::format("{} is missing; the rule of the family is used", key);
        check.grave = false;
    } else {
        constexpr std::array kNames = {"none", "mean", "first token", "last token", "rank"};
        check.ok = **type > 0 && **type < 4;
        check.detail = **type < kNames.size() ? kNames[**type] : "unknown number";
    }
    return check;
}

// The closing token decides the vector where the last token is pooled.
FidelityCheck specialTokens(const Tokenizer& tokenizer)
{
    const SpecialTokens& special = tokenizer.special();
    const Ids ids = tokenizer.encode("a");
    const auto named = [&](TokenId id) {
        return id < 0 ? std::string("nothing") : repairUtf8(tokenizer.piece(id));
    };
    const bool first = special.first < 0 || (!ids.empty() && ids.front() == special.first);
    const bool last = special.last < 0 || (!ids.empty() && ids.back() == special.last);
    const std::string rule =
        special.lastByRule ? " (by the rule for last-token pooling: the file does not ask)" : "";
    return {"special tokens stand around a text", first && last && special.count() > 0,
            fmt::format("{} ... {}{}", named(special.first), named(special.last), rule)};
}

// Pieces given back to the tokenizer must come out as themselves. Not every one does in a good vocabulary
// (some hold characters that are dropped or lowered, some are never reached), so most of them must.
FidelityCheck tokenizerRoundTrip(const Tokenizer& tokenizer)
{
    constexpr std::string_view kWordStart = "\xE2\x96\x81"; // U+2581
    constexpr std::size_t kSamples = 2000;
    const bool marksWords = tokenizer.algorithm() != "byte-level BPE";
    const auto startsWord = [&](TokenId id) {
        const std::string_view piece = tokenizer.piece(id);
        return piece.size() > kWordStart.size() && piece.starts_with(kWordStart);
    };
    std::vector<TokenId> candidates;
    for (std::size_t i = 0; i < tokenizer.vocabularySize(); ++i) {
        if (!marksWords || startsWord(static_cast<TokenId>(i)))
            candidates.push_back(static_cast<TokenId>(i));
    }
    std::size_t tried = 0, same = 0;
    Ids ids;
    const auto gives = [&](std::string_view text, TokenId id) {
        ids.clear();
        tokenizer.tokenize(text, ids);
        return ids.size() == 1 && ids.front() == id;
    };
    const std::size_t step = std::max<std::size_t>(1, candidates.size() / kSamples);
    for (std::size_t i = 0; i < candidates.size(); i += step) {
        const TokenId id = candidates[i];
        const std::string text = tokenizer.textOf(id);
        if (text.empty() || repairUtf8(text) != text)
            continue;
        ++tried;
        same += gives(text, id) || (startsWord(id) && gives(tokenizer.piece(id).substr(kWordStart.size()), id));
    }
    FidelityCheck check{"tokens come back from their own text", {}, "no token of this vocabulary could be tried"};
    if (tried > 0) {
        check.ok = same * 20 >= tried * 19;
        check.detail = fmt::format("{} of {} tried", same, tried);
    }
    return check;
}

// Is it the vocabulary whose ids are known? Then its pieces are those that the ids stand for.
bool isOf(const ProbeReference& reference, const Tokenizer& tokenizer)
{
    std::string pieces;
    for (const auto ids : reference.ids) {
        for (const TokenId id : ids) {
            const std::string_view piece = tokenizer.piece(id);
            pieces += fmt::format("{}:{}", piece.size(), piece);
        }
    }
    return contentHash(pieces) == reference.pieces;
}

// The vocabulary may be right and still be used wrongly: another way to split words, lost merges, other scores.
FidelityCheck probeTextsAgree(const Tokenizer& tokenizer)
{
    FidelityCheck check{"probe texts have the ids of the original", {}, "no ids are known for this vocabulary"};
    const auto references = probeReferences();
    const auto found = std::ranges::find_if(
        references, [&](const ProbeReference& reference) { return isOf(reference, tokenizer); });
    if (found == references.end())
        return check;
    const auto texts = probeTextsWithIds();
    std::size_t same = 0;
    Ids ids;
    for (std::size_t i = 0; i < texts.size(); ++i) {
        ids.clear();
        tokenizer.tokenize(texts[i], ids);
        same += std::ranges::equal(ids, found->ids[i]);
    }
    check.ok = same == texts.size();
    check.detail = fmt::format("{} of {} texts, vocabulary of {}", same, texts.size(), found->vocabulary);
    return check;
}

// Files of these models were published without the layers that make their vectors.
FidelityCheck denseLayers(const GgufFile& file)
{
    FidelityCheck check{"no dense layer is missing", true, "the model needs none"};
    const auto architecture = file.stringValue("general.architecture");
    if (!architecture || !*architecture || **architecture != "gemma-embedding")
        return check;
    check.ok = file.tensor("dense_2.weight") && file.tensor("dense_3.weight");
    check.detail = *check.ok
        ? "both follow the pooling"
        : "EmbeddingGemma has two after pooling, which this file lacks: its vectors differ from "
          "the official ones, but can be compared with one another";
    return check;
}

FidelityCheck contextIsSane(const Model& model)
{
    const int context = model.info().contextLength;
    FidelityCheck check{"the context is sane", context >= 64, fmt::format("{} tokens", context)};
    check.grave = false;
    if (!*check.ok)
        check.detail += ": far fewer than any published model takes";
    return check;
}

FidelityCheck tensorsAreUsed(const Model& model)
{
    FidelityCheck check{"every tensor has its part in the vectors", true, "all are used"};
    std::string names;
    std::size_t count = 0;
    for (const std::string& name : model.weights().unused) {
        // Heads for other purposes, which no vector needs.
        const bool known = name.starts_with("cls") || name.starts_with("output.")
            || name.starts_with("pooler") || name == "token_types.weight" || name.starts_with("rope_factors");
        if (known || count++ >= 5)
            continue;
        names += fmt::format("{}{}", names.empty() ? "" : ", ", repairUtf8(name));
    }
    if (count > 0) {
        check.ok = false;
        check.detail = fmt::format("{} of the file are not: {}{}", count, names, count > 5 ? " ..." : "");
    }
    return check;
}

std::vector<Ids> probeTexts(const Model& model)
{
    std::vector<Ids> texts;
    const auto context = static_cast<std::size_t>(model.info().contextLength);
    for (const char* text : {"The quick brown fox jumps over the lazy dog.", "sea",
                             "Bread needs four ingredients: flour, water, salt and time."}) {
        Ids ids;
        model.tokenizer().tokenize(text, ids);
        texts.push_back(model.tokenizer().wrap(ids, context));
    }
    return texts;
}

// Every stage and product in three parts, one after another, as a team would take them.
class RowsInParts final : public Parallel
{
public:
    int lanes() const override { return kParts; }
    void stage(int rows, RowTask task) override { inParts({0, rows}, task); }
    void product(RowRange rows, int lane, RowTask task) override { task(rows, lane); }

private:
    static constexpr int kParts = 3;
    void inParts(RowRange rows, RowTask task)
    {
        for (int i = 0; i < kParts; ++i) {
            const RowRange part = evenPart(rows, i, kParts);
            if (part.count > 0)
                task(part, i);
        }
    }
};

std::vector<float> vectorsOf(const Model& model, const std::vector<Ids>& texts, Parallel& parallel)
{
    Ids all;
    std::vector<int> lengths;
    for (const Ids& text : texts) {
        all.insert(all.end(), text.begin(), text.end());
        lengths.push_back(static_cast<int>(text.size()));
    }
    Workspace workspace(model);
    const auto vectors = forward(model, {all, lengths}, workspace, parallel);
    return {vectors.begin(), vectors.end()};
}

FidelityCheck soundVector(std::span<const float> vector)
{
    const bool finite = std::ranges::all_of(vector, [](float value) { return std::isfinite(value); });
    const bool zero = std::ranges::all_of(vector, [](float value) { return value == 0; });
    return {"the first vector is finite and not zero", !vector.empty() && finite && !zero,
            fmt::format("{} dimensions", vector.size())};
}

void vectorChecks(const Model& model, std::vector<FidelityCheck>& checks)
{
    const auto texts = probeTexts(model);
    const auto dimensions = static_cast<std::size_t>(model.info().dimensions);
    SerialRows serial;
    RowsInParts parts;
    const auto packed = vectorsOf(model, texts, serial);
    checks.push_back(soundVector(std::span(packed).first(dimensions)));
    std::size_t alone = 0, split = 0;
    for (std::size_t i = 0; i < texts.size(); ++i) {
        const auto same = [&](const std::vector<float>& vector) {
            return std::memcmp(vector.data(), packed.data() + i * dimensions, dimensions * sizeof(float))
                == 0;
        };
        alone += same(vectorsOf(model, {texts[i]}, serial));
        split += same(vectorsOf(model, {texts[i]}, parts));
    }
    checks.push_back({"a text has the same vector alone and in a pack", alone == texts.size(),
                      fmt::format("{} of {} texts bit for bit", alone, texts.size())});
    checks.push_back({"a text has the same vector from one worker and from a team", split == texts.size(),
                      fmt::format("{} of {} texts bit for bit", split, texts.size())});
}

}

std::vector<FidelityCheck> checkFile(const GgufFile& file, const Tokenizer* tokenizer)
{
    std::vector<FidelityCheck> checks = {poolingInFile(file), denseLayers(file)};
    if (tokenizer) {
        checks.push_back(specialTokens(*tokenizer));
        checks.push_back(tokenizerRoundTrip(*tokenizer));
        checks.push_back(probeTextsAgree(*tokenizer));
    } else {
        checks.push_back({"special tokens stand around a text", {}, "the tokenizer cannot be used"});
        checks.push_back({"tokens come back from their own text", {}, "the tokenizer cannot be used"});
        checks.push_back({"probe texts have the ids of the original", {}, "the tokenizer cannot be used"});
    }
    return checks;
}

std::vector<FidelityCheck> checkModel(const Model& model)
{
    std::vector<FidelityCheck> checks = {contextIsSane(model), tensorsAreUsed(model)};
    if (model.hasTokenizer())
        vectorChecks(model, checks);
    return checks;
}

std::vector<FidelityCheck> checkFidelity(const Model& model)
{
    auto checks = checkFile(model.file(), model.hasTokenizer() ? &model.tokenizer() : nullptr);
    for (FidelityCheck& check : checkModel(model))
        checks.push_back(std::move(check));
    return checks;
}

}
