#include "engine/base/mapped_file.h"

#include <cstring>
#include <fmt/format.h>
#include <fstream>
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <sys/stat.h>
#include <unistd.h>

namespace embedscope {
namespace {

using testing::HasSubstr;

/// Bytes of the mapping that begins there which are in memory, as the kernel counts them.
std::size_t residentIn(std::span<const std::byte> bytes)
{
    std::ifstream maps("/proc/self/smaps");
    std::string line;
    const std::string begin = fmt::format("{:x}-", reinterpret_cast<std::uintptr_t>(bytes.data()));
    bool isHere = false;
    while (std::getline(maps, line)) {
        if (line.starts_with(begin))
            isHere = true;
        else if (isHere && line.starts_with("Rss:"))
            return std::stoul(line.substr(4)) * 1024;
    }
    ADD_FAILURE() << "the mapping is not listed";
    return 0;
}

class MappedFileTest : public testing::Test
{
protected:
    void SetUp() override
    {
        const auto* test = testing::UnitTest::GetInstance()->current_test_info();
        m_folder = std::filesystem::temp_directory_path()
            / ("embedscope_" + std::string(test->name()) + std::to_string(::getpid()));
        std::filesystem::create_directories(m_folder);
    }
    void TearDown() override { std::filesystem::remove_all(m_folder); }
    std::filesystem::path write(const char* name, std::string_view text) const
    {
        std::ofstream(m_folder / name, std::ios::binary) << text;
        return m_folder / name;
    }
    std::filesystem::path m_folder;
};

TEST_F(MappedFileTest, forgottenPagesLeaveTheMemoryAndComeBackWhenTheyAreRead)
{
    const std::size_t page = static_cast<std::size_t>(::sysconf(_SC_PAGESIZE));
    std::string text(8 * page, 'x');
    for (std::size_t i = 0; i < text.size(); ++i)
        text[i] = static_cast<char>('a' + i % 26);
    const auto file = MappedFile::open(write("large", text));
    ASSERT_TRUE(file) << file.error().sentence;
    const auto isText = [&] { return std::memcmp(file->bytes().data(), text.data(), text.size()) == 0; };
    ASSERT_TRUE(isText());
    file->forget(file->bytes().subspan(page / 2, 6 * page)); // pages 1 to 5 are whole
    // Dropped from this mapping: smaps counts what is resident in it.
    const std::size_t kept = residentIn(file->bytes());
    EXPECT_LE(kept, 8 * page - 5 * page);
    EXPECT_TRUE(isText());
    file->forget(std::as_bytes(std::span(text))); // of another place: nothing happens
    file->forget({});
    EXPECT_TRUE(isText());
}

TEST_F(MappedFileTest, showsTheBytesOfAFile)
{
    const auto file = MappedFile::open(write("a.txt", "seven b"));
    ASSERT_TRUE(file) << file.error().sentence;
    ASSERT_EQ(file->bytes().size(), 7u);
    EXPECT_EQ(std::memcmp(file->bytes().data(), "seven b", 7), 0);
}

TEST_F(MappedFileTest, anEmptyFileHasNoBytes)
{
    const auto file = MappedFile::open(write("empty", ""));
    ASSERT_TRUE(file);
    EXPECT_TRUE(file->bytes().empty());
}

TEST_F(MappedFileTest, theMappingMovesWithTheObject)
{
    auto first = MappedFile::open(write("a", "first"));
    auto second = MappedFile::open(write("b", "second"));
    ASSERT_TRUE(first && second);
    const std::byte* bytes = first->bytes().data();
    MappedFile moved = std::move(*first);
    EXPECT_EQ(moved.bytes().data(), bytes);
    EXPECT_TRUE(first->bytes().empty());
    moved = std::move(*second);
    EXPECT_EQ(moved.bytes().size(), 6u);
}

TEST_F(MappedFileTest, saysThatAFileIsMissing)
{
    const auto file = MappedFile::open(m_folder / "missing.gguf");
    ASSERT_FALSE(file);
    EXPECT_THAT(file.error().sentence, HasSubstr("missing.gguf cannot be opened: No such file"));
}

TEST_F(MappedFileTest, refusesFoldersAndPipes)
{
    const auto folder = MappedFile::open(m_folder);
    ASSERT_FALSE(folder);
    EXPECT_THAT(folder.error().sentence, HasSubstr("not a regular file"));
    ASSERT_EQ(::mkfifo((m_folder / "pipe").c_str(), 0600), 0);
    const auto pipe = MappedFile::open(m_folder / "pipe"); // must not wait for a writer
    ASSERT_FALSE(pipe);
    EXPECT_THAT(pipe.error().sentence, HasSubstr("not a regular file"));
}

TEST_F(MappedFileTest, refusesAFileThatMayNotBeRead)
{
    if (::geteuid() == 0)
        GTEST_SKIP() << "root may read everything";
    const auto path = write("secret", "x");
    ASSERT_EQ(::chmod(path.c_str(), 0), 0);
    const auto file = MappedFile::open(path);
    ASSERT_FALSE(file);
    EXPECT_THAT(file.error().sentence, HasSubstr("Permission denied"));
}

}
}
