// The ids of whole texts: excerpts with the bundled model, and everything that lies beside the project.
#include "engine/tokens/tokenizer.h"

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

TEST(TokensReference, agreesOnAllTextsOfTheBundledModel)
{
    const auto path = kShared / "default-model/reference.jsonl";
    if (!std::filesystem::exists(path))
        GTEST_SKIP() << "the reference of the bundled model is not beside the project";
    const auto tokenizer = open(kBundledModel);
    ASSERT_TRUE(tokenizer);
    EXPECT_EQ(expectIdsOfLines(*tokenizer, path), 60);
}

TEST(TokensReference, agreesOnAllLinesWithTheVocabularyOfBert)
{
    if (!std::filesystem::exists(kShared / "tokenizers/bert-bge.gguf"))
        GTEST_SKIP() << "the vocabularies are not beside the project";
    const auto tokenizer = open(kShared / "tokenizers/bert-bge.gguf");
    ASSERT_TRUE(tokenizer);
    const json lines = json::parse(std::ifstream(kShared / "tokenizers/lines.json"))["lines"];
    const json ids = json::parse(std::ifstream(kShared / "tokenizers/bert-bge.json"))["ids"];
    ASSERT_EQ(lines.size(), 139u);
    for (std::size_t i = 0; i < lines.size(); ++i)
        expectIds(*tokenizer, textOf(lines[i]), ids[i], SIZE_MAX);
    EXPECT_EQ(expectIdsOfLines(*tokenizer, kShared / "reference/minilm-dev.jsonl"), 150);
}

TEST(TokensReference, agreesOnTheTextsOfTheFixtures)
{
    if (!std::filesystem::exists(kShared / "fixtures"))
        GTEST_SKIP() << "the fixtures are not beside the project";
    for (const auto& [model, expected] : {std::pair{"bert/model-f32.gguf", "bert/expected.json"},
                                          {"bert-cls-fused/model-f32.gguf", "bert-cls-fused/expected.json"},
                                          {"bert-distil/model-f32.gguf", "bert-distil/expected.json"},
                                          {"bert-wide/model-q8_0.gguf", "bert-wide/expected-q8_0.json"},
                                          {"nomic-bert/model-f32.gguf", "nomic-bert/expected.json"},
                                          {"jina-bert-v2/model-f32.gguf", "jina-bert-v2/expected.json"},
                                          {"neo-bert/model-f32.gguf", "neo-bert/expected.json"}}) {
        const auto tokenizer = open(kShared / "fixtures" / model);
        ASSERT_TRUE(tokenizer);
        const json truth = json::parse(std::ifstream(kShared / "fixtures" / expected));
        for (std::size_t i = 0; i < truth["texts"].size(); ++i)
            expectIds(*tokenizer, truth["texts"][i], truth["ids"][i], SIZE_MAX);
    }
}

}
}
