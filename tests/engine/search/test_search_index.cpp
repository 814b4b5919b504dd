// The index over a real library with made-up vectors: what is new, replaced and removed; fusion; neighbours.
#include "engine/kernels/dispatch.h"
#include "engine/search/search_index.h"
#include "tests/engine/library/library_files.h"

#include <algorithm>
#include <cmath>
#include <fmt/format.h>
#include <gmock/gmock.h>
#include <thread>

using namespace embedscope;
using namespace embedscope::test;

namespace {

const ModelIdentity kModel{"circle/mean/2", "circle", 2};

// Passage i of a document lies at (angle + i) degrees on a circle.
DocumentToStore onCircle(const std::string& path, std::vector<std::string> texts, double angle)
{
    DocumentToStore document = madeUpDocument(path, static_cast<int>(texts.size()));
    document.vectors.clear();
    for (std::size_t i = 0; i < texts.size(); ++i) {
        document.chunks[i].text = texts[i];
        const double radians = (angle + static_cast<double>(i)) * std::acos(-1.0) / 180;
        document.vectors.push_back(static_cast<float>(std::cos(radians)));
        document.vectors.push_back(static_cast<float>(std::sin(radians)));
    }
    return document;
}

std::vector<float> at(double angle)
{
    return onCircle("/x", {"x"}, angle).vectors;
}

class SearchIndexTest : public testing::Test
{
protected:
    void load() { ASSERT_TRUE(m_index.load()); }
    std::vector<std::string> textsOf(const std::vector<SearchHit>& hits) const
    {
        std::vector<std::string> texts;
        for (const SearchHit& hit : hits)
            texts.push_back(m_library->chunksById(std::array{hit.chunkId})->front().text);
        return texts;
    }
    std::vector<std::string> found(const std::string& question, double angle, SearchKind kind,
                                   int k = 10) const
    {
        const auto hits = m_index.search(question, at(angle), kind, k);
        EXPECT_TRUE(hits);
        return hits ? textsOf(*hits) : std::vector<std::string>{};
    }

