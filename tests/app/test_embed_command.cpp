// The command `embed`, run as a user runs it.
#include "engine/base/resources.h"
#include "engine/embed/embedder.h"
#include "tests/app/run_program.h"

#include <cmath>
#include <cstring>
#include <fcntl.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <nlohmann/json.hpp>
#include <sys/stat.h>

namespace embedscope {
namespace {

namespace fs = std::filesystem;
using nlohmann::json;
using test::ProgramResult;
using testing::AllOf;
using testing::HasSubstr;

class EmbedCommand : public testing::Test
{
protected:
    EmbedCommand()
    {
        std::string name = (fs::temp_directory_path() / "embedscope-test-XXXXXX").string();
        m_folder = ::mkdtemp(name.data());
    }
    ~EmbedCommand() override { fs::remove_all(m_folder); }

    std::string file(const std::string& name, const std::string& content = {})
    {
        if (!content.empty())
            std::ofstream(m_folder / name, std::ios::binary) << content;
        return (m_folder / name).string();
    }
    static ProgramResult run(std::vector<std::string> arguments)
    {
        arguments.insert(arguments.begin(), {"embed", "--model", findResource(kBundledModel).string()});
        return test::runProgram(arguments);
    }
    static std::vector<json> lines(const std::string& text)
    {
        std::vector<json> all;
        std::istringstream input(text);
        for (std::string line; std::getline(input, line);)
            all.push_back(json::parse(line));
        return all;
    }
    static std::string read(const std::string& path)
    {
        std::ifstream input(path, std::ios::binary);
        return {std::istreambuf_iterator<char>(input), {}};
    }

