// Several models side by side, and which documents a filter leaves.
#include "tests/engine/library/library_files.h"

#include <algorithm>
#include <fmt/format.h>
#include <gmock/gmock.h>

using namespace embedscope;
using namespace embedscope::test;
using testing::ElementsAre;
using testing::IsEmpty;

namespace {

const ModelIdentity kOther{"other/mean/4", "other", 4};

class SeveralModels : public testing::Test
{
protected:
    std::vector<float> firstVectors(const ModelIdentity& identity) const
    {
        std::vector<float> first;
        EXPECT_TRUE(m_library->eachVector(identity, 0, [&](int64_t, int64_t, std::span<const float> vector) {
            first.push_back(vector[0]);
            return true;
        }));
        return first;
    }
    std::vector<std::string> matching(const DocumentFilter& filter) const
    {
        std::vector<std::string> names;
        const auto ids = m_library->documentsMatching(filter);
        EXPECT_TRUE(ids);
        EXPECT_TRUE(std::is_sorted(ids->begin(), ids->end()));
        const auto documents = m_library->documents();
        for (const DocumentRow& row : *documents) {
            if (std::binary_search(ids->begin(), ids->end(), row.id))
                names.push_back(row.path);
        }
        return names;
    }

    TemporaryFolder m_folder;
    std::unique_ptr<Library> m_library = openLibrary(m_folder.path() / "library");
};

TEST_F(SeveralModels, eachKeepsItsPassagesAndVectors)
{
    const int64_t id = store(*m_library, madeUpDocument("/a", 3));
    DocumentToStore cutOtherwise = madeUpDocument("/a", 2);
    for (float& value : cutOtherwise.vectors)
        value += 10;
    EXPECT_EQ(store(*m_library, cutOtherwise, kOther), id);
    EXPECT_THAT(firstVectors(kMadeUpModel), ElementsAre(0, 1, 2));
    EXPECT_THAT(firstVectors(kOther), ElementsAre(10, 11));
    EXPECT_EQ(m_library->chunks(id, kMadeUpModel.fingerprint)->size(), 3u);
    EXPECT_EQ(m_library->chunks(id, kOther.fingerprint)->size(), 2u);
    EXPECT_EQ(m_library->chunks(id)->size(), 2u) << "as it was cut last";
    const std::string hash = m_library->documents()->front().hash;
    EXPECT_EQ((*m_library->findDone("/a", hash, kMadeUpModel))->chunks, 3);
    EXPECT_EQ((*m_library->findDone("/a", hash, kOther))->chunks, 2);
    EXPECT_EQ(m_library->counts()->models.size(), 2u);
    EXPECT_EQ(m_library->counts()->documents, 1);
    EXPECT_THAT(*m_library->check(), IsEmpty());
}

TEST_F(SeveralModels, storingForOneAgainLeavesTheOtherAlone)
{
    store(*m_library, madeUpDocument("/a", 3));
    store(*m_library, madeUpDocument("/a", 2), kOther);
    store(*m_library, madeUpDocument("/a", 4));
    EXPECT_EQ(firstVectors(kMadeUpModel).size(), 4u);
    EXPECT_EQ(firstVectors(kOther).size(), 2u);
    EXPECT_THAT(*m_library->check(), IsEmpty());
}

TEST_F(SeveralModels, changedContentTakesThePassagesOfAllWithIt)
{
    store(*m_library, madeUpDocument("/a", 3));
    store(*m_library, madeUpDocument("/a", 2), kOther);
    DocumentToStore changed = madeUpDocument("/a", 1);
    changed.row.hash = "changed";
    store(*m_library, changed);
    EXPECT_EQ(firstVectors(kMadeUpModel).size(), 1u);
    EXPECT_THAT(firstVectors(kOther), IsEmpty()) << "they are of another text";
    EXPECT_EQ(m_library->searchWords("passage", 9)->size(), 1u);
    EXPECT_FALSE(m_library->findDone("/a", "changed", kOther)->has_value());
    EXPECT_THAT(*m_library->check(), IsEmpty());
}

TEST_F(SeveralModels, wordsFindAPassageOfTheModelThatIsAskedFor)
{
    const int64_t both = store(*m_library, madeUpDocument("/both", 3));
    store(*m_library, madeUpDocument("/both", 2), kOther);
    const int64_t first = store(*m_library, madeUpDocument("/first", 1));
    const auto documentsOf = [&](const std::string& fingerprint,
                                 const std::vector<int64_t>* documents = nullptr) {
        std::vector<int64_t> result;
        const auto hits = m_library->searchWords("passage", 50, {fingerprint, documents});
        for (const auto& [chunk, score] : *hits)
            result.push_back(m_library->chunksById(std::array{chunk})->front().documentId);
        std::sort(result.begin(), result.end());
        return result;
    };
    EXPECT_THAT(documentsOf(kMadeUpModel.fingerprint), ElementsAre(both, both, both, first));
    EXPECT_THAT(documentsOf(kOther.fingerprint), ElementsAre(both, both, first))
        << "what this model lacks, by another";
    const std::vector<int64_t> only{first};
    EXPECT_THAT(documentsOf(kOther.fingerprint, &only), ElementsAre(first));
}

TEST_F(SeveralModels, wordsOfAFewDocumentsAreFoundBehindManyOthers)
{
    for (int i = 0; i < 60; ++i)
        store(*m_library, madeUpDocument(fmt::format("/{}", i), 20));
    DocumentToStore weak = madeUpDocument("/weak", 1);
    weak.chunks[0].text =
        "a passage among so many other words that it is ranked behind all the others of this library";
    const std::vector<int64_t> only{store(*m_library, weak)};
    EXPECT_EQ(m_library->searchWords("passage", 3, {{}, &only})->size(), 1u);
    EXPECT_EQ(m_library->searchWords("passage", 3)->size(), 3u);
}

TEST_F(SeveralModels, aWordOfMostPassagesIsLeftOutBesideARareOne)
{
    for (int i = 0; i < 30; ++i)
        store(*m_library, madeUpDocument(fmt::format("/{}", i), 100));
    DocumentToStore rare = madeUpDocument("/rare", 1);
    rare.chunks[0].text = "walrus";
    const int64_t id = store(*m_library, rare);
    const auto hits = m_library->searchWords("passage walrus", 50);
    ASSERT_EQ(hits->size(), 1u) << "\"passage\" says nothing here";
    EXPECT_EQ(m_library->chunksById(std::array{hits->front().first})->front().documentId, id);
    EXPECT_EQ(m_library->searchWords("passage", 50)->size(), 50u) << "alone it is all there is";
    EXPECT_EQ(m_library->searchWords("\"passage 7\" passage", 50)->size(), 30u) << "phrases stay";
}

TEST_F(SeveralModels, filtersDocuments)
{
    const auto add = [&](const std::string& path, const std::string& kind, int64_t modified,
                         const std::string& part) {
        DocumentToStore document = madeUpDocument(path, 1);
        document.row.kind = kind;
        document.row.modifiedSeconds = modified;
        document.row.collection = part;
        store(*m_library, document);
    };
    add("/shelf/Work/Report.PDF", "pdf", 100, "");
    add("/shelf/work/deep/notes.md", "markdown", 200, "");
    add("/shelf/workshop/plan.pdf", "pdf", 300, "");
    add("/mail/Übung.eml", "mail", 400, "mail");
    DocumentRow failed;
    failed.path = "/shelf/work/bad.pdf";
    failed.kind = "pdf";
    ASSERT_TRUE(m_library->storeProblem(failed));

    EXPECT_EQ(matching({}).size(), 4u) << "a document without content answers nothing";
    EXPECT_THAT(matching({.kinds = {"pdf"}}),
                ElementsAre("/shelf/Work/Report.PDF", "/shelf/workshop/plan.pdf"));
    EXPECT_THAT(matching({.kinds = {".MD", "eml"}}),
                ElementsAre("/shelf/work/deep/notes.md", "/mail/Übung.eml"));
    EXPECT_THAT(matching({.name = "REPORT"}), ElementsAre("/shelf/Work/Report.PDF"));
    EXPECT_THAT(matching({.name = "übung"}), ElementsAre("/mail/Übung.eml"));
    EXPECT_THAT(matching({.folder = "/shelf/work/"}),
                ElementsAre("/shelf/Work/Report.PDF", "/shelf/work/deep/notes.md"));
    EXPECT_THAT(matching({.folder = "deep"}), ElementsAre("/shelf/work/deep/notes.md"));
    EXPECT_THAT(matching({.folder = "work"}),
                ElementsAre("/shelf/Work/Report.PDF", "/shelf/work/deep/notes.md"));
    EXPECT_THAT(matching({.fromSeconds = 200, .untilSeconds = 400}),
                ElementsAre("/shelf/work/deep/notes.md", "/shelf/workshop/plan.pdf"));
    EXPECT_THAT(matching({.collection = "mail"}), ElementsAre("/mail/Übung.eml"));
    EXPECT_THAT(matching({.kinds = {"pdf"}, .folder = "workshop"}), ElementsAre("/shelf/workshop/plan.pdf"));
}

}
