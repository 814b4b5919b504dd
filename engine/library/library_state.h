// What a Library holds: two connections, each behind its own lock. Private to the library room.
#pragma once

#include "engine/library/library.h"
#include "engine/library/sqlite.h"

#include <atomic>
#include <filesystem>
#include <memory>
#include <mutex>

namespace embedscope {

struct Library::State
{
    std::filesystem::path path;
    std::mutex writeLock, readLock; // never both at once
    std::unique_ptr<sqlite::Connection> writer, reader;
    std::atomic<uint64_t> removals = 0;
};

}
