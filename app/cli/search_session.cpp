#include "app/cli/search_session.h"

#include "app/cli/library_access.h"
#include "engine/indexing/indexer.h"
#include "engine/kernels/dispatch.h"

#include <algorithm>
#include <fmt/format.h>

namespace embedscope::cli {

SearchSession::SearchSession(std::shared_ptr<Library> library, SearchKind kind)
    : m_library(std::move(library))
    , m_kind(kind)
{
}

Result<std::unique_ptr<SearchSession>> SearchSession::open(std::shared_ptr<Library> library,
                                                           const std::string& model, SearchKind kind)
{
    std::unique_ptr<SearchSession> session(new SearchSession(std::move(library), kind));
    if (auto loaded = session->loadVectors(model); !loaded)
        return loaded.error();
    const auto documents = session->m_library->documents();
    if (!documents)
        return documents.error();
    for (const DocumentRow& row : *documents) {
        session->m_documents.emplace(row.id, row);
        session->m_passages += row.chunks;
    }
    return session;
}

Result<void> SearchSession::loadVectors(const std::string& model)
{
    if (m_kind == SearchKind::Words) {
        const auto kernels = chooseKernels("");
        if (!kernels)
            return kernels.error();
        m_index = std::make_unique<SearchIndex>(m_library, ModelIdentity{}, **kernels);
        return {};
    }
    const auto opened = modelForSearch(*m_library, model);
    if (!opened)
        return opened.error();
    EmbedOptions options;
    options.workers = 1; // questions are embedded on the calling thread
    m_embedder = std::make_unique<Embedder>(*opened, options);
    m_index = std::make_unique<SearchIndex>(m_library, identityOf(**opened), (*opened)->kernels());
    return m_index->load();
}

Result<void> SearchSession::limitTo(const std::string& collection)
{
    const bool isKnown = std::any_of(m_documents.begin(), m_documents.end(), [&](const auto& document) {
        return document.second.collection == collection;
    });
    if (!isKnown)
        return Error{
            fmt::format("The library {} has no collection \"{}\".", m_library->path().string(), collection)};
    m_collection = collection;
    m_isLimited = true;
    return {};
}

Result<std::vector<SearchHit>> SearchSession::hits(const std::string& question, int count) const
{
    std::vector<float> vector;
    if (m_embedder)
        vector = embedQuery(*m_embedder, question);
    return m_index->search(question, vector, m_kind, count);
}

bool SearchSession::isWanted(const SearchHit& hit) const
{
    const auto document = m_documents.find(hit.documentId);
    return document != m_documents.end() && (!m_isLimited || document->second.collection == m_collection);
}

Result<std::vector<Answer>> SearchSession::ask(const std::string& question, int count)
{
    if (question.find_first_not_of(" \t\r\n") == std::string::npos)
        return std::vector<Answer>{};
    // The best of a collection may lie behind all passages of the others.
    const int64_t depth = m_isLimited ? std::max<int64_t>(m_passages, count) : count;
    auto found = hits(question, static_cast<int>(std::min<int64_t>(depth, 1 << 30)));
    if (!found)
        return found.error();
    std::erase_if(*found, [this](const SearchHit& hit) { return !isWanted(hit); });
    if (found->size() > static_cast<std::size_t>(count))
        found->resize(static_cast<std::size_t>(count));

    std::vector<Answer> answers;
    for (const SearchHit& hit : *found) {
        auto passage = m_library->chunksById({&hit.chunkId, 1});
        if (!passage)
            return passage.error();
        if (passage->empty())
            continue; // removed meanwhile by another program
        const DocumentRow& document = m_documents.at(hit.documentId);
        answers.push_back({hit, std::move(passage->front()), document.path, document.collection});
    }
    return answers;
}

}
