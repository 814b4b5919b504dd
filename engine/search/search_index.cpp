#include "engine/search/search_index.h"

#include "engine/search/chance.h"
#include "engine/search/vector_table.h"

#include <algorithm>
#include <cmath>
#include <mutex>
#include <shared_mutex>
#include <unordered_map>

namespace embedscope {

namespace {

constexpr double kCredible = 0.99;
constexpr int kFusionConstant = 60; // of Cormack, Clarke and Buettcher, "Reciprocal Rank Fusion", 2009
constexpr int kFusedDepth = 100;
constexpr double kCredibleWords = 0.5; // of the best passage's BM25: not by a stop word alone
constexpr std::size_t kStagedRows = 4096;

struct WordHit
{
    int64_t chunkId = 0;
    double score = 0;
    int rank = 0;
    double share = 0;
    bool credible = false;
};

}

struct SearchIndex::State
{
    State(std::shared_ptr<Library> from, ModelIdentity vectorsOf, const KernelTable& kernels)
        : library(std::move(from))
        , identity(std::move(vectorsOf))
        , table(identity.dimensions, kernels)
    {
    }

    std::shared_ptr<Library> library;
    const ModelIdentity identity;
    std::mutex loading; ///< one load() at a time
    mutable std::shared_mutex lock; ///< of what follows
    VectorTable table;
    Chance chance;
    int64_t lastChunkId = 0;
    uint64_t seenRemovals = 0;

