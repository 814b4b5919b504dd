// index, search and library as a person uses them one after the other.
#include "engine/base/resources.h"
#include "tests/app/run_program.h"
#include "tests/engine/library/library_files.h"

#include <algorithm>
#include <cstring>
#include <filesystem>
#include <gmock/gmock.h>
#include <nlohmann/json.hpp>
#include <set>

using namespace embedscope;
using namespace embedscope::test;
using nlohmann::json;
using testing::HasSubstr;

namespace {

using Words = std::vector<std::string>;

const std::string kModel = findResource(kBundledModel).string();
const std::string kSamples = EMBEDSCOPE_SOURCE_DIR "/resources/samples";

// The samples are indexed once; tests that change a library make their own.
class LibraryCommands : public testing::Test
{
protected:
    static void SetUpTestSuite()
    {
        s_folder = std::make_unique<TemporaryFolder>();
        const auto result =
            runProgram({"index", "--library", library(), "--model", kModel, "--json", kSamples});
        ASSERT_EQ(result.status, 0) << result.err;
        s_report = json::parse(result.out);
    }
    static void TearDownTestSuite() { s_folder.reset(); }
    static std::string library() { return s_folder->path() / "library"; }
    static json searched(Words words)
    {
        words.insert(words.begin(), {"search", "--library", library(), "--json"});
        const auto result = runProgram(words);
        EXPECT_EQ(result.status, 0) << result.err;
        return json::parse(result.out, nullptr, false);
    }
    static std::string firstFile(const json& answer)
    {
        return answer["results"].empty()
            ? ""
            : std::filesystem::path(answer["results"][0]["file"].get<std::string>()).filename().string();
    }

