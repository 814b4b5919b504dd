// One SQLite file: documents, their text, passages and vectors. A document with its passages and vectors is one transaction:
// it is there wholly or not at all, and "done" only when stored vectors = passages. Thread-safe (one lock around one
// connection for writing, another for reading); calls can take milliseconds: not for the GUI thread.
// A document keeps its id when its content is replaced; ids of passages are never used again. Several models stand side by
// side: each has passages of its own (it cuts by its own tokens); they go when the document's content changes.
#pragma once

#include "engine/base/result.h"
#include "engine/documents/chunker.h"
#include "engine/documents/document.h"

#include <cstdint>
#include <filesystem>
#include <functional>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <vector>

namespace embedscope {

enum class DocumentState { Queued, Reading, Embedding, Done, Problem, Paused };
std::string_view documentStateName(DocumentState state);

struct DocumentRow {
    int64_t id = 0;
    std::string path, name, kind, hash, collection, reason, remark;
    DocumentState state = DocumentState::Queued;
    int pages = 0;
    int64_t chunks = 0, tokens = 0, bytes = 0, modifiedSeconds = 0, storedSeconds = 0;
    double milliseconds = 0;   ///< from reading to stored
    int chunkTokens = 0, overlapTokens = 0; ///< how it was cut
};

struct ChunkRow {
    int64_t id = 0, documentId = 0;
    int ordinal = 0;           ///< from 0
    uint64_t begin = 0, end = 0;
    int tokens = 0;
    Position position;
    std::string heading, text;
};

/// The identity of vectors: vectors of different identities are never compared.
struct ModelIdentity {
    std::string fingerprint;   ///< of the model, with pooling and dimensions
    std::string name;
    int dimensions = 0;
};

/// A document ready to be stored. vectors: chunks.size() * identity.dimensions floats.
struct DocumentToStore {
    DocumentRow row;           ///< id, chunks, state and storedSeconds are filled in by the library
    Document document;
    std::vector<Chunk> chunks;
    std::vector<float> vectors;
};

struct LibraryCounts {
    int64_t documents = 0, done = 0, problems = 0, chunks = 0, vectors = 0, tokens = 0;
    std::vector<std::pair<ModelIdentity, int64_t>> models; ///< with the number of vectors
};

/// What a question looks at. Empty parts leave nothing out.
struct DocumentFilter {
    std::optional<std::string> collection;
    std::vector<std::string> kinds;              ///< "pdf" or an ending: any of them
    std::string name;                            ///< a part of the file's name, in any case
    std::string folder;                          ///< files in it or below it; a part of the path when it begins with no /
    std::optional<int64_t> fromSeconds, untilSeconds; ///< changed then or later, earlier than
    bool isEmpty() const;
};

struct WordScope {
    std::string fingerprint;                     ///< passages of this model; where a document has none, of another
    const std::vector<int64_t>* documents = nullptr; ///< ascending; nullptr: all
};

/// A run of the lab; `result` is the lab's own text (lab/lab_run.h).
struct StoredRun {
    int64_t id = 0, startedSeconds = 0;
    std::string result;
};

class Library {
public:
    /// Creates the file when it is not there; migrates older files forward after a backup; refuses newer ones with a sentence.
    static Result<std::unique_ptr<Library>> open(const std::filesystem::path& path);
    ~Library();
    const std::filesystem::path& path() const;

    Result<int64_t> storeDocument(const DocumentToStore& document, const ModelIdentity& identity);
    /// A file that could not be read or embedded: a row with its reason; earlier content of this path goes.
    Result<int64_t> storeProblem(const DocumentRow& row);
    Result<void> removeDocuments(std::span<const int64_t> ids);
    /// A done document of this path with this hash and vectors of this identity, if any: it needs no second embedding.
    Result<std::optional<DocumentRow>> findDone(const std::string& path, const std::string& hash, const ModelIdentity& identity,
                                                const std::string& collection = {});
    /// Is there a done document of this hash, cut as `row` says, under whatever path, with vectors of this identity?
    Result<bool> knowsContent(const DocumentRow& row, const ModelIdentity& identity);
    /// Passages of a document of this hash (one cut as `row` says if there is one), and of what row.path holds in its collection
    /// now: the same text needs no second embedding. Only of documents with this title, when there is one given. `each` must
    /// not call the library.
    Result<void> eachKnownPassage(const DocumentRow& row, const ModelIdentity& identity,
                                  const std::function<void(std::string_view text, std::span<const float>)>& each,
                                  const std::string* title = nullptr);

    Result<std::vector<DocumentRow>> documents();
    Result<std::string> documentText(int64_t documentId);
    Result<std::vector<int64_t>> documentsMatching(const DocumentFilter& filter); ///< ascending
    /// As this model cut it, else as the last one did.
    Result<std::vector<ChunkRow>> chunks(int64_t documentId, const std::string& fingerprint = {});
    Result<std::vector<ChunkRow>> chunksById(std::span<const int64_t> ids); ///< in the order of ids; missing ones left out
    /// Every vector of an identity in ascending chunk id; `each` returns false to stop.
    Result<void> eachVector(const ModelIdentity& identity, int64_t afterChunkId,
                            const std::function<bool(int64_t chunkId, int64_t documentId, std::span<const float>)>& each);
    /// Passages with a vector of this identity, ascending.
    Result<std::vector<int64_t>> chunkIds(const ModelIdentity& identity);
    Result<int64_t> chunkCount(const ModelIdentity& identity);
    /// Grows whenever this object removed or replaced passages: who keeps copies asks chunkIds() then.
    uint64_t removals() const;
    /// Words by FTS5/BM25, best first: (chunk id, score, larger is better). Any text is a query:
    /// words are alternatives, "quoted phrases" must occur, -words must not, a star at the end stands for any ending.
    /// A word of more than half of all passages counts only when no other word is asked for.
    Result<std::vector<std::pair<int64_t, double>>> searchWords(const std::string& query, int limit,
                                                                 const WordScope& scope = {});
    /// What a passage of usual length scores in searchWords() when it has every word of the query once.
    Result<double> weightOfWords(const std::string& query);

    Result<int64_t> saveRun(const StoredRun& run); ///< gives it its id
    Result<std::vector<StoredRun>> runs();         ///< newest first
    Result<void> removeRun(int64_t id);

    Result<LibraryCounts> counts();
    Result<std::vector<std::string>> check();   ///< sentences; empty: sound
    Result<void> vacuum();
    Result<void> backup(const std::filesystem::path& target);
    Result<std::optional<std::string>> setting(const std::string& key);
    Result<void> setSetting(const std::string& key, const std::string& value);

private:
    Library();
    struct State;
    std::unique_ptr<State> m_state;
};

}
