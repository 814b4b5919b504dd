// The tables of a library and their history: numbered steps, forward only, each tried wholly or not at all. A
// file that holds documents is copied before it is changed. For the library room only.
#pragma once

#include "engine/library/sqlite.h"

#include <span>

namespace embedscope {

/// "EmbL": tells a library from every other SQLite file (PRAGMA application_id).
inline constexpr int32_t kLibraryApplicationId = 0x456D624C;

/// Brings a file of version `version - 1` to `version`. Steps are never changed once they were given out.
struct Migration
{
    int version;
    const char* sql;
};
std::span<const Migration> libraryMigrations();

/// Checks that the file is a library that we can use, creates or migrates its tables. Refuses with a sentence
/// and changes nothing when the file belongs to another program, is damaged, or is of a newer version.
Result<void> prepareSchema(sqlite::Connection& connection, std::span<const Migration> migrations);

}
