// Runs of the lab, kept as text that only the lab reads.
#include "engine/library/library_state.h"

namespace embedscope {

Result<int64_t> Library::saveRun(const StoredRun& run)
{
    std::lock_guard lock(m_state->writeLock);
    auto statement = m_state->writer->prepare(
        "INSERT INTO run(kind, started_seconds, settings, result) VALUES ('lab', ?1, '', ?2) RETURNING id");
    const auto row = statement.with(run.startedSeconds, run.result).next();
    if (!row)
        return row.error();
    const int64_t id = *row ? statement.integer(0) : 0;
    if (auto rest = statement.run(); !rest) // to the end: RETURNING must be drained
        return rest.error();
    return id;
}

Result<std::vector<StoredRun>> Library::runs()
{
    std::lock_guard lock(m_state->readLock);
    auto statement = m_state->reader->prepare(
        "SELECT id, started_seconds, result FROM run WHERE kind = 'lab' ORDER BY started_seconds DESC, id DESC");
    std::vector<StoredRun> runs;
    while (true) {
        const auto row = statement.next();
        if (!row)
            return row.error();
        if (!*row)
            return runs;
        runs.push_back({statement.integer(0), statement.integer(1), statement.text(2)});
    }
}

Result<void> Library::removeRun(int64_t id)
{
    std::lock_guard lock(m_state->writeLock);
    return m_state->writer->prepare("DELETE FROM run WHERE id = ?1 AND kind = 'lab'").with(id).run();
}

}
