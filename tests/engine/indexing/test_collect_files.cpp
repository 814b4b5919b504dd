// Which files a person means, and what is known of a file before it is read.
#include "engine/base/hash.h"
#include "engine/indexing/file_hash.h"
#include "engine/indexing/indexer.h"
#include "engine/indexing/text_document.h"
#include "tests/engine/documents/temporary_folder.h"

#include <filesystem>
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <string>
#include <sys/stat.h>

using namespace embedscope;
using embedscope::test::TemporaryFolder;
namespace fs = std::filesystem;

namespace {

class CollectFiles : public testing::Test
{
protected:
    std::vector<std::string> namesIn(const std::vector<fs::path>& paths)
    {
        m_collected = collectFiles(paths);
        std::vector<std::string> names;
        for (const fs::path& file : m_collected.files) {
            EXPECT_TRUE(file.is_absolute());
            names.push_back(file.lexically_relative(m_folder.path()));
        }
        return names;
    }

    TemporaryFolder m_folder;
    CollectedFiles m_collected;
};

using Names = std::vector<std::string>;

TEST_F(CollectFiles, walksFoldersAndGivesSmallFilesFirst)
{
    fs::create_directories(m_folder.path() / "a/b");
    m_folder.write("large", std::string(300, 'x'));
    m_folder.write("a/middle", std::string(200, 'x'));
    m_folder.write("a/b/small", "x");
    EXPECT_EQ(namesIn({m_folder.path()}), (Names{"a/b/small", "a/middle", "large"}));
    EXPECT_TRUE(m_collected.problems.empty());
}

TEST_F(CollectFiles, givesEachFileOnce)
{
    fs::create_directories(m_folder.path() / "a");
    m_folder.write("a/x", "x");
    EXPECT_EQ(namesIn({m_folder.path(), m_folder.path() / "a/", m_folder.path() / "a/x",
                       m_folder.path() / "a/../a/./x"}),
              (Names{"a/x"}));
}

TEST_F(CollectFiles, leavesHiddenFilesOutUnlessNamed)
{
    fs::create_directories(m_folder.path() / ".git");
    m_folder.write(".git/config", "x");
    m_folder.write(".hidden", "x");
    m_folder.write("shown", "xx");
    EXPECT_EQ(namesIn({m_folder.path()}), (Names{"shown"}));
    EXPECT_EQ(namesIn({m_folder.path() / ".hidden"}), (Names{".hidden"}));
    EXPECT_EQ(namesIn({m_folder.path() / ".git"}), (Names{".git/config"}));
}

TEST_F(CollectFiles, doesNotFollowLinksToFolders)
{
    fs::create_directories(m_folder.path() / "real");
    m_folder.write("real/file", "x");
    fs::create_directory_symlink(m_folder.path(), m_folder.path() / "real/loop");
    fs::create_directory_symlink("real", m_folder.path() / "link");
    fs::create_symlink("nowhere", m_folder.path() / "dangling");
    EXPECT_EQ(namesIn({m_folder.path()}), (Names{"real/file"}));
    EXPECT_EQ(namesIn({m_folder.path() / "link"}), (Names{"link/file"})) << "named by the person";
}

TEST_F(CollectFiles, leavesPipesOut)
{
    ASSERT_EQ(::mkfifo((m_folder.path() / "pipe").c_str(), 0600), 0);
    EXPECT_EQ(namesIn({m_folder.path()}), Names{});
    namesIn({m_folder.path() / "pipe"});
    ASSERT_EQ(m_collected.problems.size(), 1u);
    EXPECT_THAT(m_collected.problems[0].second, testing::HasSubstr("is not a file"));
}

TEST_F(CollectFiles, saysWhatIsNotThere)
{
    m_folder.write("here", "x");
    EXPECT_EQ(namesIn({m_folder.path() / "gone", m_folder.path() / "here"}), (Names{"here"}));
    ASSERT_EQ(m_collected.problems.size(), 1u);
    EXPECT_EQ(m_collected.problems[0].first, m_folder.path() / "gone");
    EXPECT_THAT(m_collected.problems[0].second, testing::HasSubstr("gone is not there"));
}

TEST_F(CollectFiles, stopsWhenAsked)
{
    m_folder.write("here", "x");
    std::stop_source stop;
    stop.request_stop();
    EXPECT_TRUE(collectFiles({m_folder.path()}, stop.get_token()).files.empty());
}

TEST(FileFacts, hashIsThatOfTheContent)
{
    const TemporaryFolder folder;
    const std::string large(1'000'000, 'x');
    for (const std::string& content : {std::string(), std::string("words"), large}) {
        const FileFacts facts = factsOf(folder.write("file", content), 1 << 30, {});
        EXPECT_EQ(facts.hash, contentHash(content));
        EXPECT_EQ(facts.bytes, static_cast<int64_t>(content.size()));
        EXPECT_GT(facts.modifiedSeconds, 1'600'000'000);
    }
    EXPECT_EQ(factsOf(folder.path() / "file", large.size() - 1, {}).hash, "") << "too large";
    EXPECT_EQ(factsOf(folder.path() / "file", large.size(), {}).hash, contentHash(large));
    EXPECT_EQ(factsOf(folder.path() / "gone", 100, {}).hash, "");
    EXPECT_EQ(factsOf(folder.path(), 100, {}).hash, "");
}

TEST(FileFacts, neverWaitsForAPipe)
{
    const TemporaryFolder folder;
    ASSERT_EQ(::mkfifo((folder.path() / "pipe").c_str(), 0600), 0);
    EXPECT_EQ(factsOf(folder.path() / "pipe", 100, {}).hash, "");
}

TEST(TextDocument, blankLinesPartBlocksAndLinesAreCounted)
{
    const Document document = textDocument("one\ntwo\r\n\r\n  \nthree\rfour\x01\xFF");
    ASSERT_EQ(document.blocks.size(), 2u);
    EXPECT_EQ(document.blocks[0].text, "one\ntwo");
    EXPECT_EQ(document.blocks[0].position, (Position{Position::Kind::Line, 1, {}}));
    EXPECT_EQ(document.blocks[1].text, "three\nfour \xEF\xBF\xBD");
    EXPECT_EQ(document.blocks[1].position.number, 5);
    EXPECT_EQ(document.remarks.size(), 1u);
    EXPECT_TRUE(textDocument("").blocks.empty());
    EXPECT_TRUE(textDocument(" \n\t\n").blocks.empty());
}

}
