// Vectors of whole models from independent sources: a fixture that lies here, and everything that lies beside
// the project.
#include "engine/kernels/dispatch.h"
#include "engine/model/forward.h"
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

// Kernels compute with floats between weights of these types.
bool isExact(const std::string& weights)
{
    return weights == "f32" || weights == "f16" || weights == "bf16";
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
        std::size_t compared = 0;
        for (std::size_t i = 0; i < expected["ids"].size(); ++i) {
            const std::vector<TokenId> ids = expected["ids"][i];
            if (ids.empty()) // has no vector
                continue;
            ++compared;
            if (model->hasTokenizer()) {
                EXPECT_EQ(model->tokenizer().encode(expected["texts"][i].get<std::string>()), ids)
                    << folder << i;
            }
            const auto vector = vectorOf(*model, workspace, ids);
            const std::vector<double> wanted = expected["vectors"][i];
            if (isExact(expected["weights"])) {
                EXPECT_LT(largestDifference(vector, wanted), 1e-5) << folder << i;
            } else { // activations are rounded too: the file's bound for such engines
                EXPECT_GT(cosine(vector, wanted), expected["tolerance"]["min_cosine"].get<double>())
                    << folder << i;
            }
        }
        EXPECT_GE(compared, 2u);
        if (expected.contains("per_token") && expected["per_token"].is_object())
            expectStates(*model, workspace, expected);
    }
    // Before pooling: the states of every token of one text.
    void expectStates(const Model& model, Workspace& workspace, const json& expected)
    {
        const json& part = expected["per_token"];
        std::size_t text = 0; // by its number, or by itself
        if (part["text"].is_number())
            text = part["text"];
        while (part["text"].is_string() && expected["texts"][text] != part["text"])
            ++text;
        const std::vector<TokenId> ids = expected["ids"][text];
        const int length = static_cast<int>(ids.size());
        SerialRows serial;
        const auto states = forwardTokens(model, {ids, {&length, 1}}, workspace, serial);
        const std::vector<std::vector<double>> rows = part["rows"];
        ASSERT_EQ(rows.size() * static_cast<std::size_t>(model.info().width), states.size());
        std::size_t at = 0;
        for (const auto& row : rows) {
            const auto begin = states.begin() + static_cast<std::ptrdiff_t>(at);
            at += row.size();
            const std::vector<double> state(begin, begin + static_cast<std::ptrdiff_t>(row.size()));
            EXPECT_LT(largestDifference(state, row), 1e-4);
        }
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

// All families, in all types: the fixtures beside the project.
TEST_P(Reference, agreesWithEveryFixture)
{
    const fs::path fixtures = kShared / "fixtures";
    if (!fs::exists(fixtures))
        GTEST_SKIP() << "the fixtures are not beside the project";
    int files = 0;
    for (const auto& entry : fs::recursive_directory_iterator(fixtures)) {
        const std::string name = entry.path().filename().string();
        if (!name.starts_with("expected") || !name.ends_with(".json"))
            continue;
        SCOPED_TRACE(entry.path().string());
        expectFixture(entry.path().parent_path(), name);
        ++files;
    }
    EXPECT_GE(files, 42);
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
