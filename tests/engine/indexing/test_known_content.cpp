// The same text is embedded once, under whatever name it comes; what differs is embedded anew.
#include "tests/engine/indexing/index_run.h"

#include <fmt/format.h>
#include <gmock/gmock.h>

using namespace embedscope;
using namespace embedscope::test;

namespace {

const std::string kTwoSections =
    "# Bees\n\nThe hive hums in the evening sun.\n\n# Bread\n\nFlour, water, salt "
    "and patience.\n";

class KnownContent : public testing::Test
{
protected:
    /// How many texts went through the model.
    uint64_t embed(IndexOptions options = {})
    {
        IndexRun run(m_library, std::move(options));
        m_progress = run.run({m_documents.path()});
        EXPECT_EQ(m_progress.problems + m_progress.cancelled, 0u);
        EXPECT_EQ(m_progress.chunks, m_progress.chunksEmbedded);
        EXPECT_EQ(m_progress.tokens, m_progress.tokensEmbedded);
        return run.embeddedTexts();
    }
    std::map<std::string, DocumentRow> rows()
    {
        std::map<std::string, DocumentRow> byName;
        const auto documents = m_library->documents();
        for (const DocumentRow& row : *documents)
            byName[row.name] = row;
        return byName;
    }
    /// Every vector that is stored is that of its passage, to the bit.
    void expectRightVectors()
    {
        const Embedder alone(bundledModel(), {});
        std::map<int64_t, std::vector<float>> vectors;
        EXPECT_TRUE(m_library->eachVector(identityOf(*bundledModel()), 0,
                                          [&](int64_t chunk, int64_t, std::span<const float> vector) {
                                              vectors[chunk].assign(vector.begin(), vector.end());
                                              return true;
                                          }));
        std::size_t passages = 0;
        for (const auto& [name, row] : rows()) {
            const auto chunks = m_library->chunks(row.id);
            for (const ChunkRow& chunk : *chunks) {
                EXPECT_EQ(vectors[chunk.id], alone.embedNow(bundledModel()->tokenizer().encode(chunk.text)))
                    << name << " " << chunk.ordinal;
                ++passages;
            }
        }
        EXPECT_EQ(passages, vectors.size());
        EXPECT_GT(passages, 0u);
        EXPECT_THAT(*m_library->check(), testing::IsEmpty());
    }

