#include "engine/base/mapped_file.h"

#include <cstring>
#include <fstream>
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <sys/stat.h>
#include <unistd.h>

namespace embedscope {
namespace {

using testing::HasSubstr;

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
