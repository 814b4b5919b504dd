// Stopping at any moment: what is stored stays, nothing is half there, the next run does the rest.
#include "tests/engine/indexing/index_run.h"

#include <fmt/format.h>
#include <gmock/gmock.h>

using namespace embedscope;
using namespace embedscope::test;

namespace {

class IndexerCancel : public testing::Test
{
protected:
    // Some seconds of work for a slow machine, some tenths for a fast one.
    void writeDocuments(int count, int words = 1500)
    {
        for (int i = 0; i < count; ++i) {
            std::string text;
            for (int word = 0; word < words; ++word)
                text += fmt::format("{} {} ", i * 7 % 90, word % 97);
            m_documents.write(fmt::format("{}.txt", i), text);
        }
    }
    void expectSound() { EXPECT_THAT(*m_library->check(), testing::IsEmpty()); }

    TemporaryFolder m_folder, m_documents;
    std::filesystem::path m_file = m_folder.path() / "library";
    std::shared_ptr<Library> m_library = openLibrary(m_file);
};

TEST_F(IndexerCancel, cancellingAllKeepsWhatIsStored)
{
    writeDocuments(40, 800);
    IndexRun run(m_library);
    for (const auto& file : collectFiles({m_documents.path()}).files)
        run.indexer.add(file);
    run.start();
    ASSERT_TRUE(run.waitFor([&] { return run.indexer.progress().stored >= 3; }));
    run.indexer.cancelAll();
    const IndexProgress progress = run.finish();
    EXPECT_GE(progress.stored, 3u);
    EXPECT_GT(progress.cancelled, 0u);
    EXPECT_EQ(progress.stored + progress.cancelled, 40u);
    EXPECT_EQ(progress.chunks, progress.chunksEmbedded) << "what was given up is no longer counted as work";
    EXPECT_EQ(m_library->counts()->documents, static_cast<int64_t>(progress.stored));
    expectSound();

    IndexRun second(m_library);
    const IndexProgress rest = second.run({m_documents.path()});
    EXPECT_EQ(rest.unchanged, progress.stored);
    EXPECT_EQ(rest.stored, progress.cancelled);
    EXPECT_EQ(m_library->counts()->done, 40);
    expectSound();
}

TEST_F(IndexerCancel, oneDocumentIsCancelledAndTheOthersGoOn)
{
    writeDocuments(8, 300);
    m_documents.write("9.txt", std::string(400'000, 'a') + " large " + std::string(400'000, 'b'));
    IndexRun run(m_library);
    std::vector<uint64_t> jobs;
    for (const auto& file : collectFiles({m_documents.path()}).files)
        jobs.push_back(run.indexer.add(file));
    run.indexer.cancel(jobs.back()); // the largest, still waiting
    run.indexer.cancel(12345);
    run.start();
    const IndexProgress progress = run.finish();
    EXPECT_EQ(progress.cancelled, 1u);
    EXPECT_EQ(progress.stored, 8u);
    EXPECT_EQ(run.events().count(jobs.back()), 0u) << "a cancelled document tells nothing";
    EXPECT_EQ(m_library->counts()->documents, 8);
}

TEST_F(IndexerCancel, aDocumentInTheMiddleOfItsEmbeddingIsCancelled)
{
    writeDocuments(1, 60'000);
    IndexRun run(m_library);
    const uint64_t job = run.indexer.add(m_documents.path() / "0.txt");
    run.start();
    ASSERT_TRUE(run.waitFor([&] { return run.indexer.progress().chunksEmbedded > 0; }));
    run.indexer.cancel(job);
    const IndexProgress progress = run.finish();
    EXPECT_EQ(progress.cancelled + progress.stored, 1u);
    EXPECT_EQ(m_library->counts()->documents, static_cast<int64_t>(progress.stored));
    EXPECT_EQ(run.embedder().queuedTokens(), 0u);
    expectSound();
}

TEST_F(IndexerCancel, stoppedLoopsLeaveAWholeLibrary)
{
    writeDocuments(30, 800);
    for (const int stored : {0, 1, 5}) {
        IndexRun run(m_library);
        for (const auto& file : collectFiles({m_documents.path()}).files)
            run.indexer.add(file);
        run.start();
        ASSERT_TRUE(
            run.waitFor([&] { return run.indexer.progress().stored >= static_cast<uint64_t>(stored); }));
        run.stop();
        expectSound();
    }
    IndexRun last(m_library);
    last.run({m_documents.path()});
    EXPECT_EQ(m_library->counts()->done, 30);
    expectSound();
}

TEST_F(IndexerCancel, pausedReadersHandOnNothing)
{
    writeDocuments(3, 50);
    IndexRun run(m_library);
    run.indexer.setPaused(true);
    for (const auto& file : collectFiles({m_documents.path()}).files)
        run.indexer.add(file);
    run.start();
    std::this_thread::sleep_for(std::chrono::milliseconds(100));
    EXPECT_EQ(run.indexer.progress().read, 0u);
    run.indexer.setPaused(false);
    EXPECT_EQ(run.finish().stored, 3u);
}

TEST_F(IndexerCancel, anIndexerThatNeverRanEndsQuietly)
{
    writeDocuments(3, 50);
    IndexRun run(m_library);
    for (const auto& file : collectFiles({m_documents.path()}).files)
        run.indexer.add(file);
    EXPECT_FALSE(run.indexer.progress().idle());
}

}
