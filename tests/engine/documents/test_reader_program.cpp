// The real child through the pool: large and odd files, its limits, its end.
#include "engine/documents/reader_pool.h"
#include "tests/engine/documents/temporary_folder.h"

#include <chrono>
#include <csignal>
#include <fstream>
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <sstream>
#include <sys/syscall.h>
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

TEST(ReaderProgram, givesASmallFileLittleMemoryAndALargeOneMore)
{
    const ReaderLimits limits;
    EXPECT_EQ(ReaderPool::limitsFor(limits, 1000).fileMemoryBytes >> 20, 512u);
    EXPECT_EQ(ReaderPool::limitsFor(limits, 1000).time, 10s);
    EXPECT_EQ(ReaderPool::limitsFor(limits, 50 << 20).time, 60s);
    EXPECT_GT(ReaderPool::limitsFor(limits, 50 << 20).fileMemoryBytes, uint64_t{800} << 20);
    EXPECT_EQ(ReaderPool::limitsFor(limits, ~uint64_t{0}).fileMemoryBytes,
              ReaderPool::limitsFor(limits, limits.inputBytes).fileMemoryBytes);
    EXPECT_LE(ReaderPool::limitsFor(limits, ~uint64_t{0}).fileMemoryBytes, limits.memoryBytes);
    if (!kHasMemoryLimit)
        GTEST_SKIP() << "sanitizers need all the address space";
    const TemporaryFolder folder;
    ReaderLimits tight;
    tight.fileMemoryBytes = uint64_t{40} << 20;
    tight.memoryPerByte = 0;
    const std::string text(20'000'000, 'a');
    ReaderPool pool(EMBEDSCOPE_READER_PROGRAM, 1, tight);
    EXPECT_THAT(std::get<Refusal>(pool.read(folder.write("big.txt", text))).sentence,
                HasSubstr("more than 42 MB"));
    tight.memoryPerByte = 6;
    ReaderPool roomy(EMBEDSCOPE_READER_PROGRAM, 1, tight);
    EXPECT_EQ(textOf(roomy.read(folder.write("big.txt", text))).size(), text.size());
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

TEST(ReaderProgram, refusesAFileThatVanished)
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
        for (int i = 0; i < 100'000 && !stop.stop_requested(); ++i)
            out << "another line\n" << std::flush;
    });
    for (int i = 0; i < 10; ++i)
        EXPECT_THAT(textOf(pool.read(file)), testing::StartsWith("first line"));
}

// A page whose parsing takes minutes: the parser looks through all open elements for every new one.
static std::string slowPage()
{
    std::string page = "<html><body>";
    for (int i = 0; i < 400'000; ++i)
        page += "<div>";
    return page;
}

static pid_t onlyChildOf(pid_t parent)
{
    for (const auto& entry : std::filesystem::directory_iterator("/proc")) {
        std::ifstream stat(entry.path() / "stat");
        std::string pid, name, state;
        pid_t itsParent = 0;
        if (stat >> pid >> name >> state >> itsParent && itsParent == parent)
            return std::stoi(pid);
    }
    return 0;
}

static bool isGone(pid_t pid)
{
    std::ifstream stat("/proc/" + std::to_string(pid) + "/stat");
    std::string number, name, state;
    return !(stat >> number >> name >> state) || state == "Z";
}

template <class Condition> static bool becomesTrue(Condition condition)
{
    for (int i = 0; i < 1000; ++i) {
        if (condition())
            return true;
        std::this_thread::sleep_for(10ms);
    }
    return false;
}

TEST(ReaderProgram, endsInTheMiddleOfAFileWhenTheProgramIsKilled)
{
    const TemporaryFolder folder;
    const std::filesystem::path file = folder.write("slow.html", slowPage());
    const pid_t program = ::fork();
    ASSERT_GE(program, 0);
    if (program == 0) {
        ReaderLimits limits;
        limits.time = 10min;
        ReaderPool(EMBEDSCOPE_READER_PROGRAM, 1, limits).read(file);
        ::_exit(0);
    }
    pid_t reader = 0;
    EXPECT_TRUE(becomesTrue([&] { return (reader = onlyChildOf(program)) != 0; }));
    std::this_thread::sleep_for(200ms); // it is at work
    EXPECT_FALSE(isGone(reader));
    ::kill(program, SIGKILL);
    ::waitpid(program, nullptr, 0);
    EXPECT_TRUE(becomesTrue([&] { return isGone(reader); }));
}

TEST(ReaderProgram, isEndedWhenAFileTakesTooLong)
{
    const TemporaryFolder folder;
    ReaderLimits limits;
    limits.time = 500ms;
    ReaderPool pool(EMBEDSCOPE_READER_PROGRAM, 1, limits);
    const ReadResult result = pool.read(folder.write("slow.html", slowPage()));
    EXPECT_EQ(std::get<Refusal>(result).reason, RefusalReason::TooLarge);
    EXPECT_EQ(pool.restarts(), 1);
}

TEST(ReaderProgram, hasGivenUpItsRightsBeforeTheFirstDocument)
{
    if (!kHasMemoryLimit)
        GTEST_SKIP() << "sanitizers ask the kernel for what documents may not";
    const TemporaryFolder folder;
    const std::filesystem::path secret = folder.write("secret", "content");
    const std::string command = "\"" EMBEDSCOPE_SANDBOX_PROBE "\" '" + folder.path().string() + "'";
    std::string output;
    FILE* const pipe = ::popen(command.c_str(), "r");
    ASSERT_TRUE(pipe);
    for (int c = std::fgetc(pipe); c != EOF; c = std::fgetc(pipe))
        output += static_cast<char>(c);
    ::pclose(pipe);
    std::istringstream words(output);
    for (std::string word; words >> word;) {
        const bool byLandlock = word.starts_with("read-") || word == "list-home";
        if (byLandlock && ::syscall(SYS_landlock_create_ruleset, nullptr, 0, 1) < 0)
            continue; // this kernel cannot
        EXPECT_EQ(word.front(), '+') << word << " succeeded";
    }
    EXPECT_THAT(output, HasSubstr("+read-shared"));
    EXPECT_THAT(output, HasSubstr("+thread"));
    EXPECT_TRUE(std::filesystem::exists(secret));
}

TEST(ReaderProgram, tellsPeopleThatItIsNotForThem)
{
    const int status = std::system("\"" EMBEDSCOPE_READER_PROGRAM "\" </dev/null 2>/dev/null");
    EXPECT_EQ(WEXITSTATUS(status), 2);
}
