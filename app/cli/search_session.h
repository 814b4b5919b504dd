// A library that is open for questions: model, vectors in memory, rows of the documents. One thread.
#pragma once

#include "app/cli/prompt_options.h"
#include "engine/search/question.h"
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
                                                       const std::string& model, const ModelChoice& choice,
                                                       SearchKind kind);
    /// For all questions; refuses a collection that the library does not have.
    Result<void> limitTo(const DocumentFilter& filter);
    void setLeastScore(double score) { m_leastScore = score; }
    /// The best `count` passages; none for an empty question. Parts like type:pdf narrow it (question.h).
    Result<std::vector<Answer>> ask(const std::string& question, int count);

private:
    SearchSession(std::shared_ptr<Library> library, SearchKind kind);
    Result<void> loadVectors(const std::string& model, const ModelChoice& choice);
    Result<std::vector<SearchHit>> hits(const Question& question, int count) const;

    std::shared_ptr<Library> m_library;
    SearchKind m_kind;
    std::unique_ptr<Embedder> m_embedder; ///< none for words
    std::unique_ptr<SearchIndex> m_index;
    std::unordered_map<int64_t, DocumentRow> m_documents;
    DocumentFilter m_filter;
    double m_leastScore = SearchScope{}.leastScore;
};

}
