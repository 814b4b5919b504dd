// What `index` says: a row per file as it ends, progress on standard error, a summary. take() may be called
// from any thread.
#pragma once

#include "engine/indexing/indexer.h"

#include <cstdint>
#include <filesystem>
#include <mutex>
#include <string>
#include <vector>

namespace embedscope::cli {

class IndexReport
{
public:
    explicit IndexReport(bool json);

    void addUnreachable(const std::filesystem::path& path, const std::string& sentence);
    void take(const IndexEvent& event);
    void showProgress(const IndexProgress& progress);
    /// The summary; the exit status of the command.
    int end(const IndexProgress& progress, double workersBusy);

private:
    struct Row
    {
        DocumentRow document;
        bool unchanged = false;
    };
    void add(Row row);
    void clearProgress();
    int64_t failures() const;

    const bool m_json;
    const bool m_isTerminal; ///< of standard error
    const int64_t m_startNs;
    std::mutex m_lock; ///< of what follows
    std::vector<Row> m_rows;
    std::vector<uint64_t> m_embedding; ///< jobs that were seen to be embedded: else "done" means unchanged
    int64_t m_lastProgressNs = 0;
    bool m_progressShown = false;
};

}
