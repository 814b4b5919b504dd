// Exact search over all vectors of one identity: a scan of int8 companions, the best re-ranked in fp32; words by the
// library's FTS5; both fused by reciprocal rank. Thread-safe: many readers, append() and remove() take the write lock.
#pragma once

#include "engine/embed/embedder.h"
#include "engine/library/library.h"

#include <cstdint>
#include <memory>
#include <span>
#include <string>
#include <vector>

namespace embedscope {

enum class SearchKind { Meaning, Words, Both };

struct SearchHit {
    int64_t chunkId = 0, documentId = 0;
    double score = 0;          ///< cosine (Meaning, Both); BM25 (Words)
    double closerThan = -1;    ///< share 0..1 of this library's random passage pairs with a lower cosine; -1: unknown
    int meaningRank = 0;       ///< from 1; 0: not found by meaning
    int wordsRank = 0;         ///< from 1; 0: not found by words
    double wordsShare = 0;     ///< 0..1: how much of the question's words the passage has, rare words count more
    bool credible = true;      ///< closer than chance would bring
};

/// What a search leaves out.
struct SearchScope {
    const std::vector<int64_t>* documents = nullptr; ///< looks at these only (ascending, from Library::documentsMatching)
    double leastScore = -1e9;                        ///< hits with a smaller score
};

class SearchIndex {
public:
    SearchIndex(std::shared_ptr<Library> library, ModelIdentity identity, const KernelTable& kernels);
    ~SearchIndex();

    Result<void> load();                            ///< all vectors of the library; call again to take what is new
    void removeDocument(int64_t documentId);
    std::size_t size() const;

    /// Best k by cosine; the query has `dimensions` values, length one. Ties by chunk id.
    std::vector<SearchHit> nearest(std::span<const float> query, int k, const SearchScope& scope = {}) const;
    /// Neighbours of a passage, itself left out.
    std::vector<SearchHit> neighbours(int64_t chunkId, int k) const;
    Result<std::vector<SearchHit>> search(const std::string& query, std::span<const float> vector, SearchKind kind, int k,
                                          const SearchScope& scope = {}) const;
    std::vector<float> vectorOf(int64_t chunkId) const; ///< empty: unknown
    /// Chunk ids with their documents and vectors, for the map: a copy.
    struct Snapshot {
        std::vector<int64_t> chunkIds, documentIds;
        std::vector<float> vectors; ///< row-major
        int dimensions = 0;
    };
    Snapshot snapshot() const;

private:
    struct State;
    std::unique_ptr<State> m_state;
};

/// Tokenise and embed a query on the calling thread; cut at the model's context (`cutTokens` says how many were left out).
std::vector<float> embedQuery(const Embedder& embedder, const std::string& query, std::size_t* cutTokens = nullptr);

}
