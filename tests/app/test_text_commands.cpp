// embed, tokenize, inspect and read on small files of our own.
#include "engine/base/resources.h"
#include "tests/app/run_program.h"
#include "tests/engine/documents/temporary_folder.h"

#include <cmath>
#include <cstring>
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <nlohmann/json.hpp>

using namespace embedscope;
using namespace embedscope::test;
using nlohmann::json;
using testing::HasSubstr;

namespace {

const std::string kModel = findResource(kBundledModel).string();

std::vector<json> jsonLines(const std::string& text)
{
    std::vector<json> lines;
    std::istringstream input(text);
    for (std::string line; std::getline(input, line);)
        lines.push_back(json::parse(line));
    return lines;
}

class TextCommands : public testing::Test
{
protected:
    TemporaryFolder m_folder;
};

TEST_F(TextCommands, tokenizeAgreesWithTheReference)
{
    std::ifstream reference(EMBEDSCOPE_TEST_DATA "/tokens/reference-mini.jsonl");
    std::vector<json> expected;
    for (std::string line; std::getline(reference, line);)
        expected.push_back(json::parse(line));
    ASSERT_GE(expected.size(), 10u);
    std::string input;
    for (const json& line : expected)
        input += json{{"text", line.at("text")}}.dump() + "\n";
    const auto result =
        runProgram({"tokenize", "--model", kModel, "--input", m_folder.write("in", input), "--pieces"});
    ASSERT_EQ(result.status, 0) << result.err;
    const auto lines = jsonLines(result.out);
    ASSERT_EQ(lines.size(), expected.size());
    for (std::size_t i = 0; i < lines.size(); ++i) {
        EXPECT_EQ(lines[i]["ids"], expected[i]["ids"]) << expected[i]["text"];
        EXPECT_EQ(lines[i]["pieces"].size(), lines[i]["ids"].size());
    }
}

TEST_F(TextCommands, tokenizeKnowsTheVocabulariesOfAllModels)
{
    for (const char* name :
         {"roberta", "llama-bpe", "qwen2", "modern-bert", "gemma", "llama", "xlmr", "t5"}) {
        SCOPED_TRACE(name);
        const std::string path = std::string(EMBEDSCOPE_TEST_DATA "/tokens/") + name;
        std::ifstream reference(path + ".jsonl");
        std::stringstream content;
        content << reference.rdbuf();
        const auto expected = jsonLines(content.str());
        ASSERT_EQ(expected.size(), 8u);
        const auto result = runProgram({"tokenize", "--model", path + ".gguf", "--input", path + ".jsonl",
                                        "--pieces"}); // lines have a text
        ASSERT_EQ(result.status, 0) << result.err;
        const auto lines = jsonLines(result.out);
        ASSERT_EQ(lines.size(), expected.size());
        for (std::size_t i = 0; i < lines.size(); ++i) {
            EXPECT_EQ(lines[i]["ids"], expected[i]["ids"]) << expected[i]["text"];
            EXPECT_EQ(lines[i]["pieces"].size(), lines[i]["ids"].size());
        }
    }
}

TEST_F(TextCommands, embedGivesAVectorPerLineInTheirOrder)
{
    const auto input = m_folder.write("in.jsonl",
                                      "{\"id\":\"a\",\"text\":\"A bell in the tower.\"}\n"
                                      "{\"id\":7,\"text\":\"\"}\n"
                                      "{\"id\":\"c\",\"text\":\"A bell in the tower.\"}\n");
    const auto result = runProgram({"embed", "--model", kModel, "--input", input});
    ASSERT_EQ(result.status, 0) << result.err;
    const auto lines = jsonLines(result.out);
    ASSERT_EQ(lines.size(), 3u);
    EXPECT_EQ(lines[0]["id"], "a");
    EXPECT_EQ(lines[1]["id"], 7);
    EXPECT_EQ(lines[1]["tokens"], 2);
    EXPECT_EQ(lines[0]["vector"], lines[2]["vector"]);
    EXPECT_NE(lines[0]["vector"], lines[1]["vector"]);
    for (const json& line : lines) {
        double squares = 0;
        ASSERT_EQ(line["vector"].size(), 256u);
        for (const json& value : line["vector"])
            squares += value.get<double>() * value.get<double>();
        EXPECT_NEAR(std::sqrt(squares), 1, 1e-5);
    }
}

TEST_F(TextCommands, everyModeAndNumberOfWorkersGivesTheSameBytes)
{
    std::string texts;
    for (int i = 0; i < 40; ++i)
        texts += std::string(static_cast<std::size_t>(1 + i * 7 % 300), static_cast<char>('a' + i % 26))
            + " bell " + std::to_string(i) + "\n";
    const auto input = m_folder.write("in.txt", texts);
    const auto first = runProgram({"embed", "--model", kModel, "--input", input, "--workers", "1"});
    ASSERT_EQ(first.status, 0) << first.err;
    for (const char* mode : {"coarse", "nested", "hybrid"}) {
        for (const char* workers : {"2", "5"}) {
            const auto other = runProgram(
                {"embed", "--model", kModel, "--input", input, "--mode", mode, "--workers", workers});
            EXPECT_EQ(other.out, first.out) << mode << workers;
        }
    }
}

TEST_F(TextCommands, embedWritesNumpyArrays)
{
    const auto input = m_folder.write("in.txt", "one\ntwo\nthree\n");
    const std::string output = m_folder.path() / "out.npy";
    const auto result =
        runProgram({"embed", "--model", kModel, "--input", input, "--output", output, "--format", "npy"});
    ASSERT_EQ(result.status, 0) << result.err;
    EXPECT_EQ(result.out, "");
    std::ifstream file(output, std::ios::binary);
    const std::string bytes(std::istreambuf_iterator<char>(file), {});
    ASSERT_TRUE(bytes.starts_with("\x93NUMPY"));
    EXPECT_THAT(bytes.substr(0, 128), HasSubstr("(3, 256)"));
    EXPECT_EQ(bytes.size() % 64, 0u);
    EXPECT_EQ(bytes.size() - 3 * 256 * 4, 10u + static_cast<unsigned char>(bytes[8]));
}

TEST_F(TextCommands, inspectKnowsTheModel)
{
    const auto result = runProgram({"inspect", "--model", kModel, "--json", "--tensors"});
    ASSERT_EQ(result.status, 0) << result.err;
    const json report = json::parse(result.out);
    EXPECT_EQ(report["architecture"], "bert");
    EXPECT_EQ(report["runs"], true);
    EXPECT_EQ(report["dimensions"], 256);
    EXPECT_EQ(report["bytes"], std::filesystem::file_size(kModel));
    EXPECT_GT(report["tensors"].size(), 10u);
    for (const json& check : report["fidelity"])
        EXPECT_NE(check["ok"], false) << check;
    EXPECT_THAT(runProgram({"inspect", "--model", kModel}).out, HasSubstr("256 dimensions"));
}

TEST_F(TextCommands, readShowsBlocksWithTheirPlaces)
{
    const auto file = m_folder.write("note.md", "# Tower\n\nThe bell hangs here.\n");
    const auto result = runProgram({"read", "--json", file});
    ASSERT_EQ(result.status, 0) << result.err;
    const json document = json::parse(result.out);
    EXPECT_EQ(document["kind"], "markdown");
    ASSERT_EQ(document["blocks"].size(), 2u);
    EXPECT_EQ(document["blocks"][0]["text"], "Tower");
    EXPECT_EQ(document["blocks"][0]["heading"], 1);
    EXPECT_EQ(document["blocks"][1]["text"], "The bell hangs here.");
    EXPECT_EQ(document["blocks"][1]["line"], 3);
    EXPECT_THAT(runProgram({"read", file}).out, HasSubstr("The bell hangs here."));
}

TEST_F(TextCommands, readRefusesWithAReasonOfTheContract)
{
    const std::string data = EMBEDSCOPE_TEST_DATA "/documents/";
    const std::pair<std::string, const char*> refusals[] = {{data + "password-rc4-128.pdf", "encrypted"},
                                                            {data + "header-only.pdf", "damaged"},
                                                            {data + "blank-page.pdf", "no-text"},
                                                            {data + "picture.png", "unsupported"},
                                                            {data + "gone", "not-found"}};
    for (const auto& [file, reason] : refusals) {
        const auto result = runProgram({"read", "--json", file});
        EXPECT_EQ(result.status, 1) << file;
        const json refusal = json::parse(result.out);
        EXPECT_EQ(refusal["refused"]["reason"], reason) << file;
        EXPECT_EQ(result.err, "error: " + refusal["refused"]["sentence"].get<std::string>() + "\n");
    }
    EXPECT_THAT(runProgram({"read", data + "password.odt"}).err, HasSubstr("Give it with --password."));
    const auto opened = runProgram({"read", "--password", "opensesame", data + "password-rc4-128.pdf"});
    EXPECT_EQ(opened.status, 0) << opened.err;
    EXPECT_THAT(opened.out, HasSubstr("84 meteors"));
}

}
