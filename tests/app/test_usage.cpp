// What holds for every command: help, wrong usage, one line for a failure.
#include "engine/base/resources.h"
#include "tests/app/run_program.h"

#include <algorithm>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

using namespace embedscope;
using embedscope::test::ProgramResult;
using embedscope::test::runProgram;
using testing::HasSubstr;

namespace {

using Words = std::vector<std::string>;

const std::string kModel = findResource(kBundledModel).string();

// One line on standard error that names the file; nothing on standard output.
void expectOneError(const Words& words, const std::string& name)
{
    const ProgramResult result = runProgram(words);
    EXPECT_EQ(result.status, 1) << testing::PrintToString(words);
    EXPECT_TRUE(result.err.starts_with("error: ")) << result.err;
    EXPECT_EQ(std::count(result.err.begin(), result.err.end(), '\n'), 1) << result.err;
    EXPECT_THAT(result.err, HasSubstr(name));
    EXPECT_EQ(result.out, "");
}

TEST(Usage, everyCommandHasHelp)
{
    const std::pair<Words, std::vector<const char*>> commands[] = {
        {{"embed"},
         {"--model", "--input", "--output", "--format", "--dims", "--pooling", "--no-normalize", "--workers",
          "--mode", "--matmul-threads", "--pack-tokens", "--target", "--timings"}},
        {{"tokenize"}, {"--model", "--input", "--no-special", "--pieces"}},
        {{"inspect"}, {"--model", "--json", "--tensors"}},
        {{"read"}, {"--json", "--password", "FILE"}},
        {{"index"},
         {"--library", "--model", "--json", "--collection", "--chunk-tokens", "--overlap", "PATH"}},
        {{"search"},
         {"--library", "--model", "-k", "--words", "--meaning", "--fused", "--json", "--queries", "QUERY"}},
        {{"library"}, {"info", "check", "vacuum", "backup", "export"}},
        {{"library", "info"}, {"--json", "LIBRARY"}},
        {{"library", "check"}, {"--json", "LIBRARY"}},
        {{"library", "vacuum"}, {"LIBRARY"}},
        {{"library", "backup"}, {"LIBRARY", "TARGET"}},
        {{"library", "export"}, {"--output", "--format", "--fingerprint", "npy", "csv", "jsonl", "LIBRARY"}},
        {{"bench"},
         {"--model", "--tokens", "--batch", "--workers", "--mode", "--seed-table", "--peak", "--repeat",
          "--json"}},
        {{"compare"}, {"--model", "--a", "--b", "--also", "--texts", "--seconds", "--report", "--json"}},
    };
    for (const auto& [words, options] : commands) {
        Words asked = words;
        asked.push_back("--help");
        const ProgramResult result = runProgram(asked);
        EXPECT_EQ(result.status, 0) << words.front();
        EXPECT_EQ(result.err, "");
        for (const char* option : options)
            EXPECT_THAT(result.out, HasSubstr(option)) << words.back();
    }
    const ProgramResult all = runProgram({"--help"});
    EXPECT_EQ(all.status, 0);
    for (const auto& [words, options] : commands)
        EXPECT_THAT(all.out, HasSubstr(words.front()));
}

TEST(Usage, saysItsVersion)
{
    const ProgramResult result = runProgram({"--version"});
    EXPECT_EQ(result.status, 0);
    EXPECT_TRUE(result.out.starts_with("embedscope-cli ")) << result.out;
}

TEST(Usage, wrongUsageIsTwoAndMakesNothing)
{
    const std::string library = testing::TempDir() + "embedscope-wrong-usage";
    const std::vector<Words> wrong = {
        {},
        {"unknown"},
        {"embed"},
        {"embed", "--model", kModel, "--format", "xml"},
        {"embed", "--model", kModel, "--mode", "fast"},
        {"embed", "--model", kModel, "--workers", "many"},
        {"tokenize"},
        {"tokenize", "--model", kModel, "--unknown"},
        {"inspect"},
        {"read"},
        {"read", "a", "b"},
        {"index"},
        {"index", "--library", library, "--model", kModel},
        {"index", "--library", library, "x"},
        {"index", "--library", library, "--model", kModel, "--chunk-tokens", "0", "x"},
        {"index", "--library", library, "--model", kModel, "--overlap", "-1", "x"},
        {"index", "--library", library, "--model", kModel, "--chunk-tokens", "50", "--overlap", "26", "x"},
        {"search", "question"},
        {"search", "--library", library},
        {"search", "--library", library, "--words", "--meaning", "question"},
        {"search", "--library", library, "--words", "--fused", "question"},
        {"search", "--library", library, "-k", "0", "question"},
        {"search", "--library", library, "--queries", "f", "question"},
        {"library"},
        {"library", "info"},
        {"library", "unknown", library},
        {"library", "backup", library},
        {"library", "export", library, "--format", "xml"},
        {"bench"},
        {"compare", "--model", kModel},
    };
    for (const Words& words : wrong) {
        const ProgramResult result = runProgram(words);
        EXPECT_EQ(result.status, 2) << testing::PrintToString(words) << result.err;
        EXPECT_FALSE(result.err.empty());
        EXPECT_EQ(result.out, "");
    }
    EXPECT_FALSE(std::filesystem::exists(library));
}

TEST(Usage, aMissingFileIsOneLineThatNamesIt)
{
    const std::string folder = testing::TempDir();
    const std::string library = folder + "embedscope-missing-library";
    expectOneError({"embed", "--model", "no-such-model.gguf"}, "no-such-model.gguf");
    expectOneError({"embed", "--model", kModel, "--input", "no-such-input"}, "no-such-input");
    expectOneError({"tokenize", "--model", "no-such-model.gguf"}, "no-such-model.gguf");
    expectOneError({"tokenize", "--model", kModel, "--input", "no-such-input"}, "no-such-input");
    expectOneError({"inspect", "--model", "no-such-model.gguf"}, "no-such-model.gguf");
    expectOneError({"read", "no-such-file"}, "no-such-file");
    expectOneError({"index", "--library", library, "--model", "no-such-model.gguf", "x"},
                   "no-such-model.gguf");
    expectOneError({"search", "--library", library, "x"}, "missing-library");
    for (const char* action : {"info", "check", "vacuum", "export"})
        expectOneError({"library", action, library}, "missing-library");
    expectOneError({"library", "backup", library, folder + "copy"}, "missing-library");
    expectOneError({"bench", "--model", "no-such-model.gguf"}, "no-such-model.gguf");
    EXPECT_FALSE(std::filesystem::exists(library)) << "a question makes no library";
}

TEST(Usage, aFileThatIsNoModelIsRefused)
{
    const std::string file = EMBEDSCOPE_TEST_DATA "/documents/notes.md";
    for (const char* command : {"embed", "tokenize", "inspect", "bench"})
        expectOneError({command, "--model", file}, "notes.md");
}

}
