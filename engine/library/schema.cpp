#include "engine/library/schema.h"

#include <array>
#include <chrono>
#include <filesystem>
#include <fmt/format.h>
#include <system_error>
#include <thread>

namespace embedscope {

namespace {

// Ids are never used again (AUTOINCREMENT): the search index takes what is new by chunk id. Passages and
// their vectors are removed with their document by foreign keys. Words are kept by library_store.cpp and not
// by triggers: a schema that is not trusted (see Connection::open) may not use the index of words.
constexpr const char* kDocumentsAndVectors = R"(
CREATE TABLE collection(
    id INTEGER PRIMARY KEY,
    name TEXT NOT NULL UNIQUE);
CREATE TABLE document(
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    collection_id INTEGER NOT NULL REFERENCES collection(id),
    path TEXT NOT NULL,
    name TEXT NOT NULL,
    kind TEXT NOT NULL,
    title TEXT NOT NULL,
    hash TEXT NOT NULL,
    state TEXT NOT NULL,
    reason TEXT NOT NULL,
    remark TEXT NOT NULL,
    pages INTEGER NOT NULL,
    chunks INTEGER NOT NULL,
    tokens INTEGER NOT NULL,
    bytes INTEGER NOT NULL,
    modified_seconds INTEGER NOT NULL,
    stored_seconds INTEGER NOT NULL,
    milliseconds REAL NOT NULL,
    chunk_tokens INTEGER NOT NULL,
    overlap_tokens INTEGER NOT NULL,
    UNIQUE(collection_id, path));
CREATE INDEX document_by_path ON document(path, hash);
CREATE TABLE document_text(
    document_id INTEGER PRIMARY KEY REFERENCES document(id) ON DELETE CASCADE,
    text TEXT NOT NULL);
CREATE TABLE chunk(
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    document_id INTEGER NOT NULL REFERENCES document(id) ON DELETE CASCADE,
    ordinal INTEGER NOT NULL,
    begin INTEGER NOT NULL,
    end INTEGER NOT NULL,
    tokens INTEGER NOT NULL,
    position_kind TEXT NOT NULL,
    position_number INTEGER NOT NULL,
    position_label TEXT NOT NULL,
    heading TEXT NOT NULL,
    text TEXT NOT NULL,
    UNIQUE(document_id, ordinal));
CREATE TABLE model(
    id INTEGER PRIMARY KEY,
    fingerprint TEXT NOT NULL UNIQUE,
    name TEXT NOT NULL,
    dimensions INTEGER NOT NULL);
CREATE TABLE vector(
    chunk_id INTEGER NOT NULL REFERENCES chunk(id) ON DELETE CASCADE,
    model_id INTEGER NOT NULL REFERENCES model(id),
    data BLOB NOT NULL,
    UNIQUE(chunk_id, model_id));
CREATE VIRTUAL TABLE fts USING fts5(text, heading, content='chunk', content_rowid='id',
    tokenize='unicode61 remove_diacritics 2');
CREATE TABLE setting(
    key TEXT PRIMARY KEY,
    value TEXT NOT NULL) WITHOUT ROWID;
)";

constexpr const char* kLabRuns = R"(
CREATE TABLE run(
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    kind TEXT NOT NULL,
    started_seconds INTEGER NOT NULL,
    settings TEXT NOT NULL,
    result TEXT NOT NULL);
CREATE TABLE sample(
    run_id INTEGER NOT NULL REFERENCES run(id) ON DELETE CASCADE,
    seconds REAL NOT NULL,
    name TEXT NOT NULL,
    value REAL NOT NULL);
CREATE INDEX sample_by_run ON sample(run_id);
)";

// A copied or renamed file is known by its content.
constexpr const char* kContentIndex = "CREATE INDEX document_by_hash ON document(hash, state);";

// A passage belongs to one model (each cuts by its own tokens) and has one vector, so that several models
// stand side by side; `holding` says what a document has of each. The words of all are in one index by
// passage.
constexpr const char* kSeveralModels = R"(
CREATE TABLE new_chunk(
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    document_id INTEGER NOT NULL REFERENCES document(id) ON DELETE CASCADE,
    model_id INTEGER NOT NULL REFERENCES model(id),
    ordinal INTEGER NOT NULL,
    begin INTEGER NOT NULL,
    end INTEGER NOT NULL,
    tokens INTEGER NOT NULL,
    position_kind TEXT NOT NULL,
    position_number INTEGER NOT NULL,
    position_label TEXT NOT NULL,
    heading TEXT NOT NULL,
    text TEXT NOT NULL,
    UNIQUE(document_id, model_id, ordinal));
INSERT INTO new_chunk SELECT c.id, document_id, min(model_id), ordinal, begin, end, tokens, position_kind,
    position_number, position_label, heading, text FROM chunk c JOIN vector v ON v.chunk_id = c.id GROUP BY c.id;
DELETE FROM sqlite_sequence WHERE name = 'new_chunk';
INSERT INTO sqlite_sequence(name, seq) SELECT 'new_chunk', seq FROM sqlite_sequence WHERE name = 'chunk';
CREATE TABLE new_vector(
    chunk_id INTEGER PRIMARY KEY REFERENCES chunk(id) ON DELETE CASCADE,
    model_id INTEGER NOT NULL REFERENCES model(id),
    data BLOB NOT NULL);
INSERT INTO new_vector SELECT v.chunk_id, v.model_id, data FROM vector v JOIN new_chunk c ON c.id = v.chunk_id
    AND c.model_id = v.model_id;
