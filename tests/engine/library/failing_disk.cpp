#include "tests/engine/library/failing_disk.h"

#include <cstdlib>
#include <cstring>
#include <gtest/gtest.h>
#include <utility>

namespace embedscope::test {

namespace {

std::atomic<Fault> s_fault = Fault::None;
std::atomic<int64_t> s_countdown = 0, s_failures = 0;
std::atomic<bool> s_forever = false;

bool fails(Fault kind)
{
    if (s_fault != kind)
        return false;
    const int64_t left = --s_countdown;
    if (left > 0 || (left < 0 && !s_forever))
        return false;
    ++s_failures;
    return true;
}

// Files: the real one lies behind, in the same allocation.
struct File
{
    sqlite3_file base;
    sqlite3_file* real() { return reinterpret_cast<sqlite3_file*>(this + 1); }
};

File* of(sqlite3_file* file)
{
    return reinterpret_cast<File*>(file);
}

sqlite3_file* realOf(sqlite3_file* file)
{
    return of(file)->real();
}

int closeFile(sqlite3_file* file)
{
    return realOf(file)->pMethods->xClose(realOf(file));
}
int readFile(sqlite3_file* file, void* to, int count, sqlite3_int64 offset)
{
    return realOf(file)->pMethods->xRead(realOf(file), to, count, offset);
}
int writeFile(sqlite3_file* file, const void* from, int count, sqlite3_int64 offset)
{
    if (fails(Fault::Full))
        return SQLITE_FULL;
    if (fails(Fault::Write)) { // half of it is there, as after a real error
        (void)realOf(file)->pMethods->xWrite(realOf(file), from, count / 2, offset);
        return SQLITE_IOERR_WRITE;
    }
    return realOf(file)->pMethods->xWrite(realOf(file), from, count, offset);
}
int truncateFile(sqlite3_file* file, sqlite3_int64 size)
{
    return realOf(file)->pMethods->xTruncate(realOf(file), size);
}
int syncFile(sqlite3_file*, int)
{
    return fails(Fault::Sync) ? SQLITE_IOERR_FSYNC
                              : SQLITE_OK; // no power fails here, and waiting takes minutes
}
int fileSize(sqlite3_file* file, sqlite3_int64* size)
{
    return realOf(file)->pMethods->xFileSize(realOf(file), size);
}
int lockFile(sqlite3_file* file, int level)
{
    return realOf(file)->pMethods->xLock(realOf(file), level);
}
int unlockFile(sqlite3_file* file, int level)
{
    return realOf(file)->pMethods->xUnlock(realOf(file), level);
}
int checkLock(sqlite3_file* file, int* result)
{
    return realOf(file)->pMethods->xCheckReservedLock(realOf(file), result);
}
int control(sqlite3_file* file, int what, void* value)
{
    return realOf(file)->pMethods->xFileControl(realOf(file), what, value);
}
int sectorSize(sqlite3_file* file)
{
    return realOf(file)->pMethods->xSectorSize(realOf(file));
}
int properties(sqlite3_file* file)
{
    return realOf(file)->pMethods->xDeviceCharacteristics(realOf(file));
}
int mapShared(sqlite3_file* file, int region, int size, int extend, void volatile** memory)
{
    if (extend && fails(Fault::Full))
        return SQLITE_FULL;
    return realOf(file)->pMethods->xShmMap(realOf(file), region, size, extend, memory);
}
int lockShared(sqlite3_file* file, int offset, int count, int flags)
{
    return realOf(file)->pMethods->xShmLock(realOf(file), offset, count, flags);
}
void barrier(sqlite3_file* file)
{
    realOf(file)->pMethods->xShmBarrier(realOf(file));
}
int unmapShared(sqlite3_file* file, int remove)
{
    return realOf(file)->pMethods->xShmUnmap(realOf(file), remove);
}

const sqlite3_io_methods kMethods = {2,        closeFile,   readFile,   writeFile,  truncateFile,
                                     syncFile, fileSize,    lockFile,   unlockFile, checkLock,
                                     control,  sectorSize,  properties, mapShared,  lockShared,
                                     barrier,  unmapShared, nullptr,    nullptr};

sqlite3_vfs* s_disk = nullptr; // the real one
sqlite3_vfs s_failing;

int openFile(sqlite3_vfs*, const char* name, sqlite3_file* file, int flags, int* outFlags)
{
    file->pMethods = nullptr;
    const int code = s_disk->xOpen(s_disk, name, realOf(file), flags, outFlags);
    if (realOf(file)->pMethods)
        file->pMethods = &kMethods;
    return code;
}

sqlite3_mem_methods s_memory; // the real one

void* allocate(int bytes)
{
    return fails(Fault::Allocation) ? nullptr : s_memory.xMalloc(bytes);
}
void* reallocate(void* old, int bytes)
{
    return fails(Fault::Allocation) ? nullptr : s_memory.xRealloc(old, bytes);
}

// Before the first test: SQLite takes another memory only while it is not in use.
[[maybe_unused]] const bool s_installed = (installFailingMemory(), true);

}

void installFailingMemory()
{
    static bool isInstalled = false;
    if (std::exchange(isInstalled, true) || sqlite3_config(SQLITE_CONFIG_GETMALLOC, &s_memory) != SQLITE_OK)
        return;
    sqlite3_mem_methods failing = s_memory;
    failing.xMalloc = allocate;
    failing.xRealloc = reallocate;
    sqlite3_config(SQLITE_CONFIG_MALLOC, &failing);
}

FailingDisk::FailingDisk()
{
    sqlite3_initialize();
    s_disk = sqlite3_vfs_find(nullptr);
    s_failing = *s_disk;
    s_failing.zName = "failing";
    s_failing.szOsFile = static_cast<int>(sizeof(File)) + s_disk->szOsFile;
    s_failing.pNext = nullptr;
    s_failing.xOpen = openFile;
    sqlite3_vfs_register(&s_failing, 1);
    recover();
}

FailingDisk::~FailingDisk()
{
    recover();
    sqlite3_vfs_unregister(&s_failing);
    sqlite3_vfs_register(s_disk, 1);
}

void FailingDisk::failAt(Fault fault, int64_t number, bool forever)
{
    s_fault = Fault::None;
    s_countdown = number;
    s_forever = forever;
    s_failures = 0;
    s_fault = fault;
}

int64_t FailingDisk::failures() const
{
    return s_failures;
}

}
