// Followed folders: what is told of files that come, change and go, and what a sweep finds.
#include "engine/indexing/folder_watch.h"
#include "tests/engine/documents/temporary_folder.h"

#include <fstream>
#include <gmock/gmock.h>
#include <sys/stat.h>
#include <thread>

using namespace embedscope;
using namespace embedscope::test;
using testing::ElementsAre;
using testing::IsEmpty;
using testing::UnorderedElementsAre;
namespace fs = std::filesystem;
using namespace std::chrono_literals;

namespace {

class FolderWatchTest : public testing::Test
{
protected:
    void SetUp() override
    {
        fs::create_directories(m_top / "deep/deeper");
        const auto followed = m_watch.follow(m_top);
        ASSERT_TRUE(followed) << followed.error().sentence;
    }
    static void write(const fs::path& file, const std::string& text = "text") { std::ofstream(file) << text; }
    FolderChanges changes() { return m_watch.wait({}, 10'000ms); }
    static KnownFile known(const fs::path& file)
    {
        struct stat status = {};
        EXPECT_EQ(::stat(file.c_str(), &status), 0);
        return {file.string(), status.st_size, status.st_mtim.tv_sec};
    }

    TemporaryFolder m_folder;
    fs::path m_top = m_folder.path() / "followed";
    FolderWatch m_watch;
};

TEST_F(FolderWatchTest, tellsOfFilesThatComeAndChangeAtAnyDepth)
{
    EXPECT_EQ(m_watch.watches(), 3u);
    write(m_top / "a.txt");
    write(m_top / "deep/deeper/b.txt");
    write(m_top / ".hidden");
    EXPECT_THAT(changes().changed, UnorderedElementsAre(m_top / "a.txt", m_top / "deep/deeper/b.txt"));
    write(m_top / "a.txt", "other");
    EXPECT_THAT(changes().changed, ElementsAre(m_top / "a.txt"));
    EXPECT_TRUE(m_watch.wait({}, 20ms).empty());
}

TEST_F(FolderWatchTest, tellsOfFilesThatGoOnceAndOfRenamedOnesAsBoth)
{
    write(m_top / "a.txt");
    write(m_top / "b.txt");
    (void)changes();
    fs::remove(m_top / "a.txt");
    fs::rename(m_top / "b.txt", m_top / "deep/c.txt");
    const FolderChanges told = changes();
    EXPECT_THAT(told.gone, UnorderedElementsAre(m_top / "a.txt", m_top / "b.txt"));
    EXPECT_THAT(told.changed, ElementsAre(m_top / "deep/c.txt"));
    write(m_top / "d.txt");
    fs::remove(m_top / "d.txt");
    const FolderChanges shortLived = changes();
    EXPECT_THAT(shortLived.changed, IsEmpty());
    EXPECT_THAT(shortLived.gone, ElementsAre(m_top / "d.txt"));
    write(m_top / "e.tmp");
    fs::rename(m_top / "e.tmp", m_top / "e.txt"); // as editors save
    EXPECT_THAT(changes().changed, ElementsAre(m_top / "e.txt"));
}

TEST_F(FolderWatchTest, followsFoldersThatComeAndTellsOfThoseThatGoAsAWhole)
{
    fs::create_directories(m_folder.path() / "outside/inner");
    write(m_folder.path() / "outside/inner/old.txt");
    fs::rename(m_folder.path() / "outside", m_top / "inside");
    EXPECT_THAT(changes().changed, ElementsAre(m_top / "inside/inner/old.txt"));
    write(m_top / "inside/inner/new.txt");
    EXPECT_THAT(changes().changed, ElementsAre(m_top / "inside/inner/new.txt"));
    fs::rename(m_top / "inside", m_folder.path() / "outside");
    EXPECT_THAT(changes().gone, ElementsAre(m_top / "inside"));
    write(m_folder.path() / "outside/inner/later.txt");
    EXPECT_TRUE(m_watch.wait({}, 50ms).empty()) << "it is not followed outside";
}

TEST_F(FolderWatchTest, leavesAFolderAndRefusesOneThatIsNotThere)
{
    m_watch.leave(m_top);
    EXPECT_EQ(m_watch.watches(), 0u);
    write(m_top / "a.txt");
    EXPECT_TRUE(m_watch.wait({}, 50ms).empty());
    const auto refused = m_watch.follow(m_top / "missing");
    ASSERT_FALSE(refused);
    EXPECT_THAT(refused.error().sentence, testing::HasSubstr("missing is not there"));
}

TEST_F(FolderWatchTest, aStopEndsTheWaitAtOnce)
{
    std::stop_source stop;
    std::thread stopping([&] {
        std::this_thread::sleep_for(20ms);
        stop.request_stop();
    });
    EXPECT_TRUE(m_watch.wait(stop.get_token(), 600'000ms).empty());
    stopping.join();
}

TEST_F(FolderWatchTest, aSweepFindsWhatIsNewChangedAndGone)
{
    write(m_top / "same.txt");
    write(m_top / "changed.txt");
    write(m_top / "gone.txt");
    std::vector<KnownFile> files{known(m_top / "same.txt"),
                                 known(m_top / "changed.txt"),
                                 known(m_top / "gone.txt"),
                                 {"/elsewhere/x.txt", 1, 1},
                                 {"text:0123", 1, 1}};
    write(m_top / "changed.txt", "longer than before");
    fs::remove(m_top / "gone.txt");
    write(m_top / "deep/new.txt");
    const FolderChanges found = sweepFolders({m_top}, files);
    EXPECT_THAT(found.changed, UnorderedElementsAre(m_top / "changed.txt", m_top / "deep/new.txt"));
    EXPECT_THAT(found.gone, ElementsAre(m_top / "gone.txt"));
}

TEST_F(FolderWatchTest, aFolderThatIsNotThereHasLostNothing)
{
    write(m_top / "a.txt");
    const std::vector<KnownFile> files{known(m_top / "a.txt")};
    fs::rename(m_top, m_folder.path() / "unplugged");
    EXPECT_TRUE(sweepFolders({m_top}, files).empty());
}

}
