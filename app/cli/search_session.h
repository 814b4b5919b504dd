// A library that is open for questions: model, vectors in memory, rows of the documents. One thread.
#pragma once

#include "engine/search/search_index.h"

#include <memory>
#include <string>
#include <unordered_map>
#include <vector>

namespace embedscope::cli {

struct Answer
{
    SearchHit hit;
    ChunkRow passage;
    std::string path, collection;
};

class SearchSession
{
public:
    /// `model` empty: as modelForSearch(). Words alone need none.
    static Result<std::unique_ptr<SearchSession>> open(std::shared_ptr<Library> library,
                                                       const std::string& model, SearchKind kind);
    /// Passages of other collections are left out; refuses one that the library does not have.
    Result<void> limitTo(const std::string& collection);
    /// The best `count` passages; none for an empty question.
    Result<std::vector<Answer>> ask(const std::string& question, int count);

private:
    SearchSession(std::shared_ptr<Library> library, SearchKind kind);
    Result<void> loadVectors(const std::string& model);
    Result<std::vector<SearchHit>> hits(const std::string& question, int count) const;
    bool isWanted(const SearchHit& hit) const;

    std::shared_ptr<Library> m_library;
    SearchKind m_kind;
    std::unique_ptr<Embedder> m_embedder; ///< none for words
    std::unique_ptr<SearchIndex> m_index;
    std::unordered_map<int64_t, DocumentRow> m_documents;
    std::string m_collection;
    bool m_isLimited = false;
    int64_t m_passages = 0;
};

}
