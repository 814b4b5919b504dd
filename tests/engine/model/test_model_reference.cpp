// Vectors of whole models from independent sources: a fixture that lies here, and everything that lies beside
// the project.
#include "engine/kernels/dispatch.h"
#include "engine/model/bert.h"
#include "tests/engine/model/reference_pass.h"

#include <algorithm>
#include <cstdlib>
#include <filesystem>
#include <fmt/format.h>
#include <fstream>
#include <gtest/gtest.h>
#include <nlohmann/json.hpp>

namespace embedscope {
namespace {

namespace fs = std::filesystem;
using nlohmann::json;

const fs::path kShared = EMBEDSCOPE_SOURCE_DIR "/../shared";
const fs::path kBundledModel = EMBEDSCOPE_SOURCE_DIR "/resources/models/embedscope-mini.Q8_0.gguf";

struct ReferenceText
{
    std::string text;
    std::vector<TokenId> ids;
    std::vector<double> vector;
};

std::shared_ptr<const Model> open(const fs::path& path, const std::string& target)
{
    auto model = Model::open(path, {.target = target, .needsTokenizer = false});
    if (!model) {
        ADD_FAILURE() << model.error().sentence;
        return nullptr;
    }
    return *model;
}

std::vector<double> vectorOf(const Model& model, Workspace& workspace, const std::vector<TokenId>& ids)
{
    SerialRows serial;
    const int length = static_cast<int>(ids.size());
    const auto vector = forward(model, {ids, {&length, 1}}, workspace, serial);
    return {vector.begin(), vector.end()};
}

std::vector<ReferenceText> readLines(const fs::path& path, std::size_t step = 1)
{
    std::vector<ReferenceText> texts;
    std::ifstream input(path);
    std::size_t number = 0;
    for (std::string line; std::getline(input, line);) {
        if (number++ % step != 0)
            continue;
        const json object = json::parse(line);
        texts.push_back({object["text"], object["ids"], object["vector"]});
    }
    return texts;
}

// The largest 1 - cosine over all texts.
double worstLoss(const Model& model, const std::vector<ReferenceText>& texts)
{
    Workspace workspace(model);
    double worst = 0;
    for (const ReferenceText& text : texts)
        worst = std::max(worst, 1 - cosine(vectorOf(model, workspace, text.ids), text.vector));
    return worst;
}

class Reference : public testing::TestWithParam<std::string>
{
protected:
    void expectFixture(const fs::path& folder, const std::string& expectedFile = "expected.json")
    {
        std::ifstream input(folder / expectedFile);
        const json expected = json::parse(input);
        const auto model = open(folder / expected["file"].get<std::string>(), GetParam());
        ASSERT_TRUE(model) << folder;
        Workspace workspace(*model);
        for (std::size_t i = 0; i < expected["ids"].size(); ++i) {
            const std::vector<TokenId> ids = expected["ids"][i];
            if (model->hasTokenizer()) {
                EXPECT_EQ(model->tokenizer().encode(expected["texts"][i].get<std::string>()), ids)
                    << folder << i;
            }
            const auto vector = vectorOf(*model, workspace, ids);
            const std::vector<double> wanted = expected["vectors"][i];
            const json& tolerance = expected["tolerance"];
            if (expected["weights"]
                == "q8_0") { // activations are rounded too: the file's bound for such engines
                EXPECT_GT(cosine(vector, wanted), tolerance["min_cosine"].get<double>()) << folder << i;
                continue;
            }
            EXPECT_LT(largestDifference(vector, wanted), 1e-5) << folder << i;
        }
    }
    void expectSharedFixture(const std::string& name, const std::string& expectedFile = "expected.json")
    {
        const fs::path folder = kShared / "fixtures" / name;
        if (!fs::exists(folder))
            GTEST_SKIP() << "the fixtures are not beside the project";
        expectFixture(folder, expectedFile);
    }
    void expectMiniLm(const std::string& type, double bound)
    {
        const char* folder = std::getenv("EMBEDSCOPE_MINILM_DIR");
        const fs::path reference = kShared / "reference/minilm-dev.jsonl";
        if (!folder || !fs::exists(reference))
            GTEST_SKIP() << "EMBEDSCOPE_MINILM_DIR does not name a folder with the models of "
                            "shared/models/make_models.sh";
        const auto model = open(fs::path(folder) / ("synthetic-minilm-l6." + type + ".gguf"), GetParam());
        ASSERT_TRUE(model);
        const auto texts = readLines(reference, GetParam() == "scalar" ? 15 : 1); // plain loops take minutes
        const double worst = worstLoss(*model, texts);
        RecordProperty("worst_loss", fmt::format("{:.3g}", worst));
        EXPECT_LT(worst, bound) << texts.size() << " texts";
        EXPECT_GE(texts.size(), 10u);
    }
};

TEST_P(Reference, agreesWithTheFixtureThatLiesHere)
{
    expectFixture(fs::path(EMBEDSCOPE_TEST_DATA) / "model/bert-cls-fused");
}

TEST_P(Reference, agreesWithBert)
{
    expectSharedFixture("bert");
}

TEST_P(Reference, agreesWithDistilBert)
{
    expectSharedFixture("bert-distil");
}

TEST_P(Reference, agreesWithRobertaByIds)
{
    expectSharedFixture("bert-roberta");
}

TEST_P(Reference, agreesWithXlmRobertaByIds)
{
    expectSharedFixture("bert-xlmr");
}

TEST_P(Reference, agreesWithWideF16)
{
    expectSharedFixture("bert-wide", "expected-f16.json");
}

TEST_P(Reference, agreesWithWideBF16)
{
    expectSharedFixture("bert-wide", "expected-bf16.json");
}

TEST_P(Reference, agreesWithWideQ8)
{
    expectSharedFixture("bert-wide", "expected-q8_0.json");
}

TEST_P(Reference, agreesWithMiniLmF32)
{
    expectMiniLm("F32", 1e-6);
}

TEST_P(Reference, agreesWithMiniLmF16)
{
    expectMiniLm("F16", 1e-6);
}

TEST_P(Reference, agreesWithMiniLmQ8)
{
    expectMiniLm("Q8_0", 2e-4);
}

void expectBundledModel(const fs::path& path, const std::string& target, std::size_t every)
{
    const auto model = open(kBundledModel, target);
    ASSERT_TRUE(model);
    const auto texts = readLines(path, every);
    ASSERT_GE(texts.size(), 15u);
    EXPECT_LT(worstLoss(*model, texts), 2e-4);
    for (const ReferenceText& text : texts) {
        std::vector<TokenId> ids;
        model->tokenizer().tokenize(text.text, ids);
        EXPECT_EQ(model->tokenizer().wrap(ids, 512), text.ids) << text.text;
    }
}

TEST_P(Reference, agreesWithAnExcerptOfTheBundledModel)
{
    expectBundledModel(EMBEDSCOPE_TEST_DATA "/model/embedscope-mini.reference.jsonl", GetParam(), 1);
}

TEST_P(Reference, agreesWithTheBundledModel)
{
    const fs::path path = kShared / "default-model/reference.jsonl";
    if (!fs::exists(path))
        GTEST_SKIP() << "the reference of the bundled model is not beside the project";
    expectBundledModel(path, GetParam(), GetParam() == "scalar" ? 4 : 1);
}

std::vector<std::string> targetNames()
{
    std::vector<std::string> names;
    for (const KernelTable* table : availableKernels())
        names.emplace_back(table->name);
    return names;
}

std::string nameOfTarget(const testing::TestParamInfo<std::string>& target)
{
    return target.param;
}

INSTANTIATE_TEST_SUITE_P(Targets, Reference, testing::ValuesIn(targetNames()), nameOfTarget);

}
}