    fs::path m_folder;
};

TEST_F(EmbedCommand, givesTheVectorsOfTheEngineInTheOrderOfTheInput)
{
    std::string input;
    std::vector<std::string> texts;
    for (int i = 0; i < 300; ++i) {
        texts.push_back("text number " + std::to_string(i));
        for (int more = 0; more < i * 7 % 30; ++more)
            texts.back() += " and a further word";
        input += texts.back() + "\n";
    }
    const auto model = Model::open(findResource(kBundledModel));
    ASSERT_TRUE(model);
    const Embedder embedder(*model, {.workers = 1});
    const auto result = run({"--input", file("in.txt", input), "--workers", "3"});
    EXPECT_EQ(result.status, 0) << result.err;
    const auto rows = lines(result.out);
    ASSERT_EQ(rows.size(), texts.size());
    for (std::size_t i = 0; i < rows.size(); ++i) {
        const auto ids = (*model)->tokenizer().encode(texts[i]);
        EXPECT_EQ(rows[i]["id"], i + 1);
        EXPECT_EQ(rows[i]["tokens"], ids.size());
        EXPECT_EQ(rows[i]["vector"].get<std::vector<float>>(), embedder.embedNow(ids))
            << i; // digits enough for all bits
    }
}

TEST_F(EmbedCommand, takesTextsOrIdsWithTheirNames)
{
    const auto result =
        run({"--input",
             file("in.jsonl",
                  "{\"id\":\"first\",\"text\":\"the sea\"}\n{\"id\":7,\"ids\":[2,3]}\n{\"text\":\"\"}\n")});
    EXPECT_EQ(result.status, 0) << result.err;
    const auto rows = lines(result.out);
    ASSERT_EQ(rows.size(), 3u);
    EXPECT_EQ(rows[0]["id"], "first");
    EXPECT_EQ(rows[1]["id"], 7);
    EXPECT_EQ(rows[2]["id"], 3);
    EXPECT_EQ(rows[2]["tokens"], 2);
    EXPECT_EQ(rows[1]["vector"], rows[2]["vector"]); // an empty text is its special tokens
}

TEST_F(EmbedCommand, namesTheLineThatIsWrong)
{
    for (const char* bad : {"{\"id\":3}", "no object", "{\"text\":5}", "{\"ids\":[2,99999999,3]}",
                            "{\"ids\":[]}", "{\"ids\":[1.5]}"}) {
        const auto result =
            run({"--input", file("in.jsonl", std::string("{\"text\":\"good\"}\n") + bad + "\n")});
        EXPECT_EQ(result.status, 1) << bad;
        EXPECT_THAT(result.err, AllOf(HasSubstr("error: Line 2 of "), HasSubstr("in.jsonl"))) << bad;
        EXPECT_EQ(lines(result.out).size(), 1u) << bad;
    }
}

TEST_F(EmbedCommand, saysWhatItCutsAndRefusesIdsThatAreTooMany)
{
    std::string text;
    for (int i = 0; i < 600; ++i)
        text += "sea ";
    const auto cut = run({"--input", file("in.txt", "short\n" + text + "\n")});
    EXPECT_EQ(cut.status, 0);
    EXPECT_THAT(cut.err, AllOf(HasSubstr("512"), HasSubstr("line 2")));
    const auto rows = lines(cut.out);
    ASSERT_EQ(rows.size(), 2u);
    EXPECT_FALSE(rows[0].contains("cut"));
    EXPECT_EQ(rows[1]["cut"], 90);
    EXPECT_EQ(rows[1]["tokens"], 512);
    const json ids = {{"ids", std::vector<int>(513, 5)}};
    EXPECT_EQ(run({"--input", file("ids.jsonl", ids.dump() + "\n")}).status, 1);
}

TEST_F(EmbedCommand, writesCsvAndNumPyArrays)
{
    const std::string input =
        file("in.jsonl", "{\"id\":\"a, \\\"b\\\"\",\"text\":\"one\"}\n{\"text\":\"two\"}\n");
    const auto expected = lines(run({"--input", input, "--dims", "5"}).out);
    const auto csv = run({"--input", input, "--dims", "5", "--format", "csv"});
    EXPECT_THAT(csv.out, testing::StartsWith("id,tokens,v0,v1,v2,v3,v4\n\"a, \"\"b\"\"\",3,"));
    for (const std::string& way : {file("out.npy"), std::string("-")}) {
        const auto result = run({"--input", input, "--dims", "5", "--format", "npy", "--output", way});
        EXPECT_EQ(result.status, 0) << result.err;
        const std::string bytes = way == "-" ? result.out : read(way);
        ASSERT_EQ(bytes.size(), 128u + 2 * 5 * sizeof(float));
        EXPECT_EQ(bytes.substr(0, 8), std::string("\x93NUMPY\x01\x00", 8));
        EXPECT_EQ(static_cast<unsigned char>(bytes[8]), 128 - 10);
        EXPECT_THAT(
            bytes.substr(10, 118),
            AllOf(HasSubstr("'descr': '<f4'"), HasSubstr("'shape': (2, 5)"), testing::EndsWith("\n")));
        std::vector<float> values(10);
        std::memcpy(values.data(), bytes.data() + 128, 40);
        for (std::size_t i = 0; i < 10; ++i)
            EXPECT_EQ(values[i], expected[i / 5]["vector"][i % 5].get<float>());
    }
}

TEST_F(EmbedCommand, givesTheSameBytesInEveryMode)
{
    const std::string input = file("in.txt", "one\ntwo words\nthree more words\n\nthe last of the texts\n");
    const std::string expected = run({"--input", input, "--workers", "1"}).out;
    EXPECT_EQ(lines(expected).size(), 5u);
    for (const char* mode : {"coarse", "nested", "hybrid", "naive"})
        EXPECT_EQ(run({"--input", input, "--mode", mode, "--workers", "2", "--matmul-threads", "2"}).out,
                  expected)
            << mode;
}

TEST_F(EmbedCommand, changesTheVectorAsAsked)
{
    const std::string input = file("in.txt", "the sea and the sky\n");
    const auto mean = lines(run({"--input", input}).out)[0]["vector"];
    const auto cls = lines(run({"--input", input, "--pooling", "cls"}).out)[0]["vector"];
    const auto raw = lines(run({"--input", input, "--no-normalize"}).out)[0]["vector"];
    EXPECT_NE(mean, cls);
    double length = 0, rawLength = 0;
    for (std::size_t i = 0; i < mean.size(); ++i) {
        length += mean[i].get<double>() * mean[i].get<double>();
        rawLength += raw[i].get<double>() * raw[i].get<double>();
    }
    EXPECT_NEAR(length, 1, 1e-6);
    EXPECT_GT(std::abs(rawLength - 1), 1e-3);
}

TEST_F(EmbedCommand, putsAPromptBeforeEveryText)
{
    const auto prompted = run({"--input", file("in.txt", "the sea\n"), "--prompt", "query: {title} "});
    const auto typed = run({"--input", file("typed.txt", "query: none the sea\n")});
    EXPECT_EQ(prompted.out, typed.out);
    EXPECT_NE(prompted.out, run({"--input", file("in.txt")}).out);
    EXPECT_EQ(run({"--input", file("in.txt"), "--prompt", "a", "--task", "query"}).status, 2);
    EXPECT_THAT(run({"--input", file("in.txt"), "--prompt", "a", "--title", "b"}).err, HasSubstr("{title}"));
    EXPECT_THAT(run({"--input", file("in.txt"), "--dimensions", "64"}).err,
                HasSubstr("not trained for vectors of 64 numbers"));
}

TEST_F(EmbedCommand, refusesTasksWrongUsageAndFilesThatAreNotThere)
{
    const std::string input = file("in.txt", "x\n");
    const auto task = run({"--input", input, "--task", "query"});
    EXPECT_EQ(task.status, 1);
    EXPECT_THAT(task.err, AllOf(HasSubstr("error: "), HasSubstr("no tasks")));
    EXPECT_EQ(run({"--input", input, "--mode", "fast"}).status, 2);
    EXPECT_EQ(run({"--input", input, "--dims", "0"}).status, 2);
    EXPECT_EQ(run({"--input", input, "--no-such-option"}).status, 2);
    EXPECT_EQ(run({"--input", input, "--dims", "100000"}).status, 1);
    EXPECT_EQ(run({"--input", input, "--target", "sse9"}).status, 1);
    const auto absent = run({"--input", file("absent.txt")});
    EXPECT_EQ(absent.status, 1);
    EXPECT_THAT(absent.err, HasSubstr("absent.txt"));
    EXPECT_EQ(test::runProgram({"embed", "--model", file("no.gguf"), "--input", input}).status, 1);
    EXPECT_EQ(run({"--input", input, "--output", file("no-folder/out")}).status, 1);
}

TEST_F(EmbedCommand, printsTimingsBesideTheResult)
{
    const auto result = run({"--input", file("in.txt", "x\ny\n"), "--timings"});
    EXPECT_EQ(lines(result.out).size(), 2u);
    EXPECT_THAT(result.err, AllOf(HasSubstr("2 texts"), HasSubstr("tokens/s")));
}

TEST_F(EmbedCommand, endsWithItsOwnStatusWhenInterrupted)
{
    const std::string pipe = file("pipe");
    ASSERT_EQ(::mkfifo(pipe.c_str(), 0600), 0);
    test::RunningProgram program(
        {"embed", "--model", findResource(kBundledModel).string(), "--input", pipe, "--timings"});
    const int writer = ::open(pipe.c_str(), O_WRONLY); // until the command has opened it
    ASSERT_GE(writer, 0);
    EXPECT_EQ(::write(writer, "one line\nand half", 17), 17);
    program.signal(SIGINT);
    const auto result = program.wait();
    ::close(writer);
    EXPECT_EQ(result.status, 130);
}

}
}
