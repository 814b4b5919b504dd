// Pausing, resuming and preferring single documents while the line runs: nothing is lost, nothing done twice.
#include "tests/engine/indexing/index_run.h"

#include <fmt/format.h>
#include <gmock/gmock.h>
#include <random>

using namespace embedscope;
using namespace embedscope::test;

namespace {

class IndexerPause : public testing::Test
{
protected:
    std::filesystem::path write(const std::string& name, int words)
    {
        std::string text;
        for (int word = 0; word < words; ++word)
            text += fmt::format("{} {} ", name, word * 31 % 997);
        return m_documents.write(name + ".txt", text);
    }
    std::map<std::string, std::vector<float>> vectorsByText(Library& library)
    {
        std::map<std::string, std::vector<float>> vectors;
        EXPECT_TRUE(library.eachVector(identityOf(*bundledModel()), 0,
                                       [&](int64_t chunk, int64_t, std::span<const float> v) {
                                           const auto row = library.chunksById(std::array{chunk});
                                           vectors[row->front().text].assign(v.begin(), v.end());
                                           return true;
                                       }));
        return vectors;
    }
    static bool wasPaused(IndexRun& run, uint64_t job)
    {
        const auto events = run.events();
        const auto of = events.find(job);
        return of != events.end() && of->second.back().row.state == DocumentState::Paused;
    }

    TemporaryFolder m_folder, m_documents;
    std::shared_ptr<Library> m_library = openLibrary(m_folder.path() / "library");
};

TEST_F(IndexerPause, aPausedDocumentWaitsAndTheOthersGoOn)
{
    IndexRun run(m_library);
    const uint64_t held = run.indexer.add(write("a", 50), {0, true});
    run.indexer.add(write("b", 60));
    const uint64_t later = run.indexer.add(write("c", 70));
    run.indexer.setPaused(later, true);
    EXPECT_TRUE(wasPaused(run, later));
    run.start();
    ASSERT_TRUE(run.waitFor([&] { return run.indexer.progress().stored == 1; }));
    std::this_thread::sleep_for(std::chrono::milliseconds(50));
    EXPECT_EQ(run.indexer.progress().read, 1u);
    EXPECT_FALSE(run.indexer.progress().idle());
    run.indexer.setPaused(held, false);
    run.indexer.setPaused(later, false);
    EXPECT_EQ(run.finish().stored, 3u);
}

TEST_F(IndexerPause, oneThatIsBeingEmbeddedStopsAndKeepsWhatItHas)
{
    const std::filesystem::path file = write("long", 40'000);
    IndexRun run(m_library);
    const uint64_t job = run.indexer.add(file);
    run.start();
    ASSERT_TRUE(run.waitFor([&] { return run.indexer.progress().chunksEmbedded >= 20; }));
    run.indexer.setPaused(job, true);
    ASSERT_TRUE(run.waitFor([&] { return wasPaused(run, job); }));
    const IndexProgress paused = run.indexer.progress();
    EXPECT_LT(paused.chunksEmbedded, paused.chunks);
    EXPECT_EQ(m_library->counts()->documents, 0) << "not half there";
    std::this_thread::sleep_for(std::chrono::milliseconds(50));
    EXPECT_EQ(run.indexer.progress().chunksEmbedded, paused.chunksEmbedded);
    run.indexer.setPaused(job, false);
    const IndexProgress done = run.finish();
    EXPECT_EQ(done.stored, 1u);
    EXPECT_EQ(done.read, 1u) << "it is not read a second time";
    EXPECT_EQ(done.chunksEmbedded, done.chunks);
    EXPECT_EQ(run.embeddedTexts(), done.chunks) << "no passage is embedded twice";
    EXPECT_THAT(*m_library->check(), testing::IsEmpty());
}

TEST_F(IndexerPause, whatIsPreferredIsReadFirstAndElseTheSmallest)
{
    IndexRun run(m_library);
    run.indexer.setPaused(true);
    const uint64_t middle = run.indexer.add(write("middle", 60));
    const uint64_t large = run.indexer.add(write("large", 90));
    const uint64_t small = run.indexer.add(write("small", 30));
    run.indexer.setPriority(large, 1);
    run.indexer.setPaused(false);
    run.indexer.finish();
    run.indexer.readLoop({}); // one reader, so that the order is certain
    EXPECT_THAT(run.readOrder(), testing::ElementsAre(large, small, middle));
    run.start();
    EXPECT_EQ(run.finish().stored, 3u);
}

TEST_F(IndexerPause, aPausedDocumentCanBeCancelled)
{
    IndexRun run(m_library);
    const uint64_t held = run.indexer.add(write("a", 50), {0, true});
    const uint64_t running = run.indexer.add(write("long", 40'000));
    run.start();
    ASSERT_TRUE(run.waitFor([&] { return run.indexer.progress().chunksEmbedded >= 5; }));
    run.indexer.setPaused(running, true);
    ASSERT_TRUE(run.waitFor([&] { return wasPaused(run, running); }));
    run.indexer.cancel(held);
    run.indexer.cancel(running);
    const IndexProgress progress = run.finish();
    EXPECT_EQ(progress.cancelled, 2u);
    EXPECT_EQ(progress.chunks, progress.chunksEmbedded);
    EXPECT_EQ(m_library->counts()->documents, 0);
}

TEST_F(IndexerPause, anythingMayBePausedAtAnyMoment)
{
    const auto undisturbed = std::shared_ptr<Library>(openLibrary(m_folder.path() / "undisturbed"));
    for (int i = 0; i < 12; ++i)
        write(fmt::format("file{}", i), 100 + 300 * i);
    IndexRun(undisturbed).run({m_documents.path()});

    IndexRun run(m_library);
    std::vector<uint64_t> jobs;
    for (const auto& file : collectFiles({m_documents.path()}).files)
        jobs.push_back(run.indexer.add(file));
    run.start();
    const auto disturb = [&](unsigned seed) {
        std::mt19937 random(seed);
        for (int i = 0; i < 150; ++i) {
            const uint64_t job = jobs[random() % jobs.size()];
            run.indexer.setPaused(job, true);
            run.indexer.setPriority(job, static_cast<int>(random() % 3));
            std::this_thread::sleep_for(std::chrono::microseconds(random() % 2000));
            run.indexer.setPaused(job, false);
        }
    };
    std::thread other(disturb, 1);
    disturb(2);
    other.join();
    const IndexProgress progress = run.finish();
    EXPECT_EQ(progress.stored, jobs.size());
    EXPECT_EQ(progress.cancelled, 0u);
    EXPECT_EQ(progress.chunks, progress.chunksEmbedded);
    EXPECT_TRUE(vectorsByText(*m_library) == vectorsByText(*undisturbed));
    const auto rows = m_library->documents();
    for (const DocumentRow& row : *rows)
        EXPECT_EQ(row.reason, "");
    EXPECT_THAT(*m_library->check(), testing::IsEmpty());
}

}
