// Making, marking, migrating and refusing files.
#include "engine/library/schema.h"
#include "tests/engine/library/library_files.h"

#include <algorithm>
#include <fmt/format.h>
#include <fstream>
#include <gmock/gmock.h>
#include <iterator>
#include <thread>
#include <vector>

using namespace embedscope;
using namespace embedscope::test;
using testing::HasSubstr;

namespace {

std::string bytesOf(const std::filesystem::path& file)
{
    std::ifstream input(file, std::ios::binary);
    return {std::istreambuf_iterator<char>(input), {}};
}

std::vector<std::filesystem::path> backupsIn(const std::filesystem::path& folder)
{
    std::vector<std::filesystem::path> found;
    for (const auto& entry : std::filesystem::directory_iterator(folder)) {
        if (entry.path().string().find(".backup") != std::string::npos)
            found.push_back(entry.path());
    }
    std::sort(found.begin(), found.end());
    return found;
}

class LibrarySchema : public testing::Test
{
protected:
    std::string refusal() const
    {
        const auto library = Library::open(m_file);
        return library ? "was opened" : library.error().sentence;
    }
    // As the first version of the program left it, with a document that was put there by hand.
    void makeFirstFormat() const
    {
        const std::string first = libraryMigrations().front().sql;
        ASSERT_EQ(askFile(m_file, first), "");
        ASSERT_EQ(askFile(m_file,
                          fmt::format(
                              "PRAGMA application_id={}; PRAGMA user_version=1;"
                              "INSERT INTO collection VALUES (1, '');"
                              "INSERT INTO document VALUES (7, 1, '/old.txt', 'old.txt', 'text', 'Old', 'h', "
                              "'done', '', '', 0, 1, 2, 10, 0, 0, 1.5, 192, 24);"
                              "INSERT INTO document_text VALUES (7, 'old words');"
                              "INSERT INTO chunk VALUES (3, 7, 0, 0, 9, 2, 'line', 1, '', '', 'old words');"
                              "INSERT INTO fts(rowid, text, heading) VALUES (3, 'old words', '');"
                              "INSERT INTO model VALUES (1, 'made-up/mean/4', 'made-up', 4);"
                              "INSERT INTO vector VALUES (3, 1, x'0000803F000000000000000000000000')",
                              kLibraryApplicationId)),
                  "");
    }