    static inline std::unique_ptr<TemporaryFolder> s_folder;
    static inline json s_report;
    TemporaryFolder m_folder;
};

TEST_F(LibraryCommands, indexReportsARowPerFileAndASummary)
{
    ASSERT_EQ(s_report["files"].size(), 23u);
    int64_t chunks = 0, tokens = 0;
    for (const json& row : s_report["files"]) {
        EXPECT_EQ(row["state"], "done");
        EXPECT_EQ(row["reason"], "");
        EXPECT_GT(row["chunks"], 0);
        EXPECT_GT(row["ms"], 0);
        chunks += row["chunks"].get<int64_t>();
        tokens += row["tokens"].get<int64_t>();
    }
    const json& summary = s_report["summary"];
    EXPECT_EQ(summary["done"], 23);
    EXPECT_EQ(summary["problems"], 0);
    EXPECT_EQ(summary["chunks"], chunks);
    EXPECT_EQ(summary["tokens"], tokens);
}

TEST_F(LibraryCommands, aFileThatFailsIsARowAndStatusOne)
{
    const std::string file = m_folder.path() / "library";
    const Words words = {"index",
                         "--library",
                         file,
                         "--model",
                         kModel,
                         EMBEDSCOPE_TEST_DATA "/documents",
                         m_folder.path() / "gone.txt"};
    const auto first = runProgram(words);
    EXPECT_EQ(first.status, 1);
    EXPECT_THAT(first.out, HasSubstr("picture.png is a PNG picture"));
    EXPECT_THAT(first.out, HasSubstr("gone.txt is not there"));
    const auto files =
        std::distance(std::filesystem::directory_iterator(EMBEDSCOPE_TEST_DATA "/documents"), {});
    EXPECT_THAT(first.out, HasSubstr(std::to_string(files + 1) + " files: "));
    EXPECT_EQ(first.err.rfind("error: "), 0u) << first.err;
    EXPECT_EQ(std::count(first.err.begin(), first.err.end(), '\n'), 1);

    Words again = words;
    again.push_back("--json");
    const auto second = runProgram(again);
    EXPECT_EQ(second.status, 1);
    const json report = json::parse(second.out);
    EXPECT_EQ(report["summary"]["done"], 0);
    EXPECT_EQ(report["summary"]["tokens"], 0) << "nothing is embedded a second time";
    EXPECT_GT(report["summary"]["unchanged"], 10);
    EXPECT_GE(report["summary"]["problems"], 5);
    for (const json& row : report["files"])
        EXPECT_EQ(row["state"] == "problem", row["reason"] != "") << row;
}

TEST_F(LibraryCommands, aLockedFileIsReadWithItsPassword)
{
    const std::string file = m_folder.path() / "library";
    const std::string locked = EMBEDSCOPE_TEST_DATA "/documents/password.odt";
    const Words words = {"index", "--library", file, "--model", kModel, locked};
    const auto refused = runProgram(words);
    EXPECT_EQ(refused.status, 1);
    EXPECT_THAT(refused.out, HasSubstr("password.odt is protected by a password."));
    Words again = words;
    again.insert(again.end(), {"--password", "opensesame"});
    EXPECT_EQ(runProgram(again).status, 0);
}

TEST_F(LibraryCommands, searchFindsByMeaningWordsAndBoth)
{
    EXPECT_EQ(firstFile(searched({"bees in winter"})), "A year with bees.md");
    EXPECT_EQ(firstFile(searched({"--meaning", "how to bake a loaf"})), "Bread with four ingredients.pdf");
    EXPECT_EQ(firstFile(searched({"--words", "\"minute hand\""})), "The clockmaker speaks.vtt");
    const json answer = searched({"--fused", "-k", "3", "bees in winter"});
    EXPECT_EQ(answer["kind"], "fused");
    ASSERT_EQ(answer["results"].size(), 3u);
    const json& best = answer["results"][0];
    EXPECT_EQ(best["rank"], 1);
    EXPECT_GT(best["score"], 0.3);
    EXPECT_GT(best["line"], 0);
    EXPECT_THAT(best["passage"].get<std::string>(), HasSubstr("bees"));
    EXPECT_EQ(best["end"].get<int>() - best["begin"].get<int>(),
              static_cast<int>(best["passage"].get<std::string>().size()));
    const json pages = searched({"--words", "\"crust\""});
    EXPECT_EQ(pages["results"][0]["page"], 1);
}

TEST_F(LibraryCommands, searchSpeaksToPeopleToo)
{
    const auto result = runProgram({"search", "--library", library(), "-k", "2", "bees in winter"});
    EXPECT_EQ(result.status, 0);
    EXPECT_EQ(result.err, "");
    EXPECT_THAT(result.out, HasSubstr("A year with bees.md, line "));
    EXPECT_EQ(std::count(result.out.begin(), result.out.end(), '\n'), 4) << result.out;
}

TEST_F(LibraryCommands, oddQuestionsAreAnswered)
{
    for (const char* question : {"\"", "NOT", "a AND", "NEAR(", "-bees", "'; DROP TABLE document; --",
                                 "* * *", "%s%n", "\xFF\xFE"}) {
        for (const char* kind : {"--words", "--fused"})
            EXPECT_TRUE(searched({kind, "--", question})["results"].is_array()) << question;
    }
    EXPECT_TRUE(searched({"--", ""})["results"].empty());
    EXPECT_EQ(searched({std::string(10'000, 'q')})["results"].size(), 10u);
    EXPECT_TRUE(searched({"--words", "nowhereatall"})["results"].empty());
}

TEST_F(LibraryCommands, aFileOfQuestionsGivesALineEach)
{
    const auto questions =
        m_folder.write("q.jsonl",
                       "{\"id\":\"x\",\"text\":\"bees in "
                       "winter\"}\n\n{\"text\":\"\"}\n{\"id\":[1],\"text\":\"bread crust\"}\n");
    const auto result =
        runProgram({"search", "--library", library(), "--meaning", "--queries", questions, "-k", "4"});
    ASSERT_EQ(result.status, 0) << result.err;
    std::istringstream lines(result.out);
    std::vector<json> answers;
    for (std::string line; std::getline(lines, line);)
        answers.push_back(json::parse(line));
    ASSERT_EQ(answers.size(), 3u);
    EXPECT_EQ(answers[0]["id"], "x");
    EXPECT_EQ(answers[0]["results"], searched({"--meaning", "-k", "4", "bees in winter"})["results"]);
    EXPECT_EQ(answers[1]["id"], 3);
    EXPECT_TRUE(answers[1]["results"].empty());
    EXPECT_EQ(answers[2]["id"], json::array({1}));

    const auto bad = runProgram(
        {"search", "--library", library(), "--queries", m_folder.write("bad.jsonl", "{\"id\":1}\n")});
    EXPECT_EQ(bad.status, 1);
    EXPECT_THAT(bad.err, HasSubstr("bad.jsonl, line 1"));
}

TEST_F(LibraryCommands, anotherModelIsRefusedWithTheNameOfTheRightOne)
{
    const std::string file = m_folder.path() / "library";
    store(*openLibrary(file), madeUpDocument("/a.txt", 2)); // vectors of a model that nobody has
    for (const Words& words : {Words{}, Words{"--model", kModel}}) {
        Words asked = {"search", "--library", file, "passage"};
        asked.insert(asked.end(), words.begin(), words.end());
        const auto refused = runProgram(asked);
        EXPECT_EQ(refused.status, 1);
        EXPECT_THAT(refused.err, HasSubstr("made-up"));
    }
    const auto byWords = runProgram({"search", "--library", file, "--words", "passage"});
    EXPECT_EQ(byWords.status, 0) << byWords.err;
    EXPECT_THAT(byWords.out, HasSubstr("a.txt"));
}

TEST_F(LibraryCommands, searchNarrowsByOptionsAndByTheQuestionItself)
{
    const auto endings = [](const json& answer) {
        std::set<std::string> found;
        for (const json& result : answer["results"])
            found.insert(std::filesystem::path(result["file"].get<std::string>()).extension());
        return found;
    };
    ASSERT_GT(endings(searched({"-k", "50", "water"})).size(), 2u);
    EXPECT_EQ(endings(searched({"-k", "50", "--type", "md", "water"})), std::set<std::string>{".md"});
    EXPECT_EQ(endings(searched({"-k", "50", "water type:md"})), std::set<std::string>{".md"});
    EXPECT_EQ(endings(searched({"-k", "50", "--words", "--file", ".md", "water"})),
              std::set<std::string>{".md"});
    EXPECT_TRUE(searched({"--after", "2999-01-01", "water"})["results"].empty());
    EXPECT_FALSE(searched({"--before", "2999-01-01", "water"})["results"].empty());
    EXPECT_TRUE(searched({"--folder", "/nowhere", "water"})["results"].empty());
    const json scored = searched({"-k", "50", "--min-score", "0.3", "water"});
    for (const json& result : scored["results"])
        EXPECT_GE(result["score"], 0.3);
    EXPECT_EQ(runProgram({"search", "--library", library(), "--after", "soon", "x"}).status, 2);
}

TEST_F(LibraryCommands, collectionsPartALibrary)
{
    const std::string file = m_folder.path() / "library";
    const auto bee = m_folder.write("bee.txt", "Bees in winter."),
               boat = m_folder.write("boat.txt", "A boat in the harbour.");
    EXPECT_EQ(
        runProgram({"index", "--library", file, "--model", kModel, "--collection", "animals", bee}).status,
        0);
    EXPECT_EQ(
        runProgram({"index", "--library", file, "--model", kModel, "--collection", "ships", boat}).status, 0);
    const auto found =
        runProgram({"search", "--library", file, "--json", "--collection", "ships", "bees in winter"});
    ASSERT_EQ(found.status, 0) << found.err;
    const json results = json::parse(found.out)["results"];
    ASSERT_EQ(results.size(), 1u);
    EXPECT_EQ(results[0]["file"], boat.string());
    EXPECT_EQ(results[0]["collection"], "ships");
    EXPECT_EQ(runProgram({"search", "--library", file, "--collection", "plants", "x"}).status, 1);
    const json info = json::parse(runProgram({"library", "info", "--json", file}).out);
    EXPECT_EQ(info["collections"],
              (json{{{"name", "animals"}, {"documents", 1}}, {{"name", "ships"}, {"documents", 1}}}));
}

TEST_F(LibraryCommands, infoCountsAndCheckIsSound)
{
    const auto result = runProgram({"library", "info", library(), "--json"});
    ASSERT_EQ(result.status, 0) << result.err;
    const json info = json::parse(result.out);
    EXPECT_EQ(info["documents"], 23);
    EXPECT_EQ(info["chunks"], s_report["summary"]["chunks"]);
    EXPECT_EQ(info["vectors"], info["chunks"]);
    EXPECT_EQ(info["tokens"], s_report["summary"]["tokens"]);
    ASSERT_EQ(info["models"].size(), 1u);
    EXPECT_EQ(info["models"][0]["dimensions"], 256);
    EXPECT_THAT(runProgram({"library", "info", library()}).out, HasSubstr("23 (23 done, 0 problems)"));
    const auto checked = runProgram({"library", "check", library(), "--json"});
    EXPECT_EQ(checked.status, 0);
    EXPECT_EQ(json::parse(checked.out), (json{{"sound", true}, {"faults", json::array()}}));
}

TEST_F(LibraryCommands, checkFindsFaults)
{
    const std::string file = m_folder.path() / "library";
    store(*openLibrary(file), madeUpDocument("/a.txt", 2));
    ASSERT_EQ(askFile(file, "DELETE FROM vector WHERE chunk_id = 1"), "");
    const auto checked = runProgram({"library", "check", file, "--json"});
    EXPECT_EQ(checked.status, 1);
    EXPECT_FALSE(json::parse(checked.out)["sound"]);
    EXPECT_THAT(checked.err, HasSubstr("/a.txt does not have a vector for each"));
}

TEST_F(LibraryCommands, backupAndVacuumKeepAll)
{
    const std::string copy = m_folder.path() / "copy";
    EXPECT_EQ(runProgram({"library", "backup", library(), copy}).status, 0);
    EXPECT_EQ(runProgram({"library", "vacuum", copy}).status, 0);
    const json info = json::parse(runProgram({"library", "info", copy, "--json"}).out);
    EXPECT_EQ(info["vectors"], s_report["summary"]["chunks"]);
    const auto again = runProgram({"library", "backup", library(), copy});
    EXPECT_EQ(again.status, 1);
    EXPECT_THAT(again.err, HasSubstr(copy));
}

TEST_F(LibraryCommands, exportsGiveTheSameVectorsInThreeFormats)
{
    const auto lines = runProgram({"library", "export", library()});
    ASSERT_EQ(lines.status, 0) << lines.err;
    std::vector<float> values;
    std::istringstream input(lines.out);
    for (std::string line; std::getline(input, line);) {
        const json row = json::parse(line);
        for (const json& value : row["vector"])
            values.push_back(value.get<float>());
    }
    const auto chunks = s_report["summary"]["chunks"].get<std::size_t>();
    ASSERT_EQ(values.size(), chunks * 256);

    const std::string array = m_folder.path() / "v.npy";
    ASSERT_EQ(runProgram({"library", "export", library(), "--format", "npy", "--output", array}).status, 0);
    std::ifstream file(array, std::ios::binary);
    const std::string bytes(std::istreambuf_iterator<char>(file), {});
    ASSERT_GT(bytes.size(), values.size() * 4);
    EXPECT_EQ(std::memcmp(bytes.data() + bytes.size() - values.size() * 4, values.data(), values.size() * 4),
              0);

    const auto table = runProgram({"library", "export", library(), "--format", "csv"});
    EXPECT_EQ(std::count(table.out.begin(), table.out.end(), '\n'), static_cast<long>(chunks) + 1);
    EXPECT_TRUE(table.out.starts_with("id,tokens,v0,v1,"));
    EXPECT_EQ(runProgram({"library", "export", library(), "--fingerprint", "none"}).status, 1);
    EXPECT_EQ(runProgram({"library", "export", library(), "--output", "/no/such/folder/x"}).status, 1);
}

TEST_F(LibraryCommands, anEmptyLibraryAnswersNothing)
{
    const std::string file = m_folder.path() / "library";
    openLibrary(file);
    const auto found = runProgram({"search", "--library", file, "--json", "x"});
    EXPECT_EQ(found.status, 0) << found.err;
    EXPECT_TRUE(json::parse(found.out)["results"].empty());
    EXPECT_EQ(runProgram({"library", "export", file}).status, 1);
}

TEST_F(LibraryCommands, outputThatCannotBeWrittenIsAnError)
{
    const std::string command = std::string(EMBEDSCOPE_CLI_PROGRAM) + " search --library '" + library()
        + "' bees > /dev/full 2> " + (m_folder.path() / "err").string();
    EXPECT_EQ(WEXITSTATUS(std::system(command.c_str())), 1);
}

TEST_F(LibraryCommands, promptsAndDimensionsAreRememberedAndNeverMixed)
{
    const std::string library = m_folder.path() / "prompted", text = m_folder.path() / "bees.txt";
    std::ofstream(text) << "The hive hums in the evening sun.\n";
    const auto index = [&](Words more) {
        more.insert(more.begin(), {"index", "--library", library, "--model", kModel, "--json", text});
        const auto result = runProgram(more);
        EXPECT_EQ(result.status, 0) << result.err;
        return json::parse(result.out, nullptr, false)["summary"];
    };
    const auto search = [&](Words more) {
        more.insert(more.begin(), {"search", "--library", library, "--meaning", "--json", "bees"});
        return runProgram(more);
    };
    const auto score = [](const ProgramResult& result) {
        return json::parse(result.out, nullptr, false)["results"][0]["score"].get<double>();
    };
    EXPECT_EQ(index({"--prompt", "passage: ", "--query-prompt", "query: ", "--dims", "64"})["done"], 1);
    EXPECT_EQ(index({})["unchanged"], 1); // as it was used last
    const auto asked = search({});
    ASSERT_EQ(asked.status, 0) << asked.err;
    EXPECT_NE(score(search({"--query-prompt", "something else: "})), score(asked));
    const auto other = search({"--prompt", "text: "});
    EXPECT_EQ(other.status, 1);
    EXPECT_THAT(other.err, HasSubstr("none with this task, prompt"));
    EXPECT_EQ(search({"--dims", "128"}).status, 1);
    EXPECT_EQ(index({"--prompt", "", "--query-prompt", "", "--dims", "256"})["done"], 1);
    EXPECT_NE(score(search({})), score(asked)); // the last used
    EXPECT_EQ(score(search({"--dims", "64", "--prompt", "passage: ", "--query-prompt", "query: "})),
              score(asked));
    EXPECT_EQ(runProgram({"index", "--library", library, "--model", kModel, "--task", "query", text}).status,
              1);
}

}
