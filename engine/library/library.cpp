#include "engine/library/library.h"

#include "engine/library/library_state.h"
#include "engine/library/schema.h"

#include <fmt/format.h>
#include <system_error>

namespace embedscope {

std::string_view documentStateName(DocumentState state)
{
    switch (state) {
    case DocumentState::Queued:
        return "queued";
    case DocumentState::Reading:
        return "reading";
    case DocumentState::Embedding:
        return "embedding";
    case DocumentState::Done:
        return "done";
    case DocumentState::Problem:
        return "problem";
    case DocumentState::Paused:
        return "paused";
    }
    return "problem";
}

Library::Library()
    : m_state(std::make_unique<State>())
{
}

Library::~Library() = default;

const std::filesystem::path& Library::path() const
{
    return m_state->path;
}

uint64_t Library::removals() const
{
    return m_state->removals.load();
}

Result<std::unique_ptr<Library>> Library::open(const std::filesystem::path& path)
{
    std::error_code error;
    if (std::filesystem::is_directory(path, error))
        return Error{fmt::format("{} is a folder, not a library. Name a file in it.", path.string())};
    if (path.has_parent_path() && !std::filesystem::exists(path.parent_path(), error)) {
        std::filesystem::create_directories(path.parent_path(), error);
        if (error)
            return Error{fmt::format("The folder for the library {} cannot be made: {}.", path.string(),
                                     error.message())};
    }
    auto writer = sqlite::Connection::open(path, true);
    if (!writer)
        return writer.error();
    if (auto prepared = prepareSchema(**writer, libraryMigrations()); !prepared)
        return prepared.error();
    // Each of these halves what is written while indexing: a longer log (pages of the index of words change
    // with every document), and no temporary file for what a single statement could have to undo.
    if (auto set =
            (*writer)->execute("PRAGMA foreign_keys=ON; PRAGMA cache_size=-32768; PRAGMA temp_store=MEMORY; "
                               "PRAGMA wal_autocheckpoint=4000; PRAGMA journal_size_limit=67108864");
        !set)
        return set.error();
    auto reader = sqlite::Connection::open(path, false);
    if (!reader)
        return reader.error();
    if (auto set = (*reader)->execute("PRAGMA query_only=ON; PRAGMA cache_size=-32768"); !set)
        return set.error();
    std::unique_ptr<Library> library(new Library);
    library->m_state->path = path;
    library->m_state->writer = std::move(*writer);
    library->m_state->reader = std::move(*reader);
    return library;
}

Result<LibraryCounts> Library::counts()
{
    std::lock_guard lock(m_state->readLock);
    sqlite::Connection& reader = *m_state->reader;
    LibraryCounts counts;
    auto totals = reader.prepare("SELECT count(*), coalesce(sum(state = 'done'), 0), coalesce(sum(state = "
                                 "'problem'), 0), coalesce(sum(tokens), 0), coalesce(sum(chunks), 0), "
                                 "(SELECT coalesce(sum(chunks), 0) FROM holding) FROM document");
    if (auto row = totals.next(); !row)
        return row.error();
    counts.documents = totals.integer(0);
    counts.done = totals.integer(1);
    counts.problems = totals.integer(2);
    counts.tokens = totals.integer(3);
    counts.chunks = totals.integer(4);
    counts.vectors = totals.integer(5);
    auto models =
        reader.prepare("SELECT fingerprint, name, dimensions, sum(chunks) FROM holding JOIN model ON "
                       "model.id = model_id GROUP BY model_id ORDER BY sum(chunks) DESC, model_id");
    while (true) {
        const auto row = models.next();
        if (!row)
            return row.error();
        if (!*row)
            return counts;
        counts.models.emplace_back(ModelIdentity{models.text(0), models.text(1), models.number(2)},
                                   models.integer(3));
    }
}

namespace {

Result<void> appendTexts(sqlite::Connection& connection, std::string_view sql, std::string_view sentence,
                         std::vector<std::string>& found)
{
    auto statement = connection.prepare(sql);
    while (true) {
        const auto row = statement.next();
        if (!row)
            return row.error();
        if (!*row)
            return {};
        if (const std::string text = statement.text(0); text != "ok")
            found.push_back(fmt::format(fmt::runtime(sentence), text));
    }
}

}

Result<std::vector<std::string>> Library::check()
{
    std::lock_guard lock(m_state->writeLock); // the check of the words is a writing command
    sqlite::Connection& connection = *m_state->writer;
    std::vector<std::string> found;
    const std::pair<const char*, const char*> questions[] = {
        {"PRAGMA integrity_check(20)", "The file is damaged: {}."},
        {"SELECT \"table\" FROM pragma_foreign_key_check LIMIT 20",
         "A row of the table {} belongs to nothing."},
        {"SELECT path FROM document d WHERE state = 'done' AND NOT EXISTS (SELECT 1 FROM holding h WHERE "
         "h.document_id = d.id AND h.chunks = d.chunks) LIMIT 20",
         "{} does not have the passages it was stored with."},
        {"SELECT path FROM document d JOIN holding h ON h.document_id = d.id WHERE h.chunks != (SELECT "
         "count(*) "
         "FROM chunk c WHERE c.document_id = d.id AND c.model_id = h.model_id) LIMIT 20",
         "{} does not have the passages it was stored with."},
        {"SELECT path FROM document d JOIN holding h ON h.document_id = d.id WHERE h.chunks != (SELECT "
         "count(*) "
         "FROM vector v JOIN chunk c ON c.id = v.chunk_id WHERE c.document_id = d.id AND c.model_id = "
         "h.model_id "
         "AND v.model_id = h.model_id) LIMIT 20",
         "{} does not have a vector for each of its passages."},
        {"SELECT path FROM document d WHERE EXISTS (SELECT 1 FROM chunk c WHERE c.document_id = d.id AND NOT "
         "EXISTS "
         "(SELECT 1 FROM holding h WHERE h.document_id = d.id AND h.model_id = c.model_id)) LIMIT 20",
         "{} has passages of a model that it does not name."},
        {"SELECT path FROM document d WHERE state != 'done' AND EXISTS (SELECT 1 FROM chunk c WHERE "
         "c.document_id = d.id) LIMIT 20",
         "{} has passages but was not stored wholly."},
        {"SELECT m.name FROM vector v JOIN model m ON m.id = v.model_id WHERE length(v.data) != 4 * "
         "m.dimensions LIMIT 1",
         "Vectors of the model {} have the wrong length."},
    };
    for (const auto& [sql, sentence] : questions) {
        if (auto asked = appendTexts(connection, sql, sentence, found); !asked)
            found.push_back(asked.error().sentence);
    }
    if (!connection.execute("INSERT INTO fts(fts, rank) VALUES ('integrity-check', 1)"))
        found.push_back("The index of words does not agree with the passages.");
    return found;
}

Result<void> Library::vacuum()
{
    std::lock_guard lock(m_state->writeLock);
    // The copy that VACUUM makes is as large as the library: not in memory.
    auto done =
        m_state->writer->execute("PRAGMA temp_store=FILE; INSERT INTO fts(fts) VALUES ('optimize'); VACUUM; "
                                 "PRAGMA wal_checkpoint(TRUNCATE)");
    (void)m_state->writer->execute("PRAGMA temp_store=MEMORY");
    return done;
}

Result<void> Library::backup(const std::filesystem::path& target)
{
    std::lock_guard lock(m_state->readLock);
    return sqlite::copyDatabase(*m_state->reader, target);
}

Result<std::optional<std::string>> Library::setting(const std::string& key)
{
    std::lock_guard lock(m_state->readLock);
    auto statement = m_state->reader->prepare("SELECT value FROM setting WHERE key = ?1");
    const auto row = statement.with(key).next();
    if (!row)
        return row.error();
    return *row ? std::optional(statement.text(0)) : std::nullopt;
}

Result<void> Library::setSetting(const std::string& key, const std::string& value)
{
    std::lock_guard lock(m_state->writeLock);
    return m_state->writer
        ->prepare("INSERT INTO setting(key, value) VALUES (?1, ?2) ON CONFLICT(key) DO UPDATE SET value = ?2")
        .with(key, value)
        .run();
}

}