    Result<void> dropRemoved();
    Result<void> appendNew();
    void refreshChance();
    SearchHit hitOf(const VectorTable::Match& match) const;
    void judge(SearchHit& hit, bool credibleByWords) const;
    std::vector<SearchHit> nearest(std::span<const float> query, int k, const SearchScope& scope) const;
    Result<std::vector<WordHit>> words(const std::string& query, int k, const SearchScope& scope) const;
    SearchHit wordsOnly(const WordHit& word, std::span<const float> vector) const;
};

SearchIndex::SearchIndex(std::shared_ptr<Library> library, ModelIdentity identity, const KernelTable& kernels)
    : m_state(std::make_unique<State>(std::move(library), std::move(identity), kernels))
{
}

SearchIndex::~SearchIndex() = default;

// A document that was stored again has new passages; the old ones go.
Result<void> SearchIndex::State::dropRemoved()
{
    const uint64_t removals = library->removals();
    if (removals == seenRemovals)
        return {};
    const auto ids = library->chunkIds(identity);
    if (!ids)
        return ids.error();
    std::unique_lock writing(lock);
    table.filter([&, at = ids->begin()](int64_t chunk, int64_t) mutable {
        at = std::lower_bound(at, ids->end(), chunk);
        return at != ids->end() && *at == chunk;
    });
    seenRemovals = removals;
    return {};
}

// New rows wait in a small table and move over in whole documents, so that searches wait for moments only.
Result<void> SearchIndex::State::appendNew()
{
    struct Row
    {
        int64_t chunk, document;
    };
    std::vector<Row> rows;
    std::vector<float> values;
    const auto flush = [&] {
        std::unique_lock writing(lock);
        const std::size_t width = static_cast<std::size_t>(identity.dimensions);
        for (std::size_t i = 0; i < rows.size(); ++i)
            table.append(rows[i].chunk, rows[i].document, std::span(values).subspan(i * width, width));
        if (!rows.empty())
            lastChunkId = rows.back().chunk;
        rows.clear();
        values.clear();
    };
    if (lastChunkId == 0) {
        if (const auto known = library->chunkCount(identity)) {
            std::unique_lock writing(lock);
            table.reserve(static_cast<std::size_t>(*known));
        }
    }
    const auto take = [&](int64_t chunk, int64_t document, std::span<const float> vector) {
        if (rows.size() >= kStagedRows && rows.back().document != document)
            flush();
        rows.push_back({chunk, document});
        values.insert(values.end(), vector.begin(), vector.end());
        return true;
    };
    auto read = library->eachVector(identity, lastChunkId, take);
    flush();
    return read;
}

void SearchIndex::State::refreshChance()
{
    Chance fresh;
    {
        std::shared_lock reading(lock);
        if (!chance.isOutdated(table.size()))
            return;
        fresh = Chance::sampleOf(table);
    }
    std::unique_lock writing(lock);
    chance = std::move(fresh);
}

Result<void> SearchIndex::load()
{
    std::lock_guard loading(m_state->loading);
    if (auto dropped = m_state->dropRemoved(); !dropped)
        return dropped;
    auto read = m_state->appendNew();
    m_state->refreshChance();
    return read;
}

void SearchIndex::removeDocument(int64_t documentId)
{
    {
        std::unique_lock writing(m_state->lock);
        const auto& documents = m_state->table.documentIds();
        if (std::find(documents.begin(), documents.end(), documentId) == documents.end())
            return;
        m_state->table.filter([documentId](int64_t, int64_t document) { return document != documentId; });
    }
    m_state->refreshChance();
}

std::size_t SearchIndex::size() const
{
    std::shared_lock reading(m_state->lock);
    return m_state->table.size();
}

SearchHit SearchIndex::State::hitOf(const VectorTable::Match& match) const
{
    SearchHit hit;
    hit.chunkId = table.chunkId(match.row);
    hit.documentId = table.documentId(match.row);
    hit.score = match.score;
    return hit;
}

void SearchIndex::State::judge(SearchHit& hit, bool credibleByWords) const
{
    hit.credible = credibleByWords || hit.closerThan < 0 || hit.closerThan >= kCredible;
}

std::vector<SearchHit> SearchIndex::State::nearest(std::span<const float> query, int k,
                                                   const SearchScope& scope) const
{
    std::vector<SearchHit> hits;
    for (const VectorTable::Match& match :
         table.best(query, static_cast<std::size_t>(std::max(k, 0)), scope.documents)) {
        if (match.score < scope.leastScore)
            break;
        SearchHit hit = hitOf(match);
        hit.closerThan = chance.closerThan(hit.score);
        hit.meaningRank = static_cast<int>(hits.size()) + 1;
        judge(hit, false);
        hits.push_back(hit);
    }
    return hits;
}

std::vector<SearchHit> SearchIndex::nearest(std::span<const float> query, int k,
                                            const SearchScope& scope) const
{
    std::shared_lock reading(m_state->lock);
    return m_state->nearest(query, k, scope);
}

std::vector<SearchHit> SearchIndex::neighbours(int64_t chunkId, int k) const
{
    std::shared_lock reading(m_state->lock);
    const std::ptrdiff_t row = m_state->table.rowOf(chunkId);
    if (row < 0 || k <= 0)
        return {};
    auto hits = m_state->nearest(m_state->table.vector(static_cast<std::size_t>(row)), k + 1, {});
    const auto self =
        std::find_if(hits.begin(), hits.end(), [&](const SearchHit& h) { return h.chunkId == chunkId; });
    // Not among them when more than k passages are the very same.
    hits.erase(self == hits.end() ? hits.end() - 1 : self);
    for (std::size_t i = 0; i < hits.size(); ++i)
        hits[i].meaningRank = static_cast<int>(i) + 1;
    return hits;
}

Result<std::vector<WordHit>> SearchIndex::State::words(const std::string& query, int k,
                                                       const SearchScope& scope) const
{
    const auto found = library->searchWords(query, k, {identity.fingerprint, scope.documents});
    if (!found)
        return found.error();
    const auto weight = library->weightOfWords(query);
    if (!weight)
        return weight.error();
    std::vector<WordHit> hits;
    for (const auto& [chunk, score] : *found) {
        const double share = *weight > 0 ? std::clamp(score / *weight, 0.0, 1.0) : 0;
        hits.push_back({chunk, score, static_cast<int>(hits.size()) + 1, share,
                        score >= kCredibleWords * found->front().second});
    }
    return hits;
}

SearchHit SearchIndex::State::wordsOnly(const WordHit& word, std::span<const float> vector) const
{
    SearchHit hit;
    hit.chunkId = word.chunkId;
    hit.wordsRank = word.rank;
    hit.wordsShare = word.share;
    const std::ptrdiff_t row = table.rowOf(word.chunkId);
    if (row >= 0) {
        hit.documentId = table.documentId(static_cast<std::size_t>(row));
        if (vector.size() == static_cast<std::size_t>(table.dimensions())) {
            hit.score = table.product(static_cast<std::size_t>(row), vector);
            hit.closerThan = chance.closerThan(hit.score);
        }
    }
    judge(hit, word.credible);
    return hit;
}

namespace {

// Reciprocal ranks. A question in other words than its answer shares a word or two with many passages, and
// the best of those would push out what the meaning found: a rank by words counts as far as the passage has
// the question's words.
double fused(const SearchHit& hit)
{
    const double meaning = hit.meaningRank > 0 ? 1.0 / (kFusionConstant + hit.meaningRank) : 0;
    const double words = hit.wordsRank > 0 ? 1.0 / (kFusionConstant + hit.wordsRank) : 0;
    return meaning + hit.wordsShare * hit.wordsShare * words;
}

void sortFused(std::vector<SearchHit>& hits, int k)
{
    std::sort(hits.begin(), hits.end(), [](const SearchHit& a, const SearchHit& b) {
        const double left = fused(a), right = fused(b);
        if (left != right)
            return left > right;
        return a.score != b.score ? a.score > b.score : a.chunkId < b.chunkId;
    });
    if (hits.size() > static_cast<std::size_t>(std::max(k, 0)))
        hits.resize(static_cast<std::size_t>(std::max(k, 0)));
}

// Passages that have no vector of this model are not in the table; the library knows their documents.
Result<void> fillDocuments(Library& library, std::vector<SearchHit>& hits)
{
    std::vector<int64_t> missing;
    for (const SearchHit& hit : hits) {
        if (hit.documentId == 0)
            missing.push_back(hit.chunkId);
    }
    if (missing.empty())
        return {};
    const auto rows = library.chunksById(missing);
    if (!rows)
        return rows.error();
    std::unordered_map<int64_t, int64_t> documents;
    for (const ChunkRow& row : *rows)
        documents[row.id] = row.documentId;
    for (SearchHit& hit : hits) {
        if (hit.documentId == 0)
            hit.documentId = documents[hit.chunkId];
    }
    std::erase_if(hits, [](const SearchHit& hit) { return hit.documentId == 0; }); // removed meanwhile
    return {};
}

}

Result<std::vector<SearchHit>> SearchIndex::search(const std::string& query, std::span<const float> vector,
                                                   SearchKind kind, int k, const SearchScope& scope) const
{
    if (kind == SearchKind::Meaning)
        return nearest(vector, k, scope);
    const int depth = kind == SearchKind::Both ? std::max(k, kFusedDepth) : k;
    const auto words = m_state->words(query, depth, scope);
    if (!words)
        return words.error();
    std::vector<SearchHit> hits;
    {
        std::shared_lock reading(m_state->lock);
        if (kind == SearchKind::Both)
            hits = m_state->nearest(vector, depth, {scope.documents});
        std::unordered_map<int64_t, std::size_t> places;
        for (std::size_t i = 0; i < hits.size(); ++i)
            places[hits[i].chunkId] = i;
        for (const WordHit& word : *words) {
            const auto known = places.find(word.chunkId);
            if (known == places.end()) {
                hits.push_back(m_state->wordsOnly(word, vector));
                if (kind == SearchKind::Words)
                    hits.back().score = word.score;
                continue;
            }
            SearchHit& hit = hits[known->second];
            hit.wordsRank = word.rank;
            hit.wordsShare = word.share;
            m_state->judge(hit, word.credible);
        }
    }
    std::erase_if(hits, [&](const SearchHit& hit) { return hit.score < scope.leastScore; });
    sortFused(hits, k);
    if (auto filled = fillDocuments(*m_state->library, hits); !filled)
        return filled.error();
    return hits;
}

std::vector<float> SearchIndex::vectorOf(int64_t chunkId) const
{
    std::shared_lock reading(m_state->lock);
    const std::ptrdiff_t row = m_state->table.rowOf(chunkId);
    if (row < 0)
        return {};
    const auto vector = m_state->table.vector(static_cast<std::size_t>(row));
    return {vector.begin(), vector.end()};
}

SearchIndex::Snapshot SearchIndex::snapshot() const
{
    std::shared_lock reading(m_state->lock);
    const VectorTable& table = m_state->table;
    return {table.chunkIds(), table.documentIds(), table.values(), table.dimensions()};
}

}
