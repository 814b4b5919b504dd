// The 1st, 2nd, 3rd ... write, sync and allocation fails until all succeed; a disk becomes full and gets
// space again. Each time: a sentence, and afterwards a sound library that has lost nothing.
#include "tests/engine/library/failing_disk.h"
#include "tests/engine/library/library_files.h"

#include <array>
#include <cstdlib>
#include <fmt/format.h>
#include <gmock/gmock.h>

using namespace embedscope;
using namespace embedscope::test;
using testing::HasSubstr;

namespace {

// Long texts, so that a document takes more than a page of everything.
DocumentToStore version(const std::string& path, const std::string& hash, int chunks)
{
    DocumentToStore document = madeUpDocument(path, chunks);
    document.row.hash = hash;
    for (Chunk& chunk : document.chunks)
        chunk.text += fmt::format(" of {} ", hash) + std::string(600, 'x');
    return document;
}

class FailingDiskTest : public testing::Test
{
protected:
    void SetUp() override
    {
        const auto library = openLibrary(m_file);
        m_kept = store(*library, version("/kept", "old", 3));
        m_removed = store(*library, version("/removed", "old", 2));
    }

    // All that writes. Each step either works or gives a sentence; answers how many worked.
    int work()
    {
        auto library = Library::open(m_file);
        if (!library)
            return expectSentence(library.error());
        int worked = 0;
        const auto note = [&](const auto& result) { worked += result ? 1 : expectSentence(result.error()); };
        note((*library)->storeDocument(version("/new", "new", 4), kMadeUpModel));
        note((*library)->storeDocument(version("/kept", "new", 5), kMadeUpModel));
        note((*library)->removeDocuments(std::array{m_removed}));
        DocumentRow problem;
        problem.path = "/problem";
        problem.reason = "It is damaged.";
        note((*library)->storeProblem(problem));
        note((*library)->setSetting("key", "value"));
        note((*library)->vacuum());
        note((*library)->backup(m_folder.path() / "copy"));
        return worked;
    }
    static int expectSentence(const Error& error)
    {
        EXPECT_THAT(error.sentence, HasSubstr("library"));
        EXPECT_THAT(error.sentence, testing::EndsWith("."));
        return 0;
    }

    // What the file holds now: documents in their old or new form, each of them whole.
    void expectNothingLost(const std::string& when)
    {
        const auto library = openLibrary(m_file);
        ASSERT_TRUE(library) << when;
        EXPECT_THAT(*library->check(), testing::IsEmpty()) << when;
        bool kept = false;
        const auto documents = library->documents();
        for (const DocumentRow& row : *documents) {
            kept = kept || row.id == m_kept;
            const std::string version = row.path == "/kept" && row.hash == "old" ? "old" : "new";
            const int64_t chunks = row.path == "/kept" ? (version == "old" ? 3 : 5)
                : row.path == "/new"                   ? 4
                                                       : row.chunks;
            EXPECT_EQ(row.chunks, chunks) << when;
            EXPECT_EQ(library->chunks(row.id)->size(), static_cast<std::size_t>(chunks)) << when;
        }
        EXPECT_TRUE(kept) << when;
        std::error_code ignored;
        if (std::filesystem::exists(m_folder.path() / "copy",
                                    ignored)) { // a copy is there wholly or not at all
            const auto copy = openLibrary(m_folder.path() / "copy");
            EXPECT_THAT(*copy->check(), testing::IsEmpty()) << when;
        }
        EXPECT_FALSE(std::filesystem::exists(m_folder.path() / "copy.part", ignored)) << when;
    }

    void startAnew()
    {
        for (const auto& entry : std::filesystem::directory_iterator(m_folder.path()))
            std::filesystem::remove(entry.path());
        SetUp();
    }

    // Allocations are many; without EMBEDSCOPE_DEEP only some of the later ones fail.
    void failEach(Fault fault)
    {
        const bool deep = std::getenv("EMBEDSCOPE_DEEP") != nullptr;
        int tried = 0;
        for (int64_t number = 1;; number += deep ? 1 : 1 + number / 24) {
            m_disk.failAt(fault, number);
            const int worked = work();
            const int64_t failures = m_disk.failures();
            m_disk.recover();
            expectNothingLost(fmt::format("failed at {}", number));
            if (testing::Test::HasFailure())
                return;
            ++tried;
            if (failures == 0) {
                EXPECT_EQ(worked, kSteps);
                break;
            }
            startAnew();
        }
        EXPECT_GT(tried, 10) << "nothing was proven";
    }

    static constexpr int kSteps = 7;
    FailingDisk m_disk;
    TemporaryFolder m_folder;
    std::filesystem::path m_file = m_folder.path() / "library";
    int64_t m_kept = 0, m_removed = 0;
};

TEST_F(FailingDiskTest, everyWriteMayFail)
{
    failEach(Fault::Write);
}

TEST_F(FailingDiskTest, everySyncMayFail)
{
    for (int64_t number = 1; number < 30; ++number) { // there are few
        m_disk.failAt(Fault::Sync, number);
        work();
        m_disk.recover();
        expectNothingLost(fmt::format("sync {}", number));
        startAnew();
    }
}

TEST_F(FailingDiskTest, everyAllocationOfTheDatabaseMayFail)
{
    failEach(Fault::Allocation);
}

TEST_F(FailingDiskTest, theDiskMayBeFullFromAnyWriteOn)
{
    for (int64_t number = 1;; number += 1 + number / 24) {
        m_disk.failAt(Fault::Full, number, true);
        work();
        const int64_t failures = m_disk.failures();
        m_disk.recover();
        expectNothingLost(fmt::format("full from {}", number));
        if (failures == 0 || testing::Test::HasFailure())
            break;
        EXPECT_GE(work(), 5) << "with space again all goes on";
        startAnew();
    }
}

TEST_F(FailingDiskTest, aFullDiskIsNamedInASentence)
{
    const auto library = openLibrary(m_file);
    m_disk.failAt(Fault::Full, 1, true);
    const auto stored = library->storeDocument(version("/new", "new", 4), kMadeUpModel);
    ASSERT_FALSE(stored);
    EXPECT_THAT(stored.error().sentence, HasSubstr("no room left"));
    EXPECT_EQ(library->documents()->size(), 2u) << "what is there can be read";
    m_disk.recover();
    EXPECT_TRUE(library->storeDocument(version("/new", "new", 4), kMadeUpModel)) << "without opening it anew";
}

}
