// A disk and a memory that fail when a test says so, under SQLite: every file that it opens goes through
// here, and every allocation it makes. Writes nothing itself. One test at a time.
#pragma once

#include <atomic>
#include <cstdint>
#include <sqlite3.h>

namespace embedscope::test {

enum class Fault
{
    None,
    Write, ///< the disk reports an error
    Sync,
    Full, ///< no space left
    Allocation
};

class FailingDisk
{
public:
    /// Takes the place of the disk for all libraries that are opened while it lives.
    FailingDisk();
    ~FailingDisk();
    FailingDisk(const FailingDisk&) = delete;
    FailingDisk& operator=(const FailingDisk&) = delete;

    /// The operation number `number` (from 1) of this kind fails, and `forever` all after it.
    void failAt(Fault fault, int64_t number, bool forever = false);
    void recover() { failAt(Fault::None, 0); }
    int64_t failures() const; ///< since failAt()
};

/// Must be called before anything else uses SQLite; the failing allocations need it.
void installFailingMemory();

}
