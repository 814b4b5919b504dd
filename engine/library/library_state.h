// What a Library holds: two connections, each behind its own lock. Private to the library room.
#pragma once

#include "engine/library/library.h"
#include "engine/library/sqlite.h"

#include <atomic>
#include <filesystem>
#include <memory>
#include <mutex>
#include <string>
#include <unordered_map>
#include <utility>
#include <vector>

namespace embedscope {

struct Library::State
{
    std::filesystem::path path;
    std::mutex writeLock, readLock; // never both at once
    std::unique_ptr<sqlite::Connection> writer, reader;
    std::atomic<uint64_t> removals = 0;
    std::unordered_map<std::string, int64_t> counted; ///< passages of terms that were asked for, under readLock
    int64_t countedOf = 0; ///< passages when they were counted

    // Under readLock.
    Result<void> pageOfVectors(const ModelIdentity& identity, int64_t after, std::size_t count,
                               std::vector<std::pair<int64_t, int64_t>>& ids, std::vector<float>& values);
    /// Passages with this term, at most one more than half of all.
    int64_t passagesWith(const std::string& term, int64_t passages);
    bool isCommon(const std::string& term, int64_t passages);
};

}