    TemporaryFolder m_folder;
    std::filesystem::path m_file = m_folder.path() / "library.embedscope";
};

TEST_F(LibrarySchema, aNewFileBearsItsMarks)
{
    openLibrary(m_file);
    EXPECT_EQ(askFile(m_file, "PRAGMA application_id"), fmt::format("{};", kLibraryApplicationId));
    EXPECT_EQ(askFile(m_file, "PRAGMA user_version"), fmt::format("{};", libraryMigrations().back().version));
    EXPECT_EQ(askFile(m_file, "PRAGMA journal_mode"), "wal;");
    EXPECT_EQ(askFile(m_file,
                      "SELECT name FROM sqlite_schema WHERE name IN ('collection', 'document', 'chunk', "
                      "'model', 'holding', 'vector', 'fts', 'run', 'sample', 'setting') ORDER BY name"),
              "chunk;collection;document;fts;holding;model;run;sample;setting;vector;");
    EXPECT_TRUE(backupsIn(m_folder.path()).empty());
}

TEST_F(LibrarySchema, makesTheFolderOfANewFile)
{
    m_file = m_folder.path() / "new" / "folders" / "library";
    EXPECT_TRUE(openLibrary(m_file));
    EXPECT_TRUE(std::filesystem::exists(m_file));
}

TEST_F(LibrarySchema, versionsAscendWithoutGaps)
{
    int expected = 0;
    for (const Migration& step : libraryMigrations())
        EXPECT_EQ(step.version, ++expected);
}

TEST_F(LibrarySchema, bringsAnOlderFileForwardAfterACopy)
{
    makeFirstFormat();
    const auto library = openLibrary(m_file);
    ASSERT_TRUE(library);
    const auto documents = library->documents();
    ASSERT_TRUE(documents && documents->size() == 1);
    EXPECT_EQ(documents->front().id, 7);
    EXPECT_EQ(documents->front().path, "/old.txt");
    EXPECT_EQ(*library->documentText(7), "old words");
    EXPECT_EQ(library->searchWords("words", 5)->size(), 1u);
    EXPECT_TRUE(library->check()->empty());
    EXPECT_EQ(library->chunks(7, "made-up/mean/4")->size(), 1u);
    EXPECT_EQ(*library->chunkCount({"made-up/mean/4", "made-up", 4}), 1);
    DocumentToStore next = madeUpDocument("/next", 1);
    EXPECT_GT(store(*library, next), 7);
    EXPECT_EQ(askFile(m_file, "SELECT max(id) FROM chunk"), "4;") << "ids go on where they were";
    EXPECT_EQ(askFile(m_file, "SELECT count(*) FROM run; SELECT count(*) FROM sample"), "0;0;");
    EXPECT_TRUE(*library->knowsContent(documents->front(), {"made-up/mean/4", "made-up", 4}));
    EXPECT_THAT(
        askFile(m_file, "EXPLAIN QUERY PLAN SELECT 1 FROM document WHERE hash = 'h' AND state = 'done'"),
        HasSubstr("document_by_hash"));

    const auto backups = backupsIn(m_folder.path());
    ASSERT_EQ(backups.size(), 1u);
    EXPECT_EQ(askFile(backups.front(), "PRAGMA user_version; PRAGMA integrity_check; SELECT text FROM chunk"),
              "1;ok;old words;");
    EXPECT_THAT(askFile(backups.front(), "SELECT * FROM run"), HasSubstr("no such table"));
}

TEST_F(LibrarySchema, opensASecondTimeWithoutACopy)
{
    makeFirstFormat();
    openLibrary(m_file);
    openLibrary(m_file);
    EXPECT_EQ(backupsIn(m_folder.path()).size(), 1u);
}

TEST_F(LibrarySchema, aStepThatFailsLeavesTheFileAsItWas)
{
    makeFirstFormat();
    const Migration steps[] = {{1, libraryMigrations().front().sql},
                               {2, "CREATE TABLE half(x); INSERT INTO document(id) VALUES (1)"}};
    auto connection = sqlite::Connection::open(m_file, false);
    ASSERT_TRUE(connection);
    EXPECT_FALSE(prepareSchema(**connection, steps));
    EXPECT_EQ(askFile(m_file, "PRAGMA user_version; SELECT path FROM document"), "1;/old.txt;");
    EXPECT_THAT(askFile(m_file, "SELECT * FROM half"), HasSubstr("no such table"));
    EXPECT_EQ(backupsIn(m_folder.path()).size(), 1u);
}

TEST_F(LibrarySchema, keepsAnOldCopyWhenAnotherIsMade)
{
    makeFirstFormat();
    const auto taken = m_file.string() + ".format-1.backup";
    std::ofstream(taken) << "somebody's file";
    openLibrary(m_file);
    EXPECT_EQ(bytesOf(taken), "somebody's file");
    EXPECT_EQ(backupsIn(m_folder.path()).size(), 2u);
}

TEST_F(LibrarySchema, refusesANewerFileAndLeavesItAlone)
{
    openLibrary(m_file);
    askFile(m_file, "PRAGMA user_version=99; PRAGMA wal_checkpoint(TRUNCATE)");
    const std::string before = bytesOf(m_file);
    EXPECT_THAT(refusal(),
                testing::AllOf(HasSubstr(m_file.string()), HasSubstr("newer version of Embedscope"),
                               HasSubstr("format 99")));
    EXPECT_EQ(bytesOf(m_file), before);
    EXPECT_TRUE(backupsIn(m_folder.path()).empty());
}

TEST_F(LibrarySchema, refusesTheDatabaseOfAnotherProgramAndLeavesItAlone)
{
    askFile(m_file, "CREATE TABLE notes(x); INSERT INTO notes VALUES (1)");
    const std::string before = bytesOf(m_file);
    EXPECT_THAT(refusal(), testing::AllOf(HasSubstr(m_file.string()), HasSubstr("another program")));
    EXPECT_EQ(bytesOf(m_file), before);
}

TEST_F(LibrarySchema, refusesAFileThatIsNoDatabase)
{
    const std::string text =
        "These are notes of mine, not a database at all, and longer than a header of SQLite is: "
        + std::string(200, 'x');
    std::ofstream(m_file) << text;
    EXPECT_THAT(refusal(), testing::AllOf(HasSubstr(m_file.string()), HasSubstr("is not a library")));
    EXPECT_EQ(bytesOf(m_file), text);
}

TEST_F(LibrarySchema, refusesAFolder)
{
    m_file = m_folder.path();
    EXPECT_THAT(refusal(), testing::AllOf(HasSubstr(m_file.string()), HasSubstr("is a folder")));
}

TEST_F(LibrarySchema, refusesAFileCutInTheMiddle)
{
    {
        const auto library = openLibrary(m_file);
        for (int i = 0; i < 20; ++i)
            store(*library, madeUpDocument(fmt::format("/{}.txt", i), 20));
    }
    const std::string whole = bytesOf(m_file);
    // Every cut is refused when opened, or found by the check: never taken for sound.
    for (std::size_t length = 100; length < whole.size(); length += whole.size() / 23) {
        std::filesystem::remove(m_file.string() + "-wal");
        std::ofstream(m_file, std::ios::binary | std::ios::trunc) << whole.substr(0, length);
        const auto library = Library::open(m_file);
        if (!library) {
            EXPECT_THAT(library.error().sentence, HasSubstr(m_file.string()));
            continue;
        }
        const auto faults = (*library)->check();
        EXPECT_TRUE(!faults || !faults->empty()) << "cut at " << length;
    }
}

TEST_F(LibrarySchema, twoProgramsMayMakeItAtOnce)
{
    for (int round = 0; round < 10; ++round) {
        m_file = m_folder.path() / fmt::format("library-{}", round);
        std::vector<std::string> failures(4);
        {
            std::vector<std::jthread> threads;
            for (std::string& failure : failures)
                threads.emplace_back([this, &failure] {
                    const auto library = Library::open(m_file);
                    failure = library ? "" : library.error().sentence;
                });
        }
        for (const std::string& failure : failures)
            EXPECT_EQ(failure, "");
        EXPECT_EQ(askFile(m_file, "PRAGMA integrity_check"), "ok;");
    }
}

}
