#include "app/cli/search_session.h"

#include "app/cli/library_access.h"
#include "engine/indexing/indexer.h"
#include "engine/kernels/dispatch.h"

#include <algorithm>
#include <cstdio>
#include <fmt/format.h>

namespace embedscope::cli {

SearchSession::SearchSession(std::shared_ptr<Library> library, SearchKind kind)
    : m_library(std::move(library))
    , m_kind(kind)
{
}

Result<std::unique_ptr<SearchSession>> SearchSession::open(std::shared_ptr<Library> library,
                                                           const std::string& model,
                                                           const ModelChoice& choice, SearchKind kind)
{
    std::unique_ptr<SearchSession> session(new SearchSession(std::move(library), kind));
    if (auto loaded = session->loadVectors(model, choice); !loaded)
        return loaded.error();
    const auto documents = session->m_library->documents();
    if (!documents)
        return documents.error();
    for (const DocumentRow& row : *documents)
        session->m_documents.emplace(row.id, row);
    return session;
}

Result<void> SearchSession::loadVectors(const std::string& model, const ModelChoice& choice)
{
    if (m_kind == SearchKind::Words) {
        const auto kernels = chooseKernels("");
        if (!kernels)
            return kernels.error();
        m_index = std::make_unique<SearchIndex>(m_library, ModelIdentity{}, **kernels);
        return {};
    }
    const auto opened = modelForSearch(*m_library, model, choice);
    if (!opened)
        return opened.error();
    EmbedOptions options;
    options.workers = 1; // questions are embedded on the calling thread
    m_embedder = std::make_unique<Embedder>(*opened, options);
    m_index = std::make_unique<SearchIndex>(m_library, identityOf(**opened), (*opened)->kernels());
    return m_index->load();
}

Result<void> SearchSession::limitTo(const DocumentFilter& filter)
{
    const bool isKnown =
        !filter.collection || std::any_of(m_documents.begin(), m_documents.end(), [&](const auto& document) {
            return document.second.collection == *filter.collection;
        });
    if (!isKnown)
        return Error{fmt::format("The library {} has no collection \"{}\".", m_library->path().string(),
                                 *filter.collection)};
    m_filter = filter;
    return {};
}

// What the question says goes before what the options say.
Result<std::vector<SearchHit>> SearchSession::hits(const Question& question, int count) const
{
    DocumentFilter filter = m_filter;
    const DocumentFilter& own = question.filter;
    if (own.collection)
        filter.collection = own.collection;
    if (!own.kinds.empty())
        filter.kinds = own.kinds;
    if (!own.name.empty())
        filter.name = own.name;
    if (!own.folder.empty())
        filter.folder = own.folder;
    if (own.fromSeconds)
        filter.fromSeconds = own.fromSeconds;
    if (own.untilSeconds)
        filter.untilSeconds = own.untilSeconds;

    SearchScope scope;
    scope.leastScore = question.leastScore.value_or(m_leastScore);
    std::vector<int64_t> documents;
    if (!filter.isEmpty()) {
        auto matching = m_library->documentsMatching(filter);
        if (!matching)
            return matching.error();
        documents = std::move(*matching);
        scope.documents = &documents;
    }
    std::vector<float> vector;
    std::size_t cut = 0;
    if (m_embedder)
        vector = embedQuery(*m_embedder, question.text, &cut);
    if (cut > 0)
        fmt::print(stderr,
                   "note: the question is longer than the {} tokens that the model takes; its last {} are left out of the "
                   "meaning\n",
                   m_embedder->model().info().contextLength, cut);
    return m_index->search(question.text, vector, m_kind, count, scope);
}

Result<std::vector<Answer>> SearchSession::ask(const std::string& typed, int count)
{
    const Question question = parseQuestion(typed);
    if (question.text.empty())
        return std::vector<Answer>{};
    auto found = hits(question, count);
    if (!found)
        return found.error();

    std::vector<Answer> answers;
    for (const SearchHit& hit : *found) {
        auto passage = m_library->chunksById({&hit.chunkId, 1});
        if (!passage)
            return passage.error();
        const auto document = m_documents.find(hit.documentId);
        if (passage->empty() || document == m_documents.end())
            continue; // removed or added meanwhile by another program
        answers.push_back(
            {hit, std::move(passage->front()), document->second.path, document->second.collection});
    }
    return answers;
}

}
