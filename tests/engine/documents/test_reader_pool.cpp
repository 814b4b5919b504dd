// The pool against a reader that behaves badly on purpose: whatever the child does, the caller gets a
// sentence, the next file is read, and nothing is left behind.
#include "engine/documents/reader_pool.h"
#include "tests/engine/documents/temporary_folder.h"

#include <chrono>
#include <csignal>
#include <fcntl.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <thread>
#include <unistd.h>
#include <vector>

using namespace embedscope;
using embedscope::test::TemporaryFolder;
using testing::HasSubstr;
using namespace std::chrono_literals;

namespace {

class ReaderPoolTest : public testing::Test
{
protected:
    static ReaderLimits shortLimits()
    {
        ReaderLimits limits;
        limits.time = 300ms;
        limits.outputBytes = 1 << 20;
        return limits;
    }

    ReadResult readNamed(ReaderPool& pool, const std::string& name, std::stop_token stop = {})
    {
        return pool.read(m_folder.write(name, "content"), stop);
    }
    Refusal refusalOf(ReaderPool& pool, const std::string& name)
    {
        const ReadResult result = readNamed(pool, name);
        const Refusal* const refusal = std::get_if<Refusal>(&result);
        EXPECT_TRUE(refusal) << name << " was not refused";
        if (!refusal)
            return {};
        EXPECT_THAT(refusal->sentence, HasSubstr(name));
        return *refusal;
    }
    std::string textOf(ReaderPool& pool, const std::string& name)
    {
        const ReadResult result = readNamed(pool, name);
        const Document* const document = std::get_if<Document>(&result);
        return document ? documentText(*document) : "refused: " + std::get<Refusal>(result).sentence;
    }

    TemporaryFolder m_folder;
};

int openFiles()
{
    int count = 0;
    for ([[maybe_unused]] const auto& entry : std::filesystem::directory_iterator("/proc/self/fd"))
        ++count;
    return count;
}

bool hasChildren()
{
    return ::waitpid(-1, nullptr, WNOHANG) >= 0;
}

}

TEST_F(ReaderPoolTest, servesSeveralFilesWithOneChild)
{
    ReaderPool pool(EMBEDSCOPE_FAKE_READER, 1);
    const std::string first = textOf(pool, "pid");
    EXPECT_EQ(textOf(pool, "pid"), first);
    EXPECT_EQ(textOf(pool, "letter"), "read letter");
    EXPECT_EQ(pool.restarts(), 0);
}

TEST_F(ReaderPoolTest, takesANewChildAfterSoManyFiles)
{
    ReaderLimits limits;
    limits.filesPerChild = 2;
    ReaderPool pool(EMBEDSCOPE_FAKE_READER, 1, limits);
    const std::string first = textOf(pool, "pid");
    EXPECT_EQ(textOf(pool, "pid"), first);
    EXPECT_NE(textOf(pool, "pid"), first);
    EXPECT_EQ(pool.restarts(), 0);
}

struct Misbehaviour
{
    const char* name;
    RefusalReason reason;
    const char* words;
};

class Misbehaving : public ReaderPoolTest, public testing::WithParamInterface<Misbehaviour>
{
};

TEST_P(Misbehaving, isASentenceAndTheNextFileIsRead)
{
    const Misbehaviour& expected = GetParam();
    ReaderPool pool(EMBEDSCOPE_FAKE_READER, 1, shortLimits());
    const Refusal refusal = refusalOf(pool, expected.name);
    EXPECT_EQ(refusal.reason, expected.reason);
    EXPECT_THAT(refusal.sentence, HasSubstr(expected.words));
    EXPECT_EQ(pool.restarts(), 1);
    EXPECT_EQ(textOf(pool, "letter"), "read letter");
    EXPECT_EQ(pool.restarts(), 1);
}

INSTANTIATE_TEST_SUITE_P(
    AReader, Misbehaving,
    testing::Values(Misbehaviour{"crash", RefusalReason::Damaged, "ended unexpectedly"},
                    Misbehaviour{"segfault", RefusalReason::Damaged, "ended unexpectedly"},
                    Misbehaviour{"slow-death", RefusalReason::Damaged, "ended unexpectedly"},
                    Misbehaviour{"hang", RefusalReason::TooLarge, "took longer"},
                    Misbehaviour{"drip", RefusalReason::TooLarge, "took longer"},
                    Misbehaviour{"memory", RefusalReason::TooLarge, "of memory"},
                    Misbehaviour{"flood", RefusalReason::TooLarge, "of text"},
                    Misbehaviour{"garbage", RefusalReason::Damaged, "ended unexpectedly"},
                    Misbehaviour{"lying-count", RefusalReason::Damaged, "ended unexpectedly"}),
    [](const auto& test) {
        std::string name = test.param.name;
        std::replace(name.begin(), name.end(), '-', '_');
        return name;
    });

