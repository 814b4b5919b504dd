// What is known already and needs no second embedding: by content, whatever the path.
#include "engine/library/library_state.h"

#include <algorithm>
#include <cstring>
#include <fmt/format.h>
#include <vector>

namespace embedscope {

Result<bool> Library::knowsContent(const DocumentRow& row, const ModelIdentity& identity)
{
    std::lock_guard lock(m_state->readLock);
    auto statement = m_state->reader->prepare("SELECT 1 FROM document d JOIN holding h ON h.document_id = "
                                              "d.id WHERE hash = ?1 AND state = 'done' AND "
                                              "h.model_id = (SELECT id FROM model WHERE fingerprint = ?2) "
                                              "AND h.chunk_tokens = ?3 AND h.overlap_tokens = ?4 "
                                              "LIMIT 1");
    return statement.with(row.hash, identity.fingerprint, row.chunkTokens, row.overlapTokens).next();
}

Result<void>
Library::eachKnownPassage(const DocumentRow& row, const ModelIdentity& identity,
                          const std::function<void(std::string_view, std::span<const float>)>& each,
                          const std::string* title)
{
    std::lock_guard lock(m_state->readLock);
    auto statement = m_state->reader->prepare(fmt::format(
        "WITH m(id) AS (SELECT id FROM model WHERE fingerprint = ?2) SELECT c.text, v.data FROM chunk c JOIN "
        "vector v "
        "ON v.chunk_id = c.id WHERE v.model_id = (SELECT id FROM m) AND c.document_id IN (SELECT * FROM "
        "(SELECT d.id "
        "FROM document d JOIN holding h ON h.document_id = d.id WHERE hash = ?1 {0} AND state = 'done' AND "
        "h.model_id = "
        "(SELECT id FROM m) ORDER BY (h.chunk_tokens = ?3 AND h.overlap_tokens = ?4) DESC, d.id LIMIT 1) "
        "UNION SELECT "
        "d.id FROM document d JOIN collection k ON k.id = d.collection_id WHERE path = ?5 AND k.name = ?6 {0})",
        title ? "AND d.title = ?7" : ""));
    statement.with(row.hash, identity.fingerprint, row.chunkTokens, row.overlapTokens, row.path,
                   row.collection);
    if (title)
        statement.with(row.hash, identity.fingerprint, row.chunkTokens, row.overlapTokens, row.path, row.collection, *title);
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
