// The line from a path to rows in the library: read (child process), cut, tokenise, embed, store. Owns no threads: readLoop()
// runs on threads that the caller brings, vectors arrive on the embedder's workers, storing happens on the thread that calls
// storeLoop(). The tokens between reading and storing are bounded. A document that fails is a row with its reason; the rest
// goes on. What was asked for first goes first, then small files. A paused document keeps the vectors that it has and goes
// on where it was. Tags of texts are job << 32 | number of the passage.
#pragma once

#include "engine/documents/chunker.h"
#include "engine/documents/reader_pool.h"
#include "engine/embed/embedder.h"
#include "engine/library/library.h"

#include <cstdint>
#include <filesystem>
#include <functional>
#include <memory>
#include <stop_token>
#include <string>
#include <vector>

namespace embedscope {

struct IndexOptions {
    ChunkOptions chunks;
    std::string collection;
    bool skipUnchanged = true;
};

/// How a document waits.
struct WaitingOptions {
    int priority = 0;           ///< larger goes first
    bool paused = false;        ///< until setPaused(job, false)
};

/// What happened to a document; sent from any stage's thread. `job` is the number that add() gave. Changes of state always,
/// progress at most ten times a second; Done or Problem comes last. A cancelled document sends nothing more.
struct IndexEvent {
    uint64_t job = 0;
    DocumentRow row;            ///< as far as known; row.id once stored
    int64_t chunksEmbedded = 0;
    int64_t tokensEmbedded = 0;
};

struct IndexProgress {
    uint64_t documents = 0, read = 0, stored = 0, problems = 0, unchanged = 0, cancelled = 0;
    uint64_t chunks = 0, tokens = 0;          ///< found so far
    uint64_t chunksEmbedded = 0, tokensEmbedded = 0;
    uint64_t cutChunks = 0;                   ///< longer than the model takes: their ends are in no vector
    bool idle() const { return stored + problems + unchanged + cancelled == documents; }
};

class IndexJob;

class Indexer {
public:
    using EventHandler = std::function<void(const IndexEvent&)>; ///< any thread; must be quick

    Indexer(std::shared_ptr<Library> library, std::shared_ptr<Embedder> embedder, std::shared_ptr<ReaderPool> readers,
            IndexOptions options, EventHandler onEvent);
    ~Indexer(); ///< loops must have returned

    /// Regular files only; folders are walked by collectFiles(). Returns the job's number; never blocks.
    uint64_t add(const std::filesystem::path& file, WaitingOptions options = {});
    /// A text that was dropped or pasted: indexed under a name, path "text:<hash>".
    uint64_t addText(std::string name, std::string text, WaitingOptions options = {});
    void finish();                  ///< no more files: loops return when all are through
    void cancel(uint64_t job);      ///< takes effect within one pack; what is stored already stays
    void cancelAll();
    void setPaused(bool paused);    ///< readers hand on no further file
    void setPaused(uint64_t job, bool paused); ///< takes effect within one pack; a document that is being read begins anew
    void setPriority(uint64_t job, int priority); ///< of one that waits or is paused

    void readLoop(std::stop_token stop);   ///< one or more threads
    void storeLoop(std::stop_token stop);  ///< one thread

    IndexProgress progress() const;

private:
    friend class IndexJob;
    struct State;
    std::shared_ptr<State> m_state;
};

/// Files below the given paths, small ones first; symbolic links to folders are not followed; hidden files are left out.
/// What cannot be listed is a problem with a sentence.
struct CollectedFiles {
    std::vector<std::filesystem::path> files;
    std::vector<std::pair<std::filesystem::path, std::string>> problems;
};
CollectedFiles collectFiles(const std::vector<std::filesystem::path>& paths, std::stop_token stop = {});

/// Identity of the vectors that a model makes.
ModelIdentity identityOf(const Model& model);

}
