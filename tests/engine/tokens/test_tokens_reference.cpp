// The ids of whole texts: excerpts with the bundled model, and everything that lies beside the project.
#include "engine/tokens/tokenizer.h"

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <gtest/gtest.h>
#include <nlohmann/json.hpp>

namespace embedscope {
namespace {

using nlohmann::json;

const std::filesystem::path kShared = EMBEDSCOPE_SOURCE_DIR "/../shared";
const std::filesystem::path kBundledModel =
    EMBEDSCOPE_SOURCE_DIR "/resources/models/embedscope-mini.Q8_0.gguf";

std::unique_ptr<Tokenizer> open(const std::filesystem::path& path)
{
    const auto file = GgufFile::open(path);
    if (!file) {
        ADD_FAILURE() << file.error().sentence;
        return nullptr;
    }
    auto tokenizer = Tokenizer::fromGguf(*file);
    if (!tokenizer) {
        ADD_FAILURE() << tokenizer.error().sentence;
        return nullptr;
    }
    return std::move(*tokenizer);
}

std::string textOf(const json& line)
{
    if (line.contains("text"))
        return line["text"];
    const std::string hex = line["hex"];
    std::string bytes;
    for (std::size_t i = 0; i + 1 < hex.size(); i += 2)
        bytes += static_cast<char>(std::stoi(hex.substr(i, 2), nullptr, 16));
    return bytes;
}

void expectIds(const Tokenizer& tokenizer, const std::string& text, const json& ids, std::size_t maxTokens)
{
    std::vector<TokenId> tokens;
    tokenizer.tokenize(text, tokens);
    EXPECT_EQ(tokenizer.wrap(tokens, maxTokens), ids.get<std::vector<TokenId>>()) << text;
}

int expectIdsOfLines(const Tokenizer& tokenizer, const std::filesystem::path& path)
{
    std::ifstream input(path);
    int lines = 0;
    for (std::string line; std::getline(input, line); ++lines) {
        const json object = json::parse(line);
        expectIds(tokenizer, textOf(object), object["ids"], 512);
    }
    return lines;
}

TEST(TokensReference, agreesOnHardLinesWithTheBundledModel)
{
    const auto tokenizer = open(kBundledModel);
    ASSERT_TRUE(tokenizer);
    EXPECT_EQ(expectIdsOfLines(*tokenizer, EMBEDSCOPE_TEST_DATA "/tokens/lines-mini.jsonl"), 25);
    EXPECT_EQ(expectIdsOfLines(*tokenizer, EMBEDSCOPE_TEST_DATA "/tokens/reference-mini.jsonl"), 10);
}

// Vocabularies of a few hundred tokens and the ids that two other implementations agree on.
TEST(TokensReference, agreesWithSmallVocabulariesOfEveryKind)
{
    for (const char* name :
         {"roberta", "llama-bpe", "qwen2", "modern-bert", "gemma", "llama", "xlmr", "t5"}) {
        SCOPED_TRACE(name);
        const std::string path = std::string(EMBEDSCOPE_TEST_DATA "/tokens/") + name;
        const auto tokenizer = open(path + ".gguf");
        ASSERT_TRUE(tokenizer);
        EXPECT_EQ(expectIdsOfLines(*tokenizer, path + ".jsonl"), 8);
    }
}

TEST(TokensReference, agreesOnAllTextsOfTheBundledModel)
{
    const auto path = kShared / "default-model/reference.jsonl";
    if (!std::filesystem::exists(path))
        GTEST_SKIP() << "the reference of the bundled model is not beside the project";
    const auto tokenizer = open(kBundledModel);
    ASSERT_TRUE(tokenizer);
    EXPECT_EQ(expectIdsOfLines(*tokenizer, path), 60);
}

TEST(TokensReference, agreesOnTheDevelopmentTextsOfMiniLm)
{
    if (!std::filesystem::exists(kShared / "reference/minilm-dev.jsonl"))
        GTEST_SKIP() << "the reference texts are not beside the project";
    const auto tokenizer = open(kShared / "tokenizers/bert-bge.gguf");
    ASSERT_TRUE(tokenizer);
    EXPECT_EQ(expectIdsOfLines(*tokenizer, kShared / "reference/minilm-dev.jsonl"), 150);
}

// The small vocabularies lie beside the project, the large ones are unpacked when the build is configured.
std::filesystem::path vocabularyFile(const std::string& name)
{
    const std::filesystem::path large = std::filesystem::path(EMBEDSCOPE_VOCABULARIES) / (name + ".gguf");
    return std::filesystem::exists(large) ? large : kShared / "tokenizers" / (name + ".gguf");
}

class VocabularyReference : public testing::TestWithParam<const char*>
{
};

TEST_P(VocabularyReference, agreesOnAllLines)
{
    const auto file = vocabularyFile(GetParam());
    if (!std::filesystem::exists(file))
        GTEST_SKIP() << "the vocabulary is not beside the project";
    const auto tokenizer = open(file);
    ASSERT_TRUE(tokenizer);
    const json lines = json::parse(std::ifstream(kShared / "tokenizers/lines.json"))["lines"];
    const json truth =
        json::parse(std::ifstream(kShared / "tokenizers" / (std::string(GetParam()) + ".json")));
    ASSERT_EQ(lines.size(), 139u);
    for (std::size_t i = 0; i < lines.size(); ++i)
        expectIds(*tokenizer, textOf(lines[i]), truth["ids"][i], SIZE_MAX);
}

INSTANTIATE_TEST_SUITE_P(All, VocabularyReference,
                         testing::Values("bert-bge", "llama-spm", "gemma-spm", "gemma-4", "gpt-2", "qwen2",
                                         "llama-bpe", "nomic-bert-moe"),
                         [](const auto& each) {
                             std::string name = each.param;
                             std::ranges::replace(name, '-', '_');
                             return name;
                         });

TEST(TokensReference, agreesOnTheSequencesOfEmbeddingGemma)
{
    const auto file = vocabularyFile("gemma-spm");
    if (!std::filesystem::exists(file))
        GTEST_SKIP() << "the vocabulary is not beside the project";
    const auto tokenizer = open(file);
    ASSERT_TRUE(tokenizer);
    const json cases = json::parse(std::ifstream(kShared / "tokenizers/embeddinggemma-golden.json"))["cases"];
    ASSERT_EQ(cases.size(), 36u);
    for (const json& each : cases)
        expectIds(*tokenizer, each["text"], each["ids"], SIZE_MAX);
}

TEST(TokensReference, agreesOnTheTextsOfAllFixtures)
{
    if (!std::filesystem::exists(kShared / "fixtures"))
        GTEST_SKIP() << "the fixtures are not beside the project";
    int models = 0;
    for (const auto& entry : std::filesystem::recursive_directory_iterator(kShared / "fixtures")) {
        std::string name = entry.path().filename().string();
        if (!name.starts_with("expected") || !name.ends_with(".json"))
            continue;
        SCOPED_TRACE(entry.path().string());
        const std::string type = name == "expected.json" ? "f32" : name.substr(9, name.size() - 14);
        const auto tokenizer = open(entry.path().parent_path() / ("model-" + type + ".gguf"));
        ASSERT_TRUE(tokenizer);
        const json truth = json::parse(std::ifstream(entry.path()));
        ASSERT_FALSE(truth["texts"].empty());
        for (std::size_t i = 0; i < truth["texts"].size(); ++i)
            expectIds(*tokenizer, truth["texts"][i], truth["ids"][i], SIZE_MAX);
        ++models;
    }
    EXPECT_EQ(models, 42);
}

}
}
