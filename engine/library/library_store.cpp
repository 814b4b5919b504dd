// Writing: a document is stored, replaced or removed in one transaction each.
#include "engine/base/checked.h"
#include "engine/base/clock.h"
#include "engine/library/library_state.h"

#include <algorithm>
#include <cmath>
#include <fmt/format.h>

namespace embedscope {

namespace {

using sqlite::Connection;

Result<int64_t> onlyInteger(sqlite::Statement& statement)
{
    const auto row = statement.next();
    if (!row)
        return row.error();
    const int64_t value = *row ? statement.integer(0) : 0;
    if (auto rest = statement.run(); !rest) // to the end: RETURNING must be drained
        return rest.error();
    return value;
}

Result<int64_t> collectionId(Connection& connection, const std::string& name)
{
    if (auto added =
            connection.prepare("INSERT OR IGNORE INTO collection(name) VALUES (?1)").with(name).run();
        !added)
        return added.error();
    auto statement = connection.prepare("SELECT id FROM collection WHERE name = ?1");
    return onlyInteger(statement.with(name));
}

Result<int64_t> modelId(Connection& connection, const ModelIdentity& identity)
{
    auto add =
        connection.prepare("INSERT OR IGNORE INTO model(fingerprint, name, dimensions) VALUES (?1, ?2, ?3)");
    if (auto added = add.with(identity.fingerprint, identity.name, identity.dimensions).run(); !added)
        return added.error();
    auto dimensions = connection.prepare("SELECT dimensions FROM model WHERE fingerprint = ?1");
    const auto known = onlyInteger(dimensions.with(identity.fingerprint));
    if (known && *known != identity.dimensions)
        return Error{fmt::format("The library {} holds vectors of {} dimensions under the fingerprint of {}, "
                                 "which gives {}.",
                                 connection.file().string(), *known, identity.name, identity.dimensions)};
    auto statement = connection.prepare("SELECT id FROM model WHERE fingerprint = ?1");
    return onlyInteger(statement.with(identity.fingerprint));
}

// The index of words holds no text of its own: it must be told the old text, while that is still there.
// Model 0: the passages of all models.
Result<void> removeWords(Connection& connection, int64_t document, int64_t model = 0)
{
    return connection
        .prepare("INSERT INTO fts(fts, rowid, text, heading) SELECT 'delete', id, text, heading FROM chunk "
                 "WHERE document_id = ?1 AND (?2 = 0 OR model_id = ?2)")
        .with(document, model)
        .run();
}

// True when there were any.
Result<bool> removePassages(Connection& connection, int64_t document, int64_t model)
{
    auto old =
        connection.prepare("SELECT count(*) FROM chunk WHERE document_id = ?1 AND (?2 = 0 OR model_id = ?2)");
    const auto count = onlyInteger(old.with(document, model));
    if (!count)
        return count.error();
    if (auto removed = removeWords(connection, document, model); !removed)
        return removed.error();
    for (const char* sql : {"DELETE FROM chunk WHERE document_id = ?1 AND (?2 = 0 OR model_id = ?2)",
                            "DELETE FROM holding WHERE document_id = ?1 AND (?2 = 0 OR model_id = ?2)",
                            "DELETE FROM document_text WHERE document_id = ?1 AND ?2 >= 0"}) {
        if (auto removed = connection.prepare(sql).with(document, model).run(); !removed)
            return removed.error();
    }
    return *count > 0;
}

Result<bool> holdsContent(Connection& connection, int64_t collection, const DocumentRow& row)
{
    auto old =
        connection.prepare("SELECT 1 FROM document WHERE collection_id = ?1 AND path = ?2 AND hash = ?3 AND "
                           "hash != '' AND state = 'done'");
    return old.with(collection, row.path, row.hash).next();
}

// The row of this path and collection: a new one, or the old one without its passages; those of other models
// stay when the content is the same. Model 0: none is coming.
Result<int64_t> putRow(Connection& connection, const DocumentRow& row, const std::string& title,
                       DocumentState state, std::size_t chunks, int64_t model, bool& replaced)
{
    const auto collection = collectionId(connection, row.collection);
    if (!collection)
        return collection.error();
    const auto isSame = holdsContent(connection, *collection, row);
    if (!isSame)
        return isSame.error();
    auto put = connection.prepare(
        "INSERT INTO document(collection_id, path, name, kind, title, hash, state, reason, remark, pages, "
        "chunks, tokens, bytes, modified_seconds, stored_seconds, milliseconds, chunk_tokens, "
        "overlap_tokens) "
        "VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13, ?14, ?15, ?16, ?17, ?18) "
        "ON CONFLICT(collection_id, path) DO UPDATE SET name = ?3, kind = ?4, title = ?5, hash = ?6, "
        "state = ?7, reason = ?8, remark = ?9, pages = ?10, chunks = ?11, tokens = ?12, bytes = ?13, "
        "modified_seconds = ?14, stored_seconds = ?15, milliseconds = ?16, chunk_tokens = ?17, "
        "overlap_tokens = ?18 RETURNING id");
    put.with(*collection, row.path, row.name, row.kind, title, row.hash, documentStateName(state), row.reason,
             row.remark, row.pages, chunks, row.tokens, row.bytes, row.modifiedSeconds, wallSeconds(),
             row.milliseconds, row.chunkTokens, row.overlapTokens);
    const auto id = onlyInteger(put);
    if (!id)
        return id;
    const auto removed = removePassages(connection, *id, *isSame ? model : 0);
    if (!removed)
        return removed.error();
    replaced = *removed;
    return id;
}

// In one statement: the index of words begins a new segment with each, and merges them by writing them again.
Result<void> putWords(Connection& connection, int64_t document, int64_t model)
{
    return connection
        .prepare("INSERT INTO fts(rowid, text, heading) SELECT id, text, heading FROM chunk WHERE "
                 "document_id = ?1 AND "
                 "model_id = ?2 ORDER BY id")
        .with(document, model)
        .run();
}

Result<void> putChunks(Connection& connection, int64_t document, int64_t model,
                       const DocumentToStore& content)
{
    auto putChunk = connection.prepare(
        "INSERT INTO chunk(document_id, ordinal, begin, end, tokens, position_kind, position_number, "
        "position_label, heading, text, model_id) VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11) "
        "RETURNING id");
    auto putVector = connection.prepare("INSERT INTO vector(chunk_id, model_id, data) VALUES (?1, ?2, ?3)");
    const std::size_t count = content.chunks.size();
    const std::size_t dimensions = count > 0 ? content.vectors.size() / count : 0;
    for (std::size_t i = 0; i < count; ++i) {
        const Chunk& chunk = content.chunks[i];
        putChunk.with(document, i, chunk.begin, chunk.end, chunk.tokens,
                      positionKindName(chunk.position.kind), chunk.position.number, chunk.position.label,
                      chunk.heading, chunk.text, model);
        const auto id = onlyInteger(putChunk);
        if (!id)
            return id.error();
        const auto vector = std::as_bytes(std::span(content.vectors).subspan(i * dimensions, dimensions));
        if (auto put = putVector.with(*id, model, vector).run(); !put)
            return put;
    }
    return putWords(connection, document, model);
}

Result<void> putHolding(Connection& connection, int64_t document, int64_t model,
                        const DocumentToStore& content)
{
    const DocumentRow& row = content.row;
    return connection
        .prepare(
            "INSERT INTO holding(document_id, model_id, chunks, tokens, chunk_tokens, overlap_tokens) VALUES "
            "(?1, ?2, ?3, ?4, ?5, ?6)")
        .with(document, model, content.chunks.size(), row.tokens, row.chunkTokens, row.overlapTokens)
        .run();
}

// The promise of "done": counted in the file, inside the transaction.
Result<void> checkComplete(Connection& connection, int64_t document, int64_t model, std::size_t chunks)
{
    auto count = connection.prepare("SELECT count(*) FROM vector v JOIN chunk c ON c.id = v.chunk_id WHERE "
                                    "c.document_id = ?1 AND c.model_id = ?2 AND v.model_id = ?2");
    const auto vectors = onlyInteger(count.with(document, model));
    if (!vectors)
        return vectors.error();
    if (*vectors != static_cast<int64_t>(chunks))
        return Error{fmt::format("The library {} took {} of {} vectors; the document was not stored.",
                                 connection.file().string(), *vectors, chunks)};
    return {};
}

Result<void> checkVectors(const DocumentToStore& document, const ModelIdentity& identity)
{
    const auto expected = identity.dimensions > 0
        ? checkedMultiply(document.chunks.size(), static_cast<uint64_t>(identity.dimensions))
        : std::nullopt;
    if (!expected || *expected != document.vectors.size())
        return Error{fmt::format(
            "{} has {} passages and {} vector values of {} dimensions; it was not stored.", document.row.name,
            document.chunks.size(), document.vectors.size(), identity.dimensions)};
    if (!std::all_of(document.vectors.begin(), document.vectors.end(),
                     [](float x) { return std::isfinite(x); }))
        return Error{
            fmt::format("The model {} gave vectors with values that are not numbers for {}; it was not "
                        "stored.",
                        identity.name, document.row.name)};
    return {};
}

}

Result<int64_t> Library::storeDocument(const DocumentToStore& document, const ModelIdentity& identity)
{
    if (auto sound = checkVectors(document, identity); !sound)
        return sound.error();
    const std::string text = embedscope::documentText(document.document);
    std::lock_guard lock(m_state->writeLock);
    Connection& connection = *m_state->writer;
    sqlite::Transaction transaction(connection);
    if (auto begun = transaction.begin(); !begun)
        return begun.error();
    bool replaced = false;
    const auto model = modelId(connection, identity);
    if (!model)
        return model;
    const auto id = putRow(connection, document.row, document.document.title, DocumentState::Done,
                           document.chunks.size(), *model, replaced);
    if (!id)
        return id;
    auto putText = connection.prepare("INSERT INTO document_text(document_id, text) VALUES (?1, ?2)");
    if (auto put = putText.with(*id, text).run(); !put)
        return put.error();
    if (auto put = putChunks(connection, *id, *model, document); !put)
        return put.error();
    if (auto put = putHolding(connection, *id, *model, document); !put)
        return put.error();
    if (auto whole = checkComplete(connection, *id, *model, document.chunks.size()); !whole)
        return whole.error();
    if (auto committed = transaction.commit(); !committed)
        return committed.error();
    if (replaced)
        ++m_state->removals;
    return id;
}

Result<int64_t> Library::storeProblem(const DocumentRow& row)
{
    std::lock_guard lock(m_state->writeLock);
    Connection& connection = *m_state->writer;
    sqlite::Transaction transaction(connection);
    if (auto begun = transaction.begin(); !begun)
        return begun.error();
    bool replaced = false;
    DocumentRow problem = row;
    problem.tokens = 0;
    const auto id = putRow(connection, problem, {}, DocumentState::Problem, 0, 0, replaced);
    if (!id)
        return id;
    if (auto committed = transaction.commit(); !committed)
        return committed.error();
    if (replaced)
        ++m_state->removals;
    return id;
}

Result<void> Library::removeDocuments(std::span<const int64_t> ids)
{
    std::lock_guard lock(m_state->writeLock);
    Connection& connection = *m_state->writer;
    sqlite::Transaction transaction(connection);
    if (auto begun = transaction.begin(); !begun)
        return begun;
    auto remove = connection.prepare("DELETE FROM document WHERE id = ?1");
    for (const int64_t id : ids) {
        if (auto removed = removeWords(connection, id); !removed)
            return removed;
        if (auto removed = remove.with(id).run(); !removed)
            return removed;
    }
    if (auto committed = transaction.commit(); !committed)
        return committed;
    ++m_state->removals;
    return {};
}

}
