// What is stored, replaced and removed; a fault at any row leaves nothing behind.
#include "tests/engine/library/library_files.h"

#include <cmath>
#include <fmt/format.h>
#include <gmock/gmock.h>
#include <limits>
#include <map>

using namespace embedscope;
using namespace embedscope::test;
using testing::HasSubstr;

namespace {

class LibraryStore : public testing::Test
{
protected:
    void reopen()
    {
        m_library.reset();
        m_library = openLibrary(m_file);
    }
    std::string ask(const std::string& sql) const { return askFile(m_file, sql); }
    DocumentRow rowOf(const std::string& path)
    {
        const auto documents = m_library->documents();
        for (const DocumentRow& row : *documents) {
            if (row.path == path)
                return row;
        }
        ADD_FAILURE() << path << " is not there";
        return {};
    }
    std::vector<float> vectorsOf(const ModelIdentity& identity)
    {
        std::vector<float> values;
        const auto read =
            m_library->eachVector(identity, 0, [&](int64_t, int64_t, std::span<const float> vector) {
                values.insert(values.end(), vector.begin(), vector.end());
                return true;
            });
        EXPECT_TRUE(read);
        return values;
    }

    TemporaryFolder m_folder;
    std::filesystem::path m_file = m_folder.path() / "library";
    std::unique_ptr<Library> m_library = openLibrary(m_file);
};

// All tables as text: to compare a file before and after.
const char* const kWholeFile =
    "SELECT * FROM collection; SELECT * FROM document; SELECT * FROM document_text; SELECT * FROM chunk;"
    "SELECT * FROM model; SELECT chunk_id, model_id, hex(data) FROM vector;"
    "SELECT rowid FROM fts WHERE fts MATCH 'passage'";

TEST_F(LibraryStore, givesBackEveryField)
{
    DocumentToStore document = madeUpDocument("/folder/tide table.txt", 3);
    document.row.collection = "sea";
    document.row.remark = "2 places were replaced.";
    document.row.pages = 4;
    document.row.bytes = 1234567890123;
    document.row.modifiedSeconds = 1700000000;
    document.row.milliseconds = 12.5;
    document.row.chunkTokens = 100;
    document.row.overlapTokens = 10;
    document.chunks[1].position = {Position::Kind::Sheet, 2, "Büdget \"x\""};
    const int64_t id = store(*m_library, document);

    for (const bool again : {false, true}) {
        if (again)
            reopen();
        const DocumentRow row = rowOf("/folder/tide table.txt");
        EXPECT_EQ(row.id, id);
        EXPECT_EQ(row.name, "tide table.txt");
        EXPECT_EQ(row.kind, "text");
        EXPECT_EQ(row.hash, document.row.hash);
        EXPECT_EQ(row.collection, "sea");
        EXPECT_EQ(row.remark, document.row.remark);
        EXPECT_EQ(row.state, DocumentState::Done);
        EXPECT_EQ(row.pages, 4);
        EXPECT_EQ(row.chunks, 3);
        EXPECT_EQ(row.tokens, 9);
        EXPECT_EQ(row.bytes, 1234567890123);
        EXPECT_EQ(row.modifiedSeconds, 1700000000);
        EXPECT_GT(row.storedSeconds, 1700000000);
        EXPECT_EQ(row.milliseconds, 12.5);
        EXPECT_EQ(row.chunkTokens, 100);
        EXPECT_EQ(row.overlapTokens, 10);
        EXPECT_EQ(*m_library->documentText(id), documentText(document.document));
        const auto chunks = m_library->chunks(id);
        ASSERT_TRUE(chunks && chunks->size() == 3);
        for (int i = 0; i < 3; ++i) {
            const Chunk& sent = document.chunks[static_cast<std::size_t>(i)];
            const ChunkRow& got = (*chunks)[static_cast<std::size_t>(i)];
            EXPECT_EQ(got.documentId, id);
            EXPECT_EQ(got.ordinal, i);
            EXPECT_EQ(got.begin, sent.begin);
            EXPECT_EQ(got.end, sent.end);
            EXPECT_EQ(got.tokens, sent.tokens);
            EXPECT_EQ(got.position, sent.position);
            EXPECT_EQ(got.heading, sent.heading);
            EXPECT_EQ(got.text, sent.text);
        }
        EXPECT_EQ(vectorsOf(kMadeUpModel), document.vectors);
    }
}

TEST_F(LibraryStore, keepsBytesThatAreNoUtf8AndZeros)
{
    DocumentToStore document = madeUpDocument("/odd \xFF name", 1);
    document.chunks[0].text = std::string("a\0b", 3);
    const int64_t id = store(*m_library, document);
    EXPECT_EQ(rowOf("/odd \xFF name").id, id);
    EXPECT_EQ(m_library->chunks(id)->front().text, std::string("a\0b", 3));
}

TEST_F(LibraryStore, countsWhatItHolds)
{
    store(*m_library, madeUpDocument("/a", 3));
    store(*m_library, madeUpDocument("/b", 2), {"other/mean/4", "other", 4});
    ASSERT_TRUE(m_library->storeProblem(madeUpDocument("/c", 0).row));
    const auto counts = m_library->counts();
    ASSERT_TRUE(counts);
    EXPECT_EQ(counts->documents, 3);
    EXPECT_EQ(counts->done, 2);
    EXPECT_EQ(counts->problems, 1);
    EXPECT_EQ(counts->chunks, 5);
    EXPECT_EQ(counts->vectors, 5);
    EXPECT_EQ(counts->tokens, 15);
    ASSERT_EQ(counts->models.size(), 2u);
    EXPECT_EQ(counts->models[0].first.fingerprint, kMadeUpModel.fingerprint);
    EXPECT_EQ(counts->models[0].second, 3);
    EXPECT_EQ(counts->models[1].first.name, "other");
}

TEST_F(LibraryStore, aFaultAtAnyRowLeavesNothing)
{
    const std::string before = ask(kWholeFile);
    // Row after row of each table is refused, as a full disk would.
    for (const char* table : {"collection", "document", "document_text", "chunk", "model", "vector"}) {
        for (int row = 0; row < 4; ++row) {
            const std::string trigger = fmt::format("CREATE TRIGGER fault BEFORE INSERT ON {0} WHEN (SELECT "
                                                    "count(*) FROM {0}) >= {1} BEGIN SELECT "
                                                    "RAISE(ABORT, 'fault'); END",
                                                    table, row);
            ASSERT_EQ(ask(trigger), "");
            const auto id = m_library->storeDocument(madeUpDocument("/a", 5), kMadeUpModel);
            ask("DROP TRIGGER fault");
            const bool isReached =
                row == 0 || std::string_view(table) == "chunk" || std::string_view(table) == "vector";
            ASSERT_EQ(bool(id), !isReached) << table << " row " << row;
            if (isReached) {
                EXPECT_THAT(id.error().sentence, HasSubstr(m_file.string()));
                EXPECT_EQ(ask(kWholeFile), before) << table << " row " << row;
            } else {
                ASSERT_TRUE(m_library->removeDocuments(std::array{*id}));
                ask("DELETE FROM collection; DELETE FROM model"); // as it was
            }
        }
    }
    EXPECT_TRUE(m_library->check()->empty());
    store(*m_library, madeUpDocument("/a", 5));
}

TEST_F(LibraryStore, aFaultWhileReplacingKeepsTheOldContent)
{
    store(*m_library, madeUpDocument("/a", 3));
    const std::string before = ask(kWholeFile);
    const uint64_t removals = m_library->removals();
    ASSERT_EQ(ask("CREATE TRIGGER fault BEFORE INSERT ON vector WHEN (SELECT count(*) FROM vector) >= 4 "
                  "BEGIN SELECT "
                  "RAISE(ABORT, 'fault'); END"),
              "");
    EXPECT_FALSE(m_library->storeDocument(madeUpDocument("/a", 6), kMadeUpModel));
    EXPECT_EQ(ask(kWholeFile), before);
    EXPECT_EQ(m_library->removals(), removals);
    EXPECT_EQ(rowOf("/a").chunks, 3);
}

TEST_F(LibraryStore, replacesTheContentOfAPathAndKeepsItsId)
{
    const int64_t id = store(*m_library, madeUpDocument("/a", 4));
    const auto oldChunks = *m_library->chunks(id);
    const uint64_t removals = m_library->removals();
    DocumentToStore changed = madeUpDocument("/a", 2);
    changed.row.hash = "another hash";
    changed.chunks[0].text = "wholly different";
    EXPECT_EQ(store(*m_library, changed), id);
    EXPECT_GT(m_library->removals(), removals);
    EXPECT_EQ(rowOf("/a").hash, "another hash");
    const auto chunks = m_library->chunks(id);
    ASSERT_EQ(chunks->size(), 2u);
    EXPECT_GT(chunks->front().id, oldChunks.back().id) << "ids of passages are never used again";
    EXPECT_EQ(m_library->counts()->vectors, 2);
    EXPECT_TRUE(m_library->searchWords("\"passage 3\"", 9)->empty()) << "words of the old content are gone";
    EXPECT_EQ(m_library->searchWords("wholly", 9)->size(), 1u);
    EXPECT_TRUE(m_library->check()->empty());
}

TEST_F(LibraryStore, aProblemTakesThePlaceOfContentAndContentOfAProblem)
{
    const int64_t id = store(*m_library, madeUpDocument("/a", 4));
    DocumentRow problem = madeUpDocument("/a", 0).row;
    problem.reason = "a is damaged.";
    EXPECT_EQ(*m_library->storeProblem(problem), id);
    EXPECT_EQ(rowOf("/a").state, DocumentState::Problem);
    EXPECT_EQ(rowOf("/a").reason, "a is damaged.");
    EXPECT_EQ(m_library->counts()->chunks, 0);
    EXPECT_FALSE(m_library->documentText(id));
    EXPECT_EQ(store(*m_library, madeUpDocument("/a", 4)), id);
    EXPECT_EQ(rowOf("/a").state, DocumentState::Done);
    EXPECT_EQ(rowOf("/a").reason, "");
}

TEST_F(LibraryStore, removesDocumentsWithAllThatBelongsToThem)
{
    const int64_t a = store(*m_library, madeUpDocument("/a", 4));
    const int64_t b = store(*m_library, madeUpDocument("/b", 2));
    ASSERT_TRUE(m_library->removeDocuments(std::array{a, int64_t{12345}}));
    EXPECT_EQ(
        ask("SELECT count(*) FROM document; SELECT count(*) FROM chunk; SELECT count(*) FROM vector; SELECT "
            "count(*) FROM document_text"),
        "1;2;2;1;");
    EXPECT_EQ(m_library->chunks(b)->size(), 2u);
    EXPECT_EQ(m_library->searchWords("passage", 9)->size(), 2u);
    EXPECT_NE(store(*m_library, madeUpDocument("/c", 1)), a) << "ids are never used again";
    EXPECT_TRUE(m_library->check()->empty());
}

TEST_F(LibraryStore, refusesVectorsThatDoNotFit)
{
    DocumentToStore short1 = madeUpDocument("/a", 3);
    short1.vectors.pop_back();
    DocumentToStore none = madeUpDocument("/a", 3);
    none.vectors.clear();
    DocumentToStore nan = madeUpDocument("/a", 3);
    nan.vectors[5] = std::nanf("");
    DocumentToStore infinite = madeUpDocument("/a", 3);
    infinite.vectors[11] = std::numeric_limits<float>::infinity();
    for (const DocumentToStore& document : {short1, none, nan, infinite}) {
        const auto id = m_library->storeDocument(document, kMadeUpModel);
        ASSERT_FALSE(id);
        EXPECT_THAT(id.error().sentence, HasSubstr("not stored"));
    }
    EXPECT_FALSE(m_library->storeDocument(madeUpDocument("/a", 3), {"x", "x", 0}));
    EXPECT_FALSE(m_library->storeDocument(madeUpDocument("/a", 3), {"x", "x", -4}));
    EXPECT_EQ(m_library->counts()->documents, 0);
}

TEST_F(LibraryStore, refusesOneFingerprintWithTwoDimensions)
{
    store(*m_library, madeUpDocument("/a", 2));
    DocumentToStore wide = madeUpDocument("/b", 2);
    wide.vectors.resize(10);
    const auto id = m_library->storeDocument(wide, {kMadeUpModel.fingerprint, "made-up", 5});
    ASSERT_FALSE(id);
    EXPECT_THAT(id.error().sentence, HasSubstr("4 dimensions"));
    EXPECT_EQ(m_library->counts()->documents, 1);
}

TEST_F(LibraryStore, findsWhatNeedsNoSecondEmbedding)
{
    DocumentToStore document = madeUpDocument("/a", 2);
    document.row.collection = "c";
    const int64_t id = store(*m_library, document);
    const auto found = [&](const std::string& path, const std::string& hash, const ModelIdentity& identity,
                           const std::string& collection) {
        const auto row = m_library->findDone(path, hash, identity, collection);
        EXPECT_TRUE(row);
        return row && *row ? (*row)->id : 0;
    };
    EXPECT_EQ(found("/a", document.row.hash, kMadeUpModel, "c"), id);
    EXPECT_EQ(found("/b", document.row.hash, kMadeUpModel, "c"), 0);
    EXPECT_EQ(found("/a", "other", kMadeUpModel, "c"), 0);
    EXPECT_EQ(found("/a", document.row.hash, {"other", "other", 4}, "c"), 0);
    EXPECT_EQ(found("/a", document.row.hash, kMadeUpModel, ""), 0);
    DocumentRow problem = document.row;
    ASSERT_TRUE(m_library->storeProblem(problem));
    EXPECT_EQ(found("/a", document.row.hash, kMadeUpModel, "c"), 0) << "a problem is tried again";
}

TEST_F(LibraryStore, knowsContentUnderWhateverPath)
{
    DocumentToStore document = madeUpDocument("/a", 2);
    DocumentRow row;
    row.hash = document.row.hash;
    const auto isKnown = [&](const ModelIdentity& identity) {
        return *m_library->knowsContent(row, identity);
    };
    EXPECT_FALSE(isKnown(kMadeUpModel));
    const int64_t id = store(*m_library, document);
    EXPECT_TRUE(isKnown(kMadeUpModel));
    EXPECT_FALSE(isKnown({"other", "other", 4}));
    row.chunkTokens = 40;
    EXPECT_FALSE(isKnown(kMadeUpModel)) << "cut in another way";
    row.chunkTokens = 0;
    ASSERT_TRUE(m_library->removeDocuments(std::vector{id}));
    EXPECT_FALSE(isKnown(kMadeUpModel));
    ASSERT_TRUE(m_library->storeProblem(document.row));
    EXPECT_FALSE(isKnown(kMadeUpModel));
}

TEST_F(LibraryStore, givesPassagesOfTheSameContentAndOfThePathsOldContent)
{
    const auto known = [&](const std::string& path, const std::string& hash, const ModelIdentity& identity) {
        DocumentRow row;
        row.path = path;
        row.hash = hash;
        std::map<std::string, float> found;
        EXPECT_TRUE(m_library->eachKnownPassage(row, identity,
                                                [&](std::string_view text, std::span<const float> vector) {
                                                    EXPECT_EQ(vector.size(), 4u);
                                                    found[std::string(text)] = vector[0];
                                                }));
        return found;
    };
    store(*m_library, madeUpDocument("/a", 2));
    store(*m_library, madeUpDocument("/b", 1));
    using Found = std::map<std::string, float>;
    EXPECT_EQ(known("/moved", "hash of /a", kMadeUpModel), (Found{{"a passage 0", 0}, {"a passage 1", 1}}));
    EXPECT_EQ(known("/b", "changed", kMadeUpModel), (Found{{"b passage 0", 0}}));
    EXPECT_EQ(known("/b", "hash of /a", kMadeUpModel).size(), 3u);
    EXPECT_EQ(known("/c", "new", kMadeUpModel), Found{});
    EXPECT_EQ(known("/a", "hash of /a", {"other", "other", 4}), Found{});
}

TEST_F(LibraryStore, onePathMayBeInSeveralCollections)
{
    DocumentToStore document = madeUpDocument("/a", 2);
    const int64_t first = store(*m_library, document);
    document.row.collection = "second";
    EXPECT_NE(store(*m_library, document), first);
    EXPECT_EQ(m_library->counts()->documents, 2);
}

TEST_F(LibraryStore, aDocumentWithoutPassagesIsDone)
{
    const int64_t id = store(*m_library, madeUpDocument("/empty", 0));
    EXPECT_TRUE(m_library->chunks(id)->empty());
    EXPECT_TRUE(m_library->check()->empty());
}

TEST_F(LibraryStore, passagesComeInTheOrderAsked)
{
    const int64_t id = store(*m_library, madeUpDocument("/a", 3));
    const auto chunks = *m_library->chunks(id);
    const auto rows = m_library->chunksById(std::array{chunks[2].id, int64_t{999}, chunks[0].id});
    ASSERT_EQ(rows->size(), 2u);
    EXPECT_EQ((*rows)[0].ordinal, 2);
    EXPECT_EQ((*rows)[1].ordinal, 0);
}

TEST_F(LibraryStore, walksAllVectorsInPagesAndMayBeAskedMeanwhile)
{
    for (int i = 0; i < 7; ++i)
        store(*m_library, madeUpDocument(fmt::format("/{}", i), 200)); // more than two pages of 512
    int64_t last = 0, seen = 0;
    const auto read = m_library->eachVector(kMadeUpModel, 0,
                                            [&](int64_t chunk, int64_t document, std::span<const float> v) {
                                                EXPECT_GT(chunk, last);
                                                last = chunk;
                                                EXPECT_EQ(v[0], static_cast<float>(seen % 200));
                                                if (seen % 500 == 0) {
                                                    EXPECT_EQ(m_library->chunks(document)->size(), 200u);
                                                }
                                                return ++seen < 1300;
                                            });
    ASSERT_TRUE(read);
    EXPECT_EQ(seen, 1300);
    EXPECT_EQ(m_library->chunkIds(kMadeUpModel)->size(), 1400u);
    int64_t after = 0;
    ASSERT_TRUE(m_library->eachVector(kMadeUpModel, last,
                                      [&](int64_t, int64_t, std::span<const float>) { return ++after > 0; }));
    EXPECT_EQ(after, 100);
}

TEST_F(LibraryStore, remembersSettings)
{
    EXPECT_EQ(*m_library->setting("queue"), std::nullopt);
    ASSERT_TRUE(m_library->setSetting("queue", "1"));
    ASSERT_TRUE(m_library->setSetting("queue", "two"));
    reopen();
    EXPECT_EQ(*m_library->setting("queue"), "two");
}

TEST_F(LibraryStore, keepsRunsOfTheLabNewestFirstUntilTheyAreRemoved)
{
    const auto old = m_library->saveRun({.startedSeconds = 100, .result = "{\"old\":1}"});
    const auto recent = m_library->saveRun({.startedSeconds = 200, .result = "{\"new\":1}"});
    ASSERT_TRUE(old && recent);
    auto runs = m_library->runs();
    ASSERT_TRUE(runs);
    ASSERT_EQ(runs->size(), 2u);
    EXPECT_EQ(runs->front().id, *recent);
    EXPECT_EQ(runs->back().result, "{\"old\":1}");
    ASSERT_TRUE(m_library->removeRun(*recent));
    runs = m_library->runs();
    ASSERT_TRUE(runs);
    ASSERT_EQ(runs->size(), 1u);
    EXPECT_EQ(runs->front().startedSeconds, 100);
}

}
