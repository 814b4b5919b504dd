// From files to rows with the bundled model: what is stored, what is told, what a second run does.
#include "engine/base/hash.h"
#include "tests/engine/indexing/index_run.h"

#include <algorithm>
#include <cstring>
#include <fmt/format.h>
#include <gmock/gmock.h>

using namespace embedscope;
using namespace embedscope::test;
using testing::HasSubstr;

namespace {

const std::filesystem::path kMixed = EMBEDSCOPE_TEST_DATA "/documents";
const std::filesystem::path kSamples = EMBEDSCOPE_SOURCE_DIR "/resources/samples";

class IndexerTest : public testing::Test
{
protected:
    IndexProgress index(const std::vector<std::filesystem::path>& paths, IndexOptions options = {})
    {
        return IndexRun(m_library, std::move(options)).run(paths);
    }
    std::map<std::string, DocumentRow> rows()
    {
        std::map<std::string, DocumentRow> byName;
        const auto documents = m_library->documents();
        for (const DocumentRow& row : *documents)
            byName[row.name] = row;
        return byName;
    }
    std::vector<float> vectorsOf(int64_t document)
    {
        std::vector<float> values;
        EXPECT_TRUE(m_library->eachVector(identityOf(*bundledModel()), 0,
                                          [&](int64_t, int64_t of, std::span<const float> v) {
                                              if (of == document)
                                                  values.insert(values.end(), v.begin(), v.end());
                                              return true;
                                          }));
        return values;
    }
    void expectSound() { EXPECT_THAT(*m_library->check(), testing::IsEmpty()); }