DROP TABLE vector;
DROP TABLE chunk;
ALTER TABLE new_chunk RENAME TO chunk;
ALTER TABLE new_vector RENAME TO vector;
CREATE INDEX chunk_by_model ON chunk(model_id, id, document_id);
CREATE TABLE holding(
    document_id INTEGER NOT NULL REFERENCES document(id) ON DELETE CASCADE,
    model_id INTEGER NOT NULL REFERENCES model(id),
    chunks INTEGER NOT NULL,
    tokens INTEGER NOT NULL,
    chunk_tokens INTEGER NOT NULL,
    overlap_tokens INTEGER NOT NULL,
    PRIMARY KEY(document_id, model_id)) WITHOUT ROWID;
INSERT INTO holding SELECT d.id, model_id, count(*), d.tokens, chunk_tokens, overlap_tokens FROM document d
    JOIN chunk c ON c.document_id = d.id GROUP BY d.id, model_id;
INSERT INTO fts(fts) VALUES ('rebuild');
)";

constexpr std::array kMigrations{Migration{1, kDocumentsAndVectors}, Migration{2, kLabRuns},
                                 Migration{3, kContentIndex}, Migration{4, kSeveralModels}};

// SQLite reads what is missing of the last page as zeros, so that a cut inside of it would pass.
Result<void> checkLength(sqlite::Connection& connection)
{
    const auto pageSize = connection.integer("PRAGMA page_size");
    if (!pageSize)
        return pageSize.error();
    std::error_code error;
    const std::uintmax_t size = std::filesystem::file_size(connection.file(), error);
    const std::filesystem::path log = connection.file().string() + "-wal";
    if (error || *pageSize <= 0 || std::filesystem::exists(log, error))
        return {};
    if (size % static_cast<std::uintmax_t>(*pageSize) != 0)
        return Error{fmt::format("The library {} is damaged: it ends in the middle of a page. It stays as it "
                                 "is; restore a copy of it, or choose another file.",
                                 connection.file().string())};
    return {};
}

struct Found
{
    int64_t application = 0, version = 0, tables = 0;
};

Result<Found> look(sqlite::Connection& connection)
{
    // One statement, so that another program that makes the tables meanwhile is seen wholly or not at all.
    auto all = connection.prepare("SELECT application_id, user_version, (SELECT count(*) FROM sqlite_schema) "
                                  "FROM pragma_application_id, pragma_user_version");
    const auto row = all.next();
    if (!row)
        return row.error();
    return Found{all.integer(0), all.integer(1), all.integer(2)};
}

Result<void> refuseForeign(const Found& found, const std::filesystem::path& file, int newest)
{
    if (found.application != kLibraryApplicationId)
        return Error{fmt::format("{} is a database of another program, not a library; it stays as it is. "
                                 "Choose another file.",
                                 file.string())};
    if (found.version > newest)
        return Error{
            fmt::format("The library {} was written by a newer version of Embedscope (format {}, this "
                        "one knows {}). Install the newer version to open it.",
                        file.string(), found.version, newest)};
    return {};
}

// SQLite does not wait when two programs do this at once, so we do.
Result<void> useLog(sqlite::Connection& connection)
{
    constexpr int kTries = 20;
    Result<void> set;
    for (int i = 0; i < kTries; ++i) {
        set = connection.execute("PRAGMA journal_mode=WAL; PRAGMA synchronous=NORMAL");
        if (set)
            break;
        std::this_thread::sleep_for(std::chrono::milliseconds(25));
    }
    return set;
}

Result<void> backupBefore(sqlite::Connection& connection, int64_t version)
{
    std::filesystem::path target;
    std::error_code error;
    for (int i = 1; target.empty() || std::filesystem::exists(target, error); ++i)
        target = fmt::format("{}.format-{}{}.backup", connection.file().string(), version,
                             i == 1 ? "" : fmt::format("-{}", i));
    auto copied = sqlite::copyDatabase(connection, target);
    if (!copied)
        return Error{fmt::format("The library {} is of an older format and could not be copied before the "
                                 "change, so it stays as it is. {}",
                                 connection.file().string(), copied.error().sentence)};
    return {};
}

// One transaction for all steps. Another program may have done them while we waited for the lock.
Result<void> applySteps(sqlite::Connection& connection, std::span<const Migration> migrations)
{
    sqlite::Transaction transaction(connection);
    if (auto begun = transaction.begin(); !begun)
        return begun;
    const auto version = connection.integer("PRAGMA user_version");
    if (!version)
        return version.error();
    for (const Migration& step : migrations) {
        if (step.version <= *version)
            continue;
        if (auto done = connection.execute(step.sql); !done)
            return done;
    }
    const std::string stamp = fmt::format("PRAGMA application_id={}; PRAGMA user_version={}",
                                          kLibraryApplicationId, migrations.back().version);
    if (auto done = connection.execute(stamp.c_str()); !done)
        return done;
    return transaction.commit();
}

}

std::span<const Migration> libraryMigrations()
{
    return kMigrations;
}

Result<void> prepareSchema(sqlite::Connection& connection, std::span<const Migration> migrations)
{
    const int newest = migrations.back().version;
    const auto found = look(connection);
    if (!found)
        return found.error();
    const bool isNew = found->tables == 0 && found->version == 0 && found->application == 0;
    if (isNew) // vectors are 1 to 4 KB, so that larger pages than usual hold some
        (void)connection.execute("PRAGMA page_size=8192");
    else if (auto ours = refuseForeign(*found, connection.file(), newest); !ours)
        return ours;
    else if (auto whole = checkLength(connection); !whole)
        return whole;
    // Only now is it certain that the file is ours to change. Without WAL (some network disks) all still
    // works.
    if (auto set = useLog(connection); !set)
        return set;
    if (found->version >= newest)
        return {};
    if (!isNew) {
        if (auto saved = backupBefore(connection, found->version); !saved)
            return saved;
    }
    return applySteps(connection, migrations);
}

}