    TemporaryFolder m_folder, m_documents;
    std::shared_ptr<Library> m_library = openLibrary(m_folder.path() / "library");
    IndexProgress m_progress;
};

TEST_F(KnownContent, aCopyIsNotEmbeddedAgain)
{
    m_documents.write("bees.md", kTwoSections);
    EXPECT_EQ(embed(), 2u);
    m_documents.write("copy.md", kTwoSections);
    EXPECT_EQ(embed(), 0u);
    EXPECT_EQ(m_progress.stored, 1u);
    EXPECT_EQ(m_progress.unchanged, 1u);
    EXPECT_EQ(rows().size(), 2u);
    expectRightVectors();
}

TEST_F(KnownContent, copiesThatComeAtOnceAreEmbeddedOnce)
{
    for (const char* name : {"a.md", "b.md", "c.md", "d.md", "e.md"})
        m_documents.write(name, kTwoSections);
    m_documents.write("other.md", "Something else.");
    for (int round = 0; round < 10; ++round) {
        m_library = openLibrary(m_folder.path() / fmt::format("library-{}", round));
        EXPECT_EQ(embed(), 3u);
        EXPECT_EQ(m_progress.stored, 6u);
        expectRightVectors();
    }
}

TEST_F(KnownContent, aRenamedFileIsNotEmbeddedAgain)
{
    const auto file = m_documents.write("bees.md", kTwoSections);
    EXPECT_EQ(embed(), 2u);
    std::filesystem::rename(file, m_documents.path() / "renamed.md");
    EXPECT_EQ(embed(), 0u);
    EXPECT_EQ(m_progress.stored, 1u);
    expectRightVectors();
}

TEST_F(KnownContent, anotherReaderForTheSameBytesGivesItsOwnPassages)
{
    m_documents.write("bees.md", kTwoSections);
    EXPECT_EQ(embed(), 2u);
    m_documents.write("bees.txt", kTwoSections); // no headings here: one passage of other text
    EXPECT_GT(embed(), 0u);
    EXPECT_NE(rows().at("bees.txt").kind, rows().at("bees.md").kind);
    expectRightVectors();
}

TEST_F(KnownContent, ofAnEditedFileOnlyWhatChangedIsEmbedded)
{
    m_documents.write("bees.md", kTwoSections);
    EXPECT_EQ(embed(), 2u);
    m_documents.write("bees.md", kTwoSections + "\n# Boats\n\nThe harbour freezes in winter.\n");
    EXPECT_EQ(embed(), 1u);
    EXPECT_EQ(rows().at("bees.md").chunks, 3);
    expectRightVectors();
}

TEST_F(KnownContent, otherPassagesOfTheSameContentAreEmbedded)
{
    std::string words;
    for (int i = 0; i < 120; ++i)
        words += fmt::format("word {} ", i);
    m_documents.write("a.txt", words);
    embed();
    m_documents.write("b.txt", words);
    IndexOptions options;
    options.chunks = {40, 10};
    const uint64_t texts = embed(options);
    EXPECT_EQ(texts, static_cast<uint64_t>(rows().at("b.txt").chunks))
        << "of a.txt or b.txt, the other takes them";
    EXPECT_EQ(m_progress.stored, 2u);
    expectRightVectors();
}

TEST_F(KnownContent, vectorsOfAnotherModelAreNotTaken)
{
    m_documents.write("bees.md", kTwoSections);
    embed();
    ASSERT_EQ(askFile(m_library->path(), "UPDATE model SET fingerprint = 'another'"), "");
    m_documents.write("copy.md", kTwoSections);
    EXPECT_EQ(embed(), 2u) << "for one of the two files";
    EXPECT_EQ(m_progress.stored, 2u);
    expectRightVectors();
}

TEST_F(KnownContent, whoAsksForItHasAllEmbeddedAnew)
{
    m_documents.write("bees.md", kTwoSections);
    embed();
    IndexOptions options;
    options.skipUnchanged = false;
    EXPECT_EQ(embed(options), 2u);
    expectRightVectors();
}

TEST_F(KnownContent, aTwinOfWhatCannotBeStoredIsTriedItself)
{
    m_documents.write("bad-a.txt", "The very same words.");
    m_documents.write("bad-b.txt", "The very same words.");
    m_documents.write("c.txt", "The very same words.");
    ASSERT_EQ(
        askFile(m_library->path(),
                "CREATE TRIGGER fault BEFORE INSERT ON document WHEN new.name LIKE 'bad%' AND new.state = "
                "'done' BEGIN SELECT RAISE(ABORT, 'poison'); END"),
        "");
    IndexRun run(m_library);
    const IndexProgress progress = run.run({m_documents.path()});
    EXPECT_EQ(progress.problems, 2u);
    EXPECT_EQ(progress.stored, 1u);
    EXPECT_EQ(rows().at("c.txt").state, DocumentState::Done);
}

TEST_F(KnownContent, aTwinThatWaitsIsCancelled)
{
    std::string words;
    for (int i = 0; i < 20'000; ++i)
        words += fmt::format("word {} ", i % 997);
    const auto first = m_documents.write("a.txt", words), second = m_documents.write("b.txt", words);
    IndexRun run(m_library);
    run.indexer.add(first);
    const uint64_t twin = run.indexer.add(second);
    run.start();
    ASSERT_TRUE(run.waitFor([&] { return run.indexer.progress().chunksEmbedded > 0; }));
    run.indexer.cancel(twin);
    const IndexProgress progress = run.finish();
    EXPECT_EQ(progress.stored + progress.cancelled, 2u);
    EXPECT_GE(progress.stored, 1u);
    EXPECT_THAT(*m_library->check(), testing::IsEmpty());
}

}