TEST_F(ReaderPoolTest, doesNotReadAThirdTimeWhatEndedItsReaderTwice)
{
    ReaderPool pool(EMBEDSCOPE_FAKE_READER, 1, shortLimits());
    const std::filesystem::path file = m_folder.write("crash", "content");
    pool.read(file);
    pool.read(file);
    EXPECT_EQ(pool.restarts(), 2);
    const ReadResult third = pool.read(file);
    EXPECT_THAT(std::get<Refusal>(third).sentence, HasSubstr("not read again"));
    EXPECT_EQ(pool.restarts(), 2);
    EXPECT_EQ(textOf(pool, "letter"), "read letter");
}

TEST_F(ReaderPoolTest, readsAFileAgainThatChangedAfterItEndedItsReaderTwice)
{
    ReaderPool pool(EMBEDSCOPE_FAKE_READER, 1, shortLimits());
    const std::filesystem::path file = m_folder.write("crash", "content");
    pool.read(file);
    pool.read(file);
    m_folder.write("crash", "longer content");
    const ReadResult result = pool.read(file);
    EXPECT_THAT(std::get<Refusal>(result).sentence, testing::Not(HasSubstr("not read again")));
    EXPECT_EQ(pool.restarts(), 3);
}

TEST_F(ReaderPoolTest, repairsTextThatIsNotUtf8)
{
    ReaderPool pool(EMBEDSCOPE_FAKE_READER, 1);
    EXPECT_EQ(textOf(pool, "invalid-text"), "good \uFFFD\uFFFD bad");
}

TEST_F(ReaderPoolTest, doesNotTakeAnAnswerThatNobodyAskedFor)
{
    ReaderPool pool(EMBEDSCOPE_FAKE_READER, 1);
    EXPECT_EQ(textOf(pool, "talkative"), "first");
    std::this_thread::sleep_for(50ms); // the second answer is on its way
    EXPECT_EQ(textOf(pool, "letter"), "read letter");
}

TEST_F(ReaderPoolTest, survivesAChildThatIsKilledWhileIdle)
{
    ReaderPool pool(EMBEDSCOPE_FAKE_READER, 1);
    ASSERT_EQ(::kill(std::stoi(textOf(pool, "pid")), SIGKILL), 0);
    std::this_thread::sleep_for(50ms);
    EXPECT_EQ(textOf(pool, "letter"), "read letter");
    EXPECT_EQ(pool.restarts(), 1);
}

TEST_F(ReaderPoolTest, childrenOutliveTheThreadThatStartedThem)
{
    ReaderPool pool(EMBEDSCOPE_FAKE_READER, 1);
    std::string first;
    std::thread([&] { first = textOf(pool, "pid"); }).join();
    EXPECT_EQ(textOf(pool, "pid"), first);
    EXPECT_EQ(pool.restarts(), 0);
}

TEST_F(ReaderPoolTest, givesTheChildNoOtherFileOfTheProgram)
{
    const int secret = ::open("/dev/null", O_RDONLY); // not close-on-exec, as a library might leave one
    ASSERT_GE(secret, 0);
    ReaderPool pool(EMBEDSCOPE_FAKE_READER, 1);
    const std::string open = textOf(pool, "open-files");
    ::close(secret);
    EXPECT_THAT(open, testing::StartsWith("0 1 2 "));
    EXPECT_LE(std::count(open.begin(), open.end(), ' '), 4) << open; // and the document itself
}

TEST_F(ReaderPoolTest, stopsAtOnceWhenAsked)
{
    ReaderLimits limits;
    limits.time = 60s;
    ReaderPool pool(EMBEDSCOPE_FAKE_READER, 1, limits);
    std::stop_source stop;
    const std::jthread stopper([&] {
        std::this_thread::sleep_for(50ms);
        stop.request_stop();
    });
    const ReadResult result = readNamed(pool, "hang", stop.get_token());
    EXPECT_THAT(std::get<Refusal>(result).sentence, HasSubstr("cancelled"));
    EXPECT_EQ(pool.restarts(), 0);
    EXPECT_EQ(textOf(pool, "letter"), "read letter");
}

TEST_F(ReaderPoolTest, stopsAlsoWhoWaitsForAFreeChild)
{
    ReaderLimits limits;
    limits.time = 60s;
    ReaderPool pool(EMBEDSCOPE_FAKE_READER, 1, limits);
    std::stop_source stop;
    const std::jthread other([&] { readNamed(pool, "hang", stop.get_token()); });
    std::this_thread::sleep_for(50ms);
    const std::jthread stopper([&] {
        std::this_thread::sleep_for(50ms);
        stop.request_stop();
    });
    const ReadResult result = readNamed(pool, "letter", stop.get_token());
    EXPECT_THAT(std::get<Refusal>(result).sentence, HasSubstr("cancelled"));
}