    TemporaryFolder m_folder, m_documents;
    std::filesystem::path m_file = m_folder.path() / "library";
    std::shared_ptr<Library> m_library = openLibrary(m_file);
};

TEST_F(IndexerTest, aMixedFolderBecomesRowsAndFailuresGoBeside)
{
    const std::size_t files = collectFiles({kMixed, kSamples}).files.size();
    const IndexProgress progress = index({kMixed, kSamples});
    EXPECT_EQ(progress.documents, files);
    EXPECT_GE(progress.stored, 30u);
    EXPECT_GE(progress.problems, 4u);
    EXPECT_EQ(progress.stored + progress.problems, files);
    EXPECT_EQ(progress.chunksEmbedded, progress.chunks);
    EXPECT_EQ(progress.tokensEmbedded, progress.tokens);
    expectSound();
    const auto all = rows();
    EXPECT_EQ(all.size(), files);
    for (const auto& [name, row] : all) {
        const auto chunks = m_library->chunks(row.id);
        EXPECT_EQ(static_cast<int64_t>(chunks->size()), row.chunks) << name;
        EXPECT_EQ(vectorsOf(row.id).size(), chunks->size() * 256) << name;
        EXPECT_EQ(row.state == DocumentState::Done, row.chunks > 0) << name;
        EXPECT_EQ(row.hash.size(), 32u) << name;
        if (row.state == DocumentState::Problem) {
            EXPECT_THAT(row.reason, HasSubstr(name));
        }
    }
    EXPECT_EQ(all.at("picture.png").state, DocumentState::Problem);
    EXPECT_THAT(all.at("password-rc4-128.pdf").reason, HasSubstr("password"));
    EXPECT_EQ(all.at("A short history of paper.pdf").pages, 2);
    const auto counts = m_library->counts();
    EXPECT_EQ(counts->vectors, static_cast<int64_t>(progress.chunks));
    EXPECT_EQ(counts->models.size(), 1u);
}

TEST_F(IndexerTest, everyStoredVectorIsThatOfItsPassage)
{
    index({kSamples / "A year with bees.md", kSamples / "Bread with four ingredients.pdf"});
    const Embedder alone(bundledModel(), {});
    int passages = 0;
    for (const auto& [name, row] : rows()) {
        const std::vector<float> stored = vectorsOf(row.id);
        const std::string text = *m_library->documentText(row.id);
        const auto chunks = m_library->chunks(row.id);
        for (const ChunkRow& chunk : *chunks) {
            EXPECT_EQ(text.substr(chunk.begin, chunk.end - chunk.begin), chunk.text);
            const Tokenizer& tokenizer = bundledModel()->tokenizer();
            EXPECT_EQ(tokenizer.countTokens(chunk.text), static_cast<std::size_t>(chunk.tokens));
            const auto vector = alone.embedNow(tokenizer.encode(chunk.text));
            const float* const place =
                stored.data() + static_cast<std::size_t>(chunk.ordinal) * vector.size();
            EXPECT_EQ(std::memcmp(place, vector.data(), vector.size() * sizeof(float)), 0)
                << name << " " << chunk.ordinal;
            ++passages;
        }
    }
    EXPECT_GE(passages, 8);
}

TEST_F(IndexerTest, aSecondRunEmbedsNothing)
{
    const IndexProgress first = index({kMixed, kSamples});
    const std::string before = askFile(m_file, "SELECT id, document_id FROM chunk");
    m_library.reset();
    m_library = openLibrary(m_file); // as another day
    IndexRun second(m_library);
    const IndexProgress progress = second.run({kMixed, kSamples});
    EXPECT_EQ(progress.unchanged, first.stored);
    EXPECT_EQ(progress.problems, first.problems);
    EXPECT_EQ(progress.stored, 0u);
    EXPECT_EQ(second.embeddedTexts(), 0u);
    EXPECT_EQ(askFile(m_file, "SELECT id, document_id FROM chunk"), before);
}

TEST_F(IndexerTest, aChangedFileTakesThePlaceOfItsOldContent)
{
    const auto file = m_documents.write("note.txt", "The bell hangs in the tower.");
    const auto other = m_documents.write("other.txt", "Something else.");
    index({m_documents.path()});
    const int64_t id = rows().at("note.txt").id;
    m_documents.write("note.txt", "The boat leaves the harbour.");
    IndexRun second(m_library);
    const IndexProgress progress = second.run({m_documents.path()});
    EXPECT_EQ(progress.stored, 1u);
    EXPECT_EQ(progress.unchanged, 1u);
    EXPECT_EQ(second.embeddedTexts(), 1u);
    EXPECT_EQ(rows().at("note.txt").id, id);
    EXPECT_EQ(*m_library->documentText(id), "The boat leaves the harbour.");
    EXPECT_TRUE(m_library->searchWords("bell", 5)->empty());
    EXPECT_EQ(m_library->counts()->vectors, 2);
    expectSound();
}

TEST_F(IndexerTest, aFileThatCanNoLongerBeReadLosesItsContent)
{
    m_documents.write("note.txt", "The bell hangs in the tower.");
    index({m_documents.path()});
    m_documents.write("note.txt", "");
    EXPECT_EQ(index({m_documents.path()}).problems, 1u);
    EXPECT_EQ(rows().at("note.txt").state, DocumentState::Problem);
    EXPECT_EQ(m_library->counts()->vectors, 0);
    m_documents.write("note.txt", "The bell is back.");
    EXPECT_EQ(index({m_documents.path()}).stored, 1u);
    EXPECT_EQ(rows().at("note.txt").reason, "");
}

TEST_F(IndexerTest, otherPassagesAreCutWhenAskedFor)
{
    const auto file = kSamples / "A year with bees.md";
    index({file});
    const int64_t before = rows().begin()->second.chunks;
    IndexOptions options;
    options.chunks = {40, 10};
    EXPECT_EQ(index({file}, options).stored, 1u);
    const DocumentRow row = rows().begin()->second;
    EXPECT_GT(row.chunks, 2 * before);
    EXPECT_EQ(row.chunkTokens, 40);
    EXPECT_EQ(row.overlapTokens, 10);
    const auto chunks = m_library->chunks(row.id);
    for (const ChunkRow& chunk : *chunks)
        EXPECT_LE(chunk.tokens, 40);
    EXPECT_EQ(index({file}, options).unchanged, 1u);
}

TEST_F(IndexerTest, passagesNeverExceedTheModel)
{
    std::string page;
    for (int i = 0; i < 3000; ++i)
        page += fmt::format("word{} ", i);
    m_documents.write("page.txt", page);
    IndexOptions options;
    options.chunks = {100'000, 50'000};
    EXPECT_EQ(index({m_documents.path()}, options).stored, 1u);
    const auto chunks = m_library->chunks(rows().at("page.txt").id);
    EXPECT_GT(chunks->size(), 1u);
    for (const ChunkRow& chunk : *chunks)
        EXPECT_LE(chunk.tokens + 2, bundledModel()->info().contextLength);
}

TEST_F(IndexerTest, twoIdenticalFilesAreTwoDocuments)
{
    m_documents.write("a.txt", "The very same words.");
    m_documents.write("b.txt", "The very same words.");
    EXPECT_EQ(index({m_documents.path()}).stored, 2u);
    const auto all = rows();
    EXPECT_EQ(all.at("a.txt").hash, all.at("b.txt").hash);
    EXPECT_EQ(vectorsOf(all.at("a.txt").id), vectorsOf(all.at("b.txt").id));
    EXPECT_EQ(index({m_documents.path()}).unchanged, 2u);
    expectSound();
}

TEST_F(IndexerTest, collectionsAreKeptApart)
{
    m_documents.write("a.txt", "Some words.");
    IndexOptions options;
    options.collection = "first";
    EXPECT_EQ(index({m_documents.path()}, options).stored, 1u);
    EXPECT_EQ(index({m_documents.path()}, options).unchanged, 1u);
    options.collection = "second";
    EXPECT_EQ(index({m_documents.path()}, options).stored, 1u);
    EXPECT_EQ(m_library->counts()->documents, 2);
}

TEST_F(IndexerTest, textsAreIndexedUnderTheirContent)
{
    IndexRun run(m_library);
    run.indexer.addText("Pasted", "A first line.\n\nA bell in the second.");
    run.indexer.addText("Blank", " \n ");
    run.start();
    const IndexProgress progress = run.finish();
    EXPECT_EQ(progress.stored, 1u);
    EXPECT_EQ(progress.problems, 1u);
    EXPECT_EQ(rows().at("Pasted").path,
              "text:" + contentHash(std::string_view("A first line.\n\nA bell in the second.")));
    EXPECT_THAT(rows().at("Blank").reason, HasSubstr("Blank has no text"));
    EXPECT_EQ(m_library->searchWords("bell", 5)->size(), 1u);
}

TEST_F(IndexerTest, whatIsNotThereIsARowWithItsReason)
{
    IndexRun run(m_library);
    run.indexer.add(m_documents.path() / "gone.txt");
    run.indexer.add(m_documents.path());
    run.indexer.add(m_documents.write("here.txt", "Words."));
    run.start();
    const IndexProgress progress = run.finish();
    EXPECT_EQ(progress.problems, 2u);
    EXPECT_EQ(progress.stored, 1u);
    EXPECT_THAT(rows().at("gone.txt").reason, HasSubstr("gone.txt"));
}

TEST_F(IndexerTest, withoutAReaderEveryFileIsAProblemWithASentence)
{
    m_documents.write("a.txt", "Words.");
    IndexRun run(m_library, {}, m_folder.path() / "no-reader");
    EXPECT_EQ(run.run({m_documents.path()}).problems, 1u);
    EXPECT_FALSE(rows().at("a.txt").reason.empty());
}

TEST_F(IndexerTest, whatTheLibraryRefusesIsARowAndTheRestGoesOn)
{
    m_documents.write("bad.txt", "A poisoned word.");
    m_documents.write("good.txt", "An ordinary word.");
    ASSERT_EQ(
        askFile(m_file,
                "CREATE TRIGGER fault BEFORE INSERT ON document_text WHEN new.text LIKE '%poisoned%' BEGIN "
                "SELECT RAISE(ABORT, 'poison'); END"),
        "");
    const IndexProgress progress = index({m_documents.path()});
    EXPECT_EQ(progress.stored, 1u);
    EXPECT_EQ(progress.problems, 1u);
    EXPECT_THAT(rows().at("bad.txt").reason, HasSubstr("poison"));
    EXPECT_EQ(rows().at("good.txt").state, DocumentState::Done);
    expectSound();
}

TEST_F(IndexerTest, tellsEveryDocumentsWayAndItsEndOnce)
{
    IndexRun run(m_library);
    const IndexProgress progress = run.run({kMixed, kSamples});
    const auto events = run.events();
    EXPECT_EQ(events.size(), progress.documents);
    for (const auto& [job, told] : events) {
        EXPECT_EQ(told.front().row.state, DocumentState::Reading);
        const DocumentRow& last = told.back().row;
        EXPECT_TRUE(last.state == DocumentState::Done || last.state == DocumentState::Problem) << last.path;
        EXPECT_GT(last.id, 0);
        const auto ends = std::count_if(told.begin(), told.end(), [](const IndexEvent& event) {
            return event.row.state == DocumentState::Done || event.row.state == DocumentState::Problem;
        });
        EXPECT_EQ(ends, 1) << last.path;
        if (last.state == DocumentState::Done) {
            EXPECT_EQ(told.back().chunksEmbedded, last.chunks);
            EXPECT_EQ(told.back().tokensEmbedded, last.tokens);
        }
    }
}

}