    TemporaryFolder m_folder;
    std::shared_ptr<Library> m_library = openLibrary(m_folder.path() / "library");
    SearchIndex m_index{m_library, kModel, *availableKernels().front()};
};

using Texts = std::vector<std::string>;

TEST_F(SearchIndexTest, findsTheNearestFirst)
{
    store(*m_library, onCircle("/a", {"zero", "one", "two"}, 0), kModel);
    store(*m_library, onCircle("/b", {"ninety"}, 90), kModel);
    load();
    EXPECT_EQ(m_index.size(), 4u);
    const auto hits = m_index.nearest(at(2), 3);
    EXPECT_EQ(textsOf(hits), (Texts{"two", "one", "zero"}));
    EXPECT_NEAR(hits[0].score, 1, 1e-6);
    EXPECT_NEAR(hits[2].score, std::cos(2 * std::acos(-1.0) / 180), 1e-6);
    EXPECT_EQ(hits[1].meaningRank, 2);
    EXPECT_TRUE(m_index.nearest(at(2), 0).empty());
    EXPECT_TRUE(m_index.nearest(at(2), -1).empty());
    EXPECT_EQ(m_index.nearest(at(2), 100).size(), 4u);
    EXPECT_TRUE(m_index.nearest({}, 3).empty());
}

TEST_F(SearchIndexTest, anEmptyLibraryHasNoAnswers)
{
    load();
    EXPECT_EQ(found("x", 0, SearchKind::Both), Texts{});
    EXPECT_EQ(found("x", 0, SearchKind::Words), Texts{});
    EXPECT_TRUE(m_index.neighbours(1, 3).empty());
    EXPECT_TRUE(m_index.vectorOf(1).empty());
    EXPECT_TRUE(m_index.snapshot().chunkIds.empty());
}

TEST_F(SearchIndexTest, takesWhatIsNewAndDropsWhatWasReplacedOrRemoved)
{
    const int64_t a = store(*m_library, onCircle("/a", {"first", "second"}, 0), kModel);
    load();
    store(*m_library, onCircle("/b", {"third"}, 1), kModel);
    EXPECT_EQ(m_index.size(), 2u);
    load();
    EXPECT_EQ(m_index.size(), 3u);
    store(*m_library, onCircle("/a", {"changed"}, 50), kModel);
    load();
    EXPECT_EQ(textsOf(m_index.nearest(at(0), 10)), (Texts{"third", "changed"}));
    ASSERT_TRUE(m_library->removeDocuments(std::array{a}));
    load();
    EXPECT_EQ(textsOf(m_index.nearest(at(0), 10)), (Texts{"third"}));
    DocumentRow broken = madeUpDocument("/b", 0).row;
    ASSERT_TRUE(m_library->storeProblem(broken));
    load();
    EXPECT_EQ(m_index.size(), 0u);
}

TEST_F(SearchIndexTest, aRemovedDocumentIsGoneAtOnce)
{
    const int64_t a = store(*m_library, onCircle("/a", {"first", "second"}, 0), kModel);
    store(*m_library, onCircle("/b", {"third"}, 1), kModel);
    load();
    m_index.removeDocument(a);
    EXPECT_EQ(textsOf(m_index.nearest(at(0), 10)), (Texts{"third"}));
    m_index.removeDocument(12345);
    EXPECT_EQ(m_index.size(), 1u);
}

TEST_F(SearchIndexTest, neverComparesVectorsOfDifferentModels)
{
    store(*m_library, onCircle("/a", {"ours"}, 0), kModel);
    store(*m_library, onCircle("/b", {"theirs"}, 0), {"other/mean/2", "other", 2});
    load();
    EXPECT_EQ(textsOf(m_index.nearest(at(0), 10)), (Texts{"ours"}));
    EXPECT_EQ(m_index.snapshot().vectors.size(), 2u);
}

TEST_F(SearchIndexTest, wordsFindPassagesWithoutAVectorOfThisModelToo)
{
    store(*m_library, onCircle("/a", {"our bell"}, 0), kModel);
    const int64_t b = store(*m_library, onCircle("/b", {"their bell bell"}, 0), {"other/mean/2", "other", 2});
    load();
    const auto hits = m_index.search("bell", {}, SearchKind::Words, 10);
    ASSERT_TRUE(hits && hits->size() == 2);
    EXPECT_TRUE(
        std::any_of(hits->begin(), hits->end(), [&](const SearchHit& hit) { return hit.documentId == b; }));
    for (const SearchHit& hit : *hits)
        EXPECT_GT(hit.documentId, 0);
}

TEST_F(SearchIndexTest, wordsAreRankedByTheirScore)
{
    store(*m_library, onCircle("/a", {"bell", "tower of stone and of glass", "bell tower"}, 0), kModel);
    load();
    const auto hits = m_index.search("bell tower", at(0), SearchKind::Words, 10);
    ASSERT_TRUE(hits);
    EXPECT_EQ(textsOf(*hits).front(), "bell tower");
    for (std::size_t i = 0; i < hits->size(); ++i) {
        EXPECT_EQ((*hits)[i].wordsRank, static_cast<int>(i) + 1);
        EXPECT_EQ((*hits)[i].meaningRank, 0);
        EXPECT_TRUE(i == 0 || (*hits)[i - 1].score >= (*hits)[i].score);
    }
    EXPECT_EQ(m_index.search("bell tower", at(0), SearchKind::Words, 2)->size(), 2u);
}

TEST_F(SearchIndexTest, fusionLiftsWhatBothFind)
{
    // By meaning: near, middle, far. By words: far and middle.
    store(*m_library, onCircle("/a", {"near", "middle bell", "x", "x", "x", "x", "far bell"}, 0), kModel);
    load();
    EXPECT_EQ(found("bell", 0, SearchKind::Meaning, 1), (Texts{"near"}));
    EXPECT_EQ(found("bell", 0, SearchKind::Both, 1), (Texts{"middle bell"}));
    const auto hits = m_index.search("bell", at(0), SearchKind::Both, 10);
    ASSERT_TRUE(hits);
    EXPECT_EQ(hits->size(), 7u) << "each passage once";
    const auto far =
        std::find_if(hits->begin(), hits->end(), [](const SearchHit& hit) { return hit.meaningRank == 7; });
    ASSERT_NE(far, hits->end());
    EXPECT_GT(far->wordsRank, 0);
    EXPECT_NEAR(far->score, std::cos(6 * std::acos(-1.0) / 180), 1e-5) << "the score is the cosine";
}

TEST_F(SearchIndexTest, fusionIsReciprocalRank)
{
    Texts texts;
    for (int i = 0; i < 40; ++i)
        texts.push_back(i % 3 == 0 ? "bell " + std::string(static_cast<std::size_t>(i), 'z') : "other");
    store(*m_library, onCircle("/a", texts, 0), kModel);
    load();
    const auto hits = m_index.search("bell", at(0), SearchKind::Both, 40);
    ASSERT_TRUE(hits && hits->size() == 40);
    const auto weight = [](const SearchHit& hit) {
        return (hit.meaningRank ? 1.0 / (60 + hit.meaningRank) : 0)
            + (hit.wordsRank ? hit.wordsShare * hit.wordsShare / (60 + hit.wordsRank) : 0);
    };
    for (std::size_t i = 1; i < hits->size(); ++i)
        EXPECT_GE(weight((*hits)[i - 1]), weight((*hits)[i]));
}

TEST_F(SearchIndexTest, aRankByWordsCountsAsFarAsThePassageHasTheQuestionsWords)
{
    Texts texts = {"answer", "near", "near", "near", "stop", "rare find"};
    for (int i = 0; i < 30; ++i)
        texts.push_back("filler");
    store(*m_library, onCircle("/a", texts, 0), kModel);
    load();
    const auto weak = m_index.search("stop asking five other unknown words", at(0), SearchKind::Both, 10);
    ASSERT_TRUE(weak);
    EXPECT_EQ(textsOf(*weak).front(), "answer") << "one word of six is hardly a sign";
    const auto strong = m_index.search("rare find", at(0), SearchKind::Both, 10);
    ASSERT_TRUE(strong);
    EXPECT_EQ(textsOf(*strong).front(), "rare find");
    const auto share = [](const SearchHit& hit) { return hit.wordsShare; };
    EXPECT_GT(share(strong->front()), 0.8);
    for (const SearchHit& hit : *weak)
        EXPECT_LT(share(hit), 0.4);
}

TEST_F(SearchIndexTest, questionsWithoutWordsAreStillAnsweredByMeaning)
{
    store(*m_library, onCircle("/a", {"near", "middle"}, 0), kModel);
    load();
    for (const char* question : {"", "\"", "-", "NEAR(", "* ( ) :"})
        EXPECT_EQ(found(question, 0, SearchKind::Both), (Texts{"near", "middle"})) << question;
    std::string page(10'000, 'q');
    EXPECT_EQ(found(page, 0, SearchKind::Both).size(), 2u);
}

TEST_F(SearchIndexTest, neighboursLeaveThePassageItselfOut)
{
    const int64_t a = store(*m_library, onCircle("/a", {"zero", "one", "two", "three"}, 0), kModel);
    load();
    const auto chunks = *m_library->chunks(a);
    EXPECT_EQ(textsOf(m_index.neighbours(chunks[0].id, 2)), (Texts{"one", "two"}));
    EXPECT_EQ(m_index.neighbours(chunks[3].id, 100).size(), 3u);
    EXPECT_TRUE(m_index.neighbours(chunks[0].id, 0).empty());
    EXPECT_TRUE(m_index.neighbours(9999, 3).empty());
}

TEST_F(SearchIndexTest, neighboursOfManyEqualPassages)
{
    Texts texts(8, "same");
    DocumentToStore document = onCircle("/a", texts, 0);
    for (std::size_t i = 0; i < 8; ++i) {
        document.vectors[2 * i] = 1;
        document.vectors[2 * i + 1] = 0;
    }
    const int64_t a = store(*m_library, document, kModel);
    load();
    const auto chunks = m_library->chunks(a);
    for (const ChunkRow& chunk : *chunks) {
        const auto hits = m_index.neighbours(chunk.id, 3);
        EXPECT_EQ(hits.size(), 3u);
        for (const SearchHit& hit : hits)
            EXPECT_NE(hit.chunkId, chunk.id);
    }
}

TEST_F(SearchIndexTest, saysWhatChanceWouldBring)
{
    store(*m_library, onCircle("/a", Texts(300, "x"), 0), kModel);
    load();
    const auto hits = m_index.nearest(at(0), 300);
    ASSERT_EQ(hits.size(), 300u);
    EXPECT_GT(hits.front().closerThan, 0.99);
    EXPECT_TRUE(hits.front().credible);
    EXPECT_LT(hits.back().closerThan, 0.6);
    EXPECT_FALSE(hits.back().credible);
    for (std::size_t i = 1; i < hits.size(); ++i)
        EXPECT_GE(hits[i - 1].closerThan, hits[i].closerThan);
}

TEST_F(SearchIndexTest, onePassageAloneIsNotJudged)
{
    store(*m_library, onCircle("/a", {"alone"}, 0), kModel);
    load();
    EXPECT_EQ(m_index.nearest(at(180), 1).front().closerThan, -1);
    EXPECT_TRUE(m_index.nearest(at(180), 1).front().credible);
}

TEST_F(SearchIndexTest, theSnapshotIsACopyInOrder)
{
    const int64_t a = store(*m_library, onCircle("/a", {"x", "y"}, 10), kModel);
    load();
    const auto before = m_index.snapshot();
    store(*m_library, onCircle("/b", {"z"}, 20), kModel);
    load();
    EXPECT_EQ(before.chunkIds.size(), 2u);
    EXPECT_EQ(before.documentIds, (std::vector<int64_t>{a, a}));
    EXPECT_EQ(before.dimensions, 2);
    const auto vector = m_index.vectorOf(before.chunkIds[1]);
    EXPECT_TRUE(std::equal(vector.begin(), vector.end(), before.vectors.begin() + 2));
    EXPECT_TRUE(std::is_sorted(before.chunkIds.begin(), before.chunkIds.end()));
}

TEST_F(SearchIndexTest, searchesGoOnWhileDocumentsComeAndGo)
{
    store(*m_library, onCircle("/a", {"bell", "x"}, 0), kModel);
    load();
    std::jthread writer([this](std::stop_token stop) {
        for (int i = 0; i < 200 && !stop.stop_requested(); ++i) {
            const int64_t id =
                store(*m_library, onCircle(fmt::format("/{}", i % 5), Texts(1 + i % 7, "bell"), i), kModel);
            EXPECT_TRUE(m_index.load());
            if (i % 3 == 0) {
                EXPECT_TRUE(m_library->removeDocuments(std::array{id}));
                m_index.removeDocument(id);
            }
        }
    });
    for (int i = 0; i < 300; ++i) {
        const auto hits = m_index.search("bell", at(i), SearchKind::Both, 5);
        ASSERT_TRUE(hits);
        EXPECT_FALSE(hits->empty());
        EXPECT_LE(hits->size(), 5u);
    }
    writer.join();
    load();
    EXPECT_EQ(m_index.size(), m_library->chunkIds(kModel)->size());
}

TEST_F(SearchIndexTest, looksAtTheDocumentsOfItsScopeOnly)
{
    const int64_t a = store(*m_library, onCircle("/a", {"bell one", "bell two"}, 0), kModel);
    const int64_t b = store(*m_library, onCircle("/b", {"bell three", "tower"}, 40), kModel);
    load();
    const std::vector<int64_t> onlyB{b}, none;
    for (const SearchKind kind : {SearchKind::Meaning, SearchKind::Words, SearchKind::Both}) {
        const auto hits = m_index.search("bell", at(0), kind, 10, {&onlyB});
        ASSERT_TRUE(hits);
        EXPECT_FALSE(hits->empty());
        for (const SearchHit& hit : *hits)
            EXPECT_EQ(hit.documentId, b);
        EXPECT_TRUE(m_index.search("bell", at(0), kind, 10, {&none})->empty());
    }
    const auto close = m_index.search("bell", at(0), SearchKind::Both, 10, {nullptr, 0.99});
    ASSERT_EQ(close->size(), 2u) << "cos 40 degrees is less";
    EXPECT_EQ(close->front().documentId, a);
    EXPECT_GT(close->front().meaningRank, 0);
    EXPECT_GT(close->front().wordsRank, 0);
}

}