TEST_F(ReaderPoolTest, leavesNoProcessAndNoDescriptorBehind)
{
    const int before = openFiles();
    {
        ReaderPool pool(EMBEDSCOPE_FAKE_READER, 2, shortLimits());
        for (const char* name :
             {"letter", "crash", "hang", "flood", "garbage", "memory", "slow-death", "letter"})
            readNamed(pool, name);
    }
    EXPECT_EQ(openFiles(), before);
    EXPECT_FALSE(hasChildren());
}

TEST_F(ReaderPoolTest, servesManyThreads)
{
    ReaderPool pool(EMBEDSCOPE_FAKE_READER, 3, shortLimits());
    std::vector<std::filesystem::path> files;
    for (const char* name : {"letter", "crash", "note"})
        files.push_back(m_folder.write(name, "content"));
    std::atomic<int> wrong = 0;
    {
        std::vector<std::jthread> threads;
        for (int thread = 0; thread < 6; ++thread) {
            threads.emplace_back([&, thread] {
                for (int i = 0; i < 20; ++i) {
                    const auto& file = files[static_cast<std::size_t>(thread + i) % files.size()];
                    const ReadResult result = pool.read(file);
                    const bool isDocument = std::holds_alternative<Document>(result);
                    wrong += isDocument != (file.filename() != "crash");
                }
            });
        }
    }
    EXPECT_EQ(wrong, 0);
}

TEST_F(ReaderPoolTest, saysWhenItsProgramIsMissing)
{
    ReaderPool pool("/nowhere/embedscope-reader", 1);
    const ReadResult result = readNamed(pool, "letter");
    EXPECT_THAT(std::get<Refusal>(result).sentence, HasSubstr("cannot be started"));
    EXPECT_EQ(pool.restarts(), 0);
}

TEST_F(ReaderPoolTest, saysWhenItsProgramIsAnotherOne)
{
    ReaderPool pool("/bin/true", 1, shortLimits());
    const ReadResult result = readNamed(pool, "letter");
    EXPECT_THAT(std::get<Refusal>(result).sentence, HasSubstr("does not answer"));
}

TEST_F(ReaderPoolTest, refusesAMissingFile)
{
    ReaderPool pool(EMBEDSCOPE_FAKE_READER, 1);
    const ReadResult result = pool.read(m_folder.path() / "nothing.txt");
    EXPECT_EQ(std::get<Refusal>(result).reason, RefusalReason::NotFound);
    EXPECT_THAT(std::get<Refusal>(result).sentence, HasSubstr("nothing.txt"));
}

TEST_F(ReaderPoolTest, refusesAFileWithoutPermission)
{
    if (::geteuid() == 0)
        GTEST_SKIP() << "root may read everything";
    const std::filesystem::path file = m_folder.write("secret", "content");
    ASSERT_EQ(::chmod(file.c_str(), 0), 0);
    ReaderPool pool(EMBEDSCOPE_FAKE_READER, 1);
    const ReadResult result = pool.read(file);
    EXPECT_THAT(std::get<Refusal>(result).sentence, HasSubstr("cannot be opened"));
}

TEST_F(ReaderPoolTest, refusesAHugeFileWithoutReadingIt)
{
    const std::filesystem::path file = m_folder.write("huge.txt", "");
    std::filesystem::resize_file(file, uint64_t{300} << 20); // sparse
    ReaderPool pool("/nowhere/embedscope-reader", 1); // it need not even start
    const ReadResult result = pool.read(file);
    EXPECT_EQ(std::get<Refusal>(result).reason, RefusalReason::TooLarge);
    EXPECT_THAT(std::get<Refusal>(result).sentence, HasSubstr("315 MB"));
}

TEST_F(ReaderPoolTest, refusesWhatIsNoFileWithoutOpeningIt)
{
    const std::filesystem::path pipe = m_folder.path() / "pipe";
    ASSERT_EQ(::mkfifo(pipe.c_str(), 0600), 0);
    ReaderPool pool(EMBEDSCOPE_FAKE_READER, 1);
    const ReadResult result = pool.read(pipe); // opening it would wait for a writer
    EXPECT_THAT(std::get<Refusal>(result).sentence, HasSubstr("a named pipe"));
    const ReadResult folder = pool.read(m_folder.path());
    EXPECT_THAT(std::get<Refusal>(folder).sentence, HasSubstr("a folder"));
    const ReadResult device = pool.read("/dev/zero");
    EXPECT_THAT(std::get<Refusal>(device).sentence, HasSubstr("a device"));
}
