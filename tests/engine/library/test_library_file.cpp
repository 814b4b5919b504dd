// The file under other programs, full and read-only disks, copies and damage.
#include "engine/library/sqlite.h"
#include "tests/engine/library/library_files.h"

#include <atomic>
#include <csignal>
#include <fmt/format.h>
#include <fstream>
#include <gmock/gmock.h>
#include <sys/resource.h>
#include <thread>
#include <unistd.h>

using namespace embedscope;
using namespace embedscope::test;
using testing::HasSubstr;

namespace {

class LibraryFile : public testing::Test
{
protected:
    TemporaryFolder m_folder;
    std::filesystem::path m_file = m_folder.path() / "library";
};

// No file may grow beyond the limit while this lives: what a full disk does, without filling one.
class FileSizeLimit
{
public:
    explicit FileSizeLimit(rlim_t bytes)
        : m_oldHandler(std::signal(SIGXFSZ, SIG_IGN))
    {
        ::getrlimit(RLIMIT_FSIZE, &m_old);
        const rlimit limit{bytes, m_old.rlim_max};
        ::setrlimit(RLIMIT_FSIZE, &limit);
    }
    ~FileSizeLimit()
    {
        ::setrlimit(RLIMIT_FSIZE, &m_old);
        std::signal(SIGXFSZ, m_oldHandler);
    }

private:
    void (*m_oldHandler)(int);
    rlimit m_old = {};
};

TEST_F(LibraryFile, aDiskThatTakesNoMoreGivesASentenceAndKeepsWhatWasThere)
{
    const auto library = openLibrary(m_file);
    store(*library, madeUpDocument("/small", 3));
    int refused = 0;
    for (rlim_t room = 1 << 12; room <= (1 << 20); room *= 4) {
        std::string sentence;
        {
            const FileSizeLimit limit(std::filesystem::file_size(m_file.string() + "-wal") + room);
            const auto id = library->storeDocument(madeUpDocument("/large", 20'000), kMadeUpModel);
            sentence = id ? "" : id.error().sentence;
        }
        refused += !sentence.empty();
        if (!sentence.empty()) {
            EXPECT_THAT(sentence, HasSubstr(m_file.string()));
        }
        EXPECT_THAT(*library->check(), testing::IsEmpty());
        EXPECT_EQ(library->counts()->documents, sentence.empty() ? 2 : 1);
    }
    EXPECT_GE(refused, 3);
    store(*library, madeUpDocument("/large", 20'000)); // room again
    EXPECT_EQ(askFile(m_file, "PRAGMA integrity_check; SELECT count(*) FROM vector"), "ok;20003;");
}

TEST_F(LibraryFile, aFullDiskIsSaidInWords)
{
    openLibrary(m_file);
    auto connection = sqlite::Connection::open(m_file, false);
    ASSERT_TRUE(connection);
    const int64_t pages = *(*connection)->integer("PRAGMA page_count");
    ASSERT_TRUE((*connection)->execute(fmt::format("PRAGMA max_page_count={}", pages + 2).c_str()));
    sqlite::Transaction transaction(**connection);
    ASSERT_TRUE(transaction.begin());
    const auto put = (*connection)
                         ->prepare("INSERT INTO setting(key, value) VALUES ('x', ?1)")
                         .with(std::string(100'000, 'x'))
                         .run();
    ASSERT_FALSE(put);
    EXPECT_THAT(put.error().sentence, testing::AllOf(HasSubstr("no room left"), HasSubstr(m_file.string())));
}

TEST_F(LibraryFile, aFileThatMayNotBeWrittenGivesASentence)
{
    openLibrary(m_file);
    std::filesystem::permissions(m_file,
                                 std::filesystem::perms::owner_read | std::filesystem::perms::others_read);
    std::filesystem::permissions(m_folder.path(),
                                 std::filesystem::perms::owner_read | std::filesystem::perms::owner_exec
                                     | std::filesystem::perms::others_read
                                     | std::filesystem::perms::others_exec);
    const bool isRoot = ::geteuid() == 0; // nothing is read-only for root
    ASSERT_TRUE(!isRoot || ::seteuid(65534) == 0);
    const auto library = Library::open(m_file);
    ASSERT_TRUE(!isRoot || ::seteuid(0) == 0);
    std::filesystem::permissions(m_folder.path(), std::filesystem::perms::owner_all);
    ASSERT_FALSE(library);
    EXPECT_THAT(library.error().sentence, testing::AllOf(HasSubstr(m_file.string()), HasSubstr("writ")));
}

TEST_F(LibraryFile, readersSeeWholeDocumentsOnly)
{
    const auto library = openLibrary(m_file);
    const auto other = openLibrary(m_file); // another program
    constexpr int kDocuments = 60;
    std::atomic<bool> done = false;
    std::jthread writer([&] {
        for (int i = 0; i < kDocuments; ++i)
            store(*library, madeUpDocument(fmt::format("/{}", i % 40), 1 + i % 30)); // the last ones replace
        done = true;
    });
    int64_t looks = 0;
    while (!done || looks == 0) {
        for (Library* reader : {library.get(), other.get()}) {
            const auto counts = reader->counts();
            ASSERT_TRUE(counts) << counts.error().sentence;
            EXPECT_EQ(counts->chunks, counts->vectors);
            EXPECT_EQ(counts->documents, counts->done);
            ++looks;
        }
        const auto documents = other->documents();
        ASSERT_TRUE(documents);
        if (!documents->empty()) {
            const auto chunks = other->chunks(documents->back().id);
            ASSERT_TRUE(chunks);
            EXPECT_FALSE(chunks->empty());
        }
    }
    writer.join();
    EXPECT_EQ(other->counts()->documents, 40);
    EXPECT_TRUE(other->check()->empty());
}

TEST_F(LibraryFile, twoProgramsMayWriteInTurn)
{
    const auto first = openLibrary(m_file), second = openLibrary(m_file);
    std::jthread one([&] {
        for (int i = 0; i < 25; ++i)
            store(*first, madeUpDocument(fmt::format("/one/{}", i), 5));
    });
    for (int i = 0; i < 25; ++i)
        store(*second, madeUpDocument(fmt::format("/two/{}", i), 5));
    one.join();
    EXPECT_EQ(first->counts()->documents, 50);
    EXPECT_EQ(second->counts()->vectors, 250);
    EXPECT_TRUE(first->check()->empty());
}

TEST_F(LibraryFile, aCopyIsWholeAndNeverReplacesAFile)
{
    const auto library = openLibrary(m_file);
    for (int i = 0; i < 5; ++i)
        store(*library, madeUpDocument(fmt::format("/{}", i), 7));
    const auto target = m_folder.path() / "copy";
    ASSERT_TRUE(library->backup(target));
    store(*library, madeUpDocument("/later", 1));
    {
        const auto copy = openLibrary(target);
        EXPECT_EQ(copy->counts()->documents, 5);
        EXPECT_EQ(copy->counts()->vectors, 35);
        EXPECT_TRUE(copy->check()->empty());
        EXPECT_EQ(copy->searchWords("passage", 100)->size(), 35u);
    }
    const auto again = library->backup(target);
    ASSERT_FALSE(again);
    EXPECT_THAT(again.error().sentence, HasSubstr(target.string()));
    EXPECT_EQ(openLibrary(target)->counts()->documents, 5);
    const auto nowhere = library->backup(m_folder.path() / "no folder" / "copy");
    ASSERT_FALSE(nowhere);
    EXPECT_THAT(nowhere.error().sentence, HasSubstr("no folder"));
    EXPECT_FALSE(std::filesystem::exists(target.string() + ".part"));
}

TEST_F(LibraryFile, vacuumGivesSpaceBack)
{
    const auto library = openLibrary(m_file);
    std::vector<int64_t> ids;
    for (int i = 0; i < 20; ++i)
        ids.push_back(store(*library, madeUpDocument(fmt::format("/{}", i), 300)));
    ASSERT_TRUE(library->vacuum());
    const auto full = std::filesystem::file_size(m_file);
    ids.pop_back();
    ASSERT_TRUE(library->removeDocuments(ids));
    ASSERT_TRUE(library->vacuum());
    EXPECT_LT(std::filesystem::file_size(m_file), full / 4);
    EXPECT_EQ(library->counts()->chunks, 300);
    EXPECT_EQ(library->searchWords("passage", 1000)->size(), 300u);
    EXPECT_TRUE(library->check()->empty());
}

TEST_F(LibraryFile, theCheckNamesWhatIsMissing)
{
    const std::pair<const char*, const char*> faults[] = {
        {"DELETE FROM vector WHERE chunk_id = 2", "/a does not have a vector for each"},
        {"DELETE FROM vector; DELETE FROM chunk WHERE id = 2", "/a does not have the passages"},
        {"UPDATE document SET state = 'reading'", "/a has passages but was not stored wholly"},
        {"UPDATE vector SET data = x'00' WHERE chunk_id = 1", "made-up have the wrong length"},
        {"UPDATE chunk SET text = 'other' WHERE id = 3", "index of words"},
        {"PRAGMA foreign_keys = OFF; DELETE FROM document", "belongs to nothing"},
    };
    int number = 0;
    for (const auto& [sql, sentence] : faults) {
        const auto file = m_folder.path() / std::to_string(++number);
        const auto library = openLibrary(file);
        store(*library, madeUpDocument("/a", 3));
        EXPECT_TRUE(library->check()->empty());
        ASSERT_EQ(askFile(file, sql), "");
        EXPECT_THAT(*library->check(), testing::Contains(HasSubstr(sentence))) << sql;
    }
}

TEST_F(LibraryFile, damagedPagesAreFoundAndEndNothing)
{
    {
        const auto library = openLibrary(m_file);
        for (int i = 0; i < 10; ++i)
            store(*library, madeUpDocument(fmt::format("/{}", i), 50));
        ASSERT_TRUE(library->vacuum());
    }
    const auto size = std::filesystem::file_size(m_file);
    const std::string whole = [&] {
        std::ifstream input(m_file, std::ios::binary);
        return std::string(std::istreambuf_iterator<char>(input), {});
    }();
    for (std::size_t page = 8192; page + 8192 <= size; page += 8192) {
        std::string broken = whole;
        broken.replace(page, 64, std::string(64, '\xAA'));
        std::ofstream(m_file, std::ios::binary | std::ios::trunc) << broken;
        const auto library = Library::open(m_file);
        if (!library)
            continue;
        (void)(*library)->documents();
        (void)(*library)->searchWords("passage", 5);
        (void)(*library)->eachVector(kMadeUpModel, 0,
                                     [](int64_t, int64_t, std::span<const float>) { return true; });
        const auto faults = (*library)->check();
        EXPECT_TRUE(!faults || !faults->empty()) << "page at " << page;
    }
}

}
