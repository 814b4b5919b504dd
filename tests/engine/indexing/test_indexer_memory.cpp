// Memory that runs out in the middle: the document becomes a row that says so, and the rest goes on.
#include "tests/engine/failing_buffers.h"
#include "tests/engine/indexing/index_run.h"

#include <gmock/gmock.h>

using namespace embedscope;
using namespace embedscope::test;

namespace {

TEST(IndexerMemory, aDocumentWhosePassageWasDroppedIsARowWithItsReason)
{
    const TemporaryFolder folder, documents;
    const std::shared_ptr<Library> library = openLibrary(folder.path() / "library");
    std::string words;
    for (int i = 0; i < 400; ++i)
        words += "bell tower "; // passages longer than what a worker has room for from the start
    IndexRun run(library);
    const uint64_t first = run.indexer.add(documents.write("large.txt", words));

    EXPECT_EQ(run.embeddedTexts(), 0u); // and the model and the workers' counters are there
    buffersFail = true;
    run.start();
    ASSERT_TRUE(run.waitFor([&] { return run.indexer.progress().idle(); }));
    buffersFail = false;
    EXPECT_GT(buffersFailed, 0);
    run.indexer.add(documents.write("small.txt", "A boat in the harbour."));
    const IndexProgress progress = run.finish();

    EXPECT_EQ(progress.problems, 1u);
    EXPECT_EQ(progress.cancelled, 0u);
    EXPECT_EQ(progress.stored, 1u);
    EXPECT_EQ(progress.chunks, progress.chunksEmbedded);
    const auto events = run.events();
    const DocumentRow& told = events.at(first).back().row;
    EXPECT_EQ(told.state, DocumentState::Problem);
    EXPECT_THAT(told.reason, testing::HasSubstr("large.txt"));
    EXPECT_THAT(told.reason, testing::HasSubstr("memory"));
    const auto rows = library->documents();
    ASSERT_EQ(rows->size(), 2u);
    EXPECT_EQ(rows->at(0).state, DocumentState::Problem);
    EXPECT_EQ(rows->at(0).reason, told.reason);
    EXPECT_EQ(rows->at(1).state, DocumentState::Done);
    EXPECT_THAT(*library->check(), testing::IsEmpty());
}

}
