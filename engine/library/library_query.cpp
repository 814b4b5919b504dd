// Reading: rows, passages, vectors and words.
#include "engine/library/library_state.h"
#include "engine/library/word_query.h"

#include <array>
#include <cstring>
#include <fmt/format.h>

namespace embedscope {

namespace {

using sqlite::Statement;

constexpr std::string_view kDocumentColumns =
    "d.id, path, d.name, kind, hash, c.name, reason, remark, state, pages, chunks, tokens, bytes, "
    "modified_seconds, stored_seconds, milliseconds, chunk_tokens, overlap_tokens FROM document d JOIN "
    "collection c ON c.id = d.collection_id";

constexpr std::string_view kChunkColumns =
    "id, document_id, ordinal, begin, end, tokens, position_kind, position_number, position_label, heading, "
    "text FROM chunk";

DocumentState stateFromName(std::string_view name)
{
    for (const DocumentState state : {DocumentState::Queued, DocumentState::Reading, DocumentState::Embedding,
                                      DocumentState::Done, DocumentState::Paused}) {
        if (name == documentStateName(state))
            return state;
    }
    return DocumentState::Problem;
}

DocumentRow documentFrom(const Statement& statement)
{
    DocumentRow row;
    row.id = statement.integer(0);
    row.path = statement.text(1);
    row.name = statement.text(2);
    row.kind = statement.text(3);
    row.hash = statement.text(4);
    row.collection = statement.text(5);
    row.reason = statement.text(6);
    row.remark = statement.text(7);
    row.state = stateFromName(statement.text(8));
    row.pages = statement.number(9);
    row.chunks = statement.integer(10);
    row.tokens = statement.integer(11);
    row.bytes = statement.integer(12);
    row.modifiedSeconds = statement.integer(13);
    row.storedSeconds = statement.integer(14);
    row.milliseconds = statement.real(15);
    row.chunkTokens = statement.number(16);
    row.overlapTokens = statement.number(17);
    return row;
}

ChunkRow chunkFrom(const Statement& statement)
{
    ChunkRow row;
    row.id = statement.integer(0);
    row.documentId = statement.integer(1);
    row.ordinal = statement.number(2);
    row.begin = static_cast<uint64_t>(statement.integer(3));
    row.end = static_cast<uint64_t>(statement.integer(4));
    row.tokens = statement.number(5);
    row.position.kind = positionKindFromName(statement.text(6));
    row.position.number = statement.number(7);
    row.position.label = statement.text(8);
    row.heading = statement.text(9);
    row.text = statement.text(10);
    return row;
}

template <class Row> Result<std::vector<Row>> allRows(Statement& statement, Row (*make)(const Statement&))
{
    std::vector<Row> rows;
    while (true) {
        const auto row = statement.next();
        if (!row)
            return row.error();
        if (!*row)
            return rows;
        rows.push_back(make(statement));
    }
}

}

Result<std::optional<DocumentRow>> Library::findDone(const std::string& path, const std::string& hash,
                                                     const ModelIdentity& identity,
                                                     const std::string& collection)
{
    std::lock_guard lock(m_state->readLock);
    auto statement = m_state->reader->prepare(fmt::format(
        "SELECT {} WHERE path = ?1 AND hash = ?2 AND c.name = ?4 AND state = 'done' AND EXISTS (SELECT 1 "
        "FROM "
        "holding h JOIN model m ON m.id = h.model_id WHERE h.document_id = d.id AND m.fingerprint = ?3 AND "
        "h.chunks = (SELECT count(*) FROM chunk p JOIN vector v ON v.chunk_id = p.id WHERE p.document_id = "
        "d.id "
        "AND p.model_id = h.model_id AND v.model_id = h.model_id))",
        kDocumentColumns));
    const auto row = statement.with(path, hash, identity.fingerprint, collection).next();
    if (!row)
        return row.error();
    if (!*row)
        return std::optional<DocumentRow>();
    DocumentRow found = documentFrom(statement);
    auto held =
        m_state->reader->prepare("SELECT chunks, tokens, chunk_tokens, overlap_tokens FROM holding h JOIN "
                                 "model m ON m.id = h.model_id WHERE document_id = ?1 AND fingerprint = ?2");
    const auto holding = held.with(found.id, identity.fingerprint).next();
    if (!holding)
        return holding.error();
    found.chunks = held.integer(0);
    found.tokens = held.integer(1);
    found.chunkTokens = held.number(2);
    found.overlapTokens = held.number(3);
    return std::optional(std::move(found));
}

Result<std::vector<DocumentRow>> Library::documents()
{
    std::lock_guard lock(m_state->readLock);
    auto statement = m_state->reader->prepare(fmt::format("SELECT {} ORDER BY d.id", kDocumentColumns));
    return allRows(statement, documentFrom);
}

Result<std::string> Library::documentText(int64_t documentId)
{
    std::lock_guard lock(m_state->readLock);
    auto statement = m_state->reader->prepare("SELECT text FROM document_text WHERE document_id = ?1");
    const auto row = statement.with(documentId).next();
    if (!row)
        return row.error();
    if (!*row)
        return Error{fmt::format("The library {} holds no text of this document: it was removed, or it could "
                                 "not be read.",
                                 m_state->path.string())};
    return statement.text(0);
}

Result<std::vector<ChunkRow>> Library::chunks(int64_t documentId, const std::string& fingerprint)
{
    std::lock_guard lock(m_state->readLock);
    auto statement = m_state->reader->prepare(fmt::format(
        "SELECT {} WHERE document_id = ?1 AND model_id = coalesce((SELECT model_id FROM holding h JOIN model "
        "m ON "
        "m.id = h.model_id WHERE h.document_id = ?1 AND fingerprint = ?2), (SELECT model_id FROM chunk WHERE "
        "document_id = ?1 ORDER BY id DESC LIMIT 1)) ORDER BY ordinal",
        kChunkColumns));
    return allRows(statement.with(documentId, fingerprint), chunkFrom);
}

Result<std::vector<ChunkRow>> Library::chunksById(std::span<const int64_t> ids)
{
    std::lock_guard lock(m_state->readLock);
    auto statement = m_state->reader->prepare(fmt::format("SELECT {} WHERE id = ?1", kChunkColumns));
    std::vector<ChunkRow> rows;
    rows.reserve(ids.size());
    for (const int64_t id : ids) {
        const auto row = statement.with(id).next();
        if (!row)
            return row.error();
        if (*row)
            rows.push_back(chunkFrom(statement));
    }
    return rows;
}

// Passages first, from an index that holds all that is asked: their texts are not read.
Result<void> Library::eachVector(const ModelIdentity& identity, int64_t afterChunkId,
                                 const std::function<bool(int64_t, int64_t, std::span<const float>)>& each)
{
    if (identity.dimensions <= 0)
        return {};
    // In pages, so that `each` runs without the lock and may ask the library itself.
    constexpr std::size_t kPage = 512;
    const std::size_t dimensions = static_cast<std::size_t>(identity.dimensions);
    std::vector<float> values(kPage * dimensions);
    std::vector<std::pair<int64_t, int64_t>> ids;
    while (true) {
        {
            std::lock_guard lock(m_state->readLock);
            if (auto read = m_state->pageOfVectors(identity, afterChunkId, kPage, ids, values); !read)
                return read;
        }
        for (std::size_t i = 0; i < ids.size(); ++i) {
            const std::span<const float> vector(values.data() + i * dimensions, dimensions);
            if (!each(ids[i].first, ids[i].second, vector))
                return {};
        }
        if (ids.size() < kPage)
            return {};
        afterChunkId = ids.back().first;
    }
}

// Both are in the order of passages, so one walk along each is enough.
Result<void> Library::State::pageOfVectors(const ModelIdentity& identity, int64_t after, std::size_t count,
                                           std::vector<std::pair<int64_t, int64_t>>& ids,
                                           std::vector<float>& values)
{
    ids.clear();
    const std::size_t dimensions = static_cast<std::size_t>(identity.dimensions);
    // One statement is one state of the library, also when another program removes passages meanwhile.
    auto statement = reader->prepare("SELECT c.id, c.document_id, v.data FROM chunk c INDEXED BY "
                                     "chunk_by_model CROSS JOIN vector v ON v.chunk_id = "
                                     "c.id WHERE c.model_id = (SELECT id FROM model WHERE fingerprint = ?1) "
                                     "AND c.id > ?2 ORDER BY c.id LIMIT ?3");
    statement.with(identity.fingerprint, after, count);
    while (true) {
        const auto row = statement.next();
        if (!row)
            return row.error();
        if (!*row)
            return {};
        const auto blob = statement.blob(2);
        if (blob.size() != dimensions * sizeof(float))
            return Error{
                fmt::format("The library {} is damaged: a vector has the wrong length. Restore a copy of "
                            "it, or index the documents again.",
                            path.string())};
        std::memcpy(values.data() + ids.size() * dimensions, blob.data(), blob.size());
        ids.emplace_back(statement.integer(0), statement.integer(1));
    }
}

Result<int64_t> Library::chunkCount(const ModelIdentity& identity)
{
    std::lock_guard lock(m_state->readLock);
    auto statement =
        m_state->reader->prepare("SELECT coalesce(sum(chunks), 0) FROM holding WHERE model_id = (SELECT id "
                                 "FROM model WHERE fingerprint = ?1)");
    const auto row = statement.with(identity.fingerprint).next();
    if (!row)
        return row.error();
    return *row ? statement.integer(0) : 0;
}

Result<std::vector<int64_t>> Library::chunkIds(const ModelIdentity& identity)
{
    std::lock_guard lock(m_state->readLock);
    auto statement = m_state->reader->prepare(
        "SELECT id FROM chunk WHERE model_id = (SELECT id FROM model WHERE fingerprint = ?1) ORDER BY id");
    return allRows<int64_t>(statement.with(identity.fingerprint),
                            [](const Statement& row) { return row.integer(0); });
}

}
