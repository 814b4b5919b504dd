// The real child through the pool: large and odd files, its limits, its end.
#include "engine/documents/reader_pool.h"
#include "tests/engine/documents/temporary_folder.h"

#include <chrono>
#include <csignal>
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <sys/wait.h>
#include <thread>
#include <unistd.h>

using namespace embedscope;
using embedscope::test::TemporaryFolder;
using testing::HasSubstr;
using namespace std::chrono_literals;

namespace {

std::string textOf(const ReadResult& result)
{
    const Document* const document = std::get_if<Document>(&result);
    return document ? documentText(*document) : "refused: " + std::get<Refusal>(result).sentence;
}

#if defined(__SANITIZE_ADDRESS__) || defined(__SANITIZE_THREAD__)
constexpr bool kHasMemoryLimit = false;
#else
constexpr bool kHasMemoryLimit = true;
#endif

}

TEST(ReaderProgram, readsALineOfTwoMegabytesWithoutABlank)
{
    const TemporaryFolder folder;
    ReaderPool pool(EMBEDSCOPE_READER_PROGRAM, 1);
    const std::string ascii(2'000'000, 'x');
    EXPECT_EQ(textOf(pool.read(folder.write("x.txt", ascii))), ascii);
    std::string asian;
    for (int i = 0; i < 700'000; ++i)
        asian += "\u8A9E";
    EXPECT_EQ(textOf(pool.read(folder.write("y.txt", asian))), asian);
    EXPECT_EQ(pool.restarts(), 0);
}

TEST(ReaderProgram, refusesAFileOfBlanks)
{
    const TemporaryFolder folder;
    ReaderPool pool(EMBEDSCOPE_READER_PROGRAM, 1);
    const ReadResult result = pool.read(folder.write("blank.txt", " \n\t\n "));
    EXPECT_EQ(std::get<Refusal>(result).reason, RefusalReason::NoText);
}

TEST(ReaderProgram, givesNoMoreTextThanAllowed)
{
    const TemporaryFolder folder;
    ReaderLimits limits;
    limits.outputBytes = 1000;
    ReaderPool pool(EMBEDSCOPE_READER_PROGRAM, 1, limits);
    const ReadResult result = pool.read(folder.write("long.txt", std::string(5000, 'a')));
    EXPECT_EQ(std::get<Refusal>(result).reason, RefusalReason::TooLarge);
    EXPECT_EQ(pool.restarts(), 0) << "the child itself refuses";
}

TEST(ReaderProgram, endsWithASentenceWhenMemoryRunsOut)
{
    if (!kHasMemoryLimit)
        GTEST_SKIP() << "sanitizers need all the address space";
    const TemporaryFolder folder;
    ReaderLimits limits;
    limits.memoryBytes = uint64_t{320} << 20;
    ReaderPool pool(EMBEDSCOPE_READER_PROGRAM, 1, limits);
    const ReadResult result = pool.read(folder.write("big.txt", std::string(150'000'000, 'a')));
    EXPECT_EQ(std::get<Refusal>(result).reason, RefusalReason::TooLarge);
    EXPECT_THAT(std::get<Refusal>(result).sentence, HasSubstr("memory"));
    EXPECT_EQ(textOf(pool.read(folder.write("small.txt", "a letter"))), "a letter");
}

TEST(ReaderProgram, refusesAPageThatIsNestedTooDeep)
{
    const TemporaryFolder folder;
    std::string page = "<html><body>";
    for (int i = 0; i < 30'000; ++i)
        page += "<div>";
    ReaderPool pool(EMBEDSCOPE_READER_PROGRAM, 1);
    const ReadResult result = pool.read(folder.write("deep.html", page + "bottom"));
    EXPECT_EQ(std::get<Refusal>(result).reason, RefusalReason::TooDeep);
    EXPECT_EQ(pool.restarts(), 0);
}

TEST(ReaderProgram, readsOnFromAnOpenFileThatVanished)
{
    const TemporaryFolder folder;
    ReaderPool pool(EMBEDSCOPE_READER_PROGRAM, 1);
    const std::filesystem::path file = folder.write("a.txt", "a letter");
    EXPECT_EQ(textOf(pool.read(file)), "a letter");
    std::filesystem::remove(file);
    const ReadResult result = pool.read(file);
    EXPECT_EQ(std::get<Refusal>(result).reason, RefusalReason::NotFound);
}

TEST(ReaderProgram, readsAFileThatGrowsMeanwhile)
{
    const TemporaryFolder folder;
    const std::filesystem::path file = folder.write("log.txt", "first line\n");
    ReaderPool pool(EMBEDSCOPE_READER_PROGRAM, 1);
    const std::jthread writer([&](std::stop_token stop) {
        std::ofstream out(file, std::ios::app);
        while (!stop.stop_requested())
            out << "another line\n" << std::flush;
    });
    for (int i = 0; i < 10; ++i)
        EXPECT_THAT(textOf(pool.read(file)), testing::StartsWith("first line"));
}

TEST(ReaderProgram, tellsPeopleThatItIsNotForThem)
{
    const int status = std::system("\"" EMBEDSCOPE_READER_PROGRAM "\" </dev/null 2>/dev/null");
    EXPECT_EQ(WEXITSTATUS(status), 2);
}
