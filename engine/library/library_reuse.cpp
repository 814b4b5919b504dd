// What is known already and needs no second embedding: by content, whatever the path.
#include "engine/library/library_state.h"

#include <algorithm>
#include <cstring>
#include <fmt/format.h>
#include <vector>

namespace embedscope {

namespace {

constexpr std::string_view kHasVectors =
    "state = 'done' AND EXISTS (SELECT 1 FROM chunk p JOIN vector v ON v.chunk_id = p.id WHERE p.document_id "
    "= d.id AND v.model_id = (SELECT id FROM model WHERE fingerprint = ?2))";

}

Result<bool> Library::knowsContent(const DocumentRow& row, const ModelIdentity& identity)
{
    std::lock_guard lock(m_state->readLock);
    auto statement =
        m_state->reader->prepare(fmt::format("SELECT 1 FROM document d WHERE hash = ?1 AND chunk_tokens = ?3 "
                                             "AND overlap_tokens = ?4 AND {} LIMIT 1",
                                             kHasVectors));
    return statement.with(row.hash, identity.fingerprint, row.chunkTokens, row.overlapTokens).next();
}

Result<void>
Library::eachKnownPassage(const DocumentRow& row, const ModelIdentity& identity,
                          const std::function<void(std::string_view, std::span<const float>)>& each)
{
    std::lock_guard lock(m_state->readLock);
    auto statement = m_state->reader->prepare(fmt::format(
        "SELECT c.text, v.data FROM chunk c JOIN vector v ON v.chunk_id = c.id WHERE v.model_id = (SELECT id "
        "FROM model WHERE fingerprint = ?2) AND c.document_id IN (SELECT * FROM (SELECT id FROM document d "
        "WHERE hash = ?1 AND {} ORDER BY (chunk_tokens = ?3 AND overlap_tokens = ?4) DESC, id LIMIT 1) UNION "
        "SELECT d.id FROM document d JOIN collection k ON k.id = d.collection_id WHERE path = ?5 AND k.name "
        "= "
        "?6)",
        kHasVectors));
    statement.with(row.hash, identity.fingerprint, row.chunkTokens, row.overlapTokens, row.path,
                   row.collection);
    std::vector<float> vector(static_cast<std::size_t>(std::max(0, identity.dimensions)));
    while (true) {
        const auto found = statement.next();
        if (!found)
            return found.error();
        if (!*found)
            return {};
        const auto blob = statement.blob(1);
        if (blob.size() != vector.size() * sizeof(float))
            continue; // damaged: embedded anew
        std::memcpy(vector.data(), blob.data(), blob.size());
        each(statement.text(0), vector);
    }
}

}
