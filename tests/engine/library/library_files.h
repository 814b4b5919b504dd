// Documents with made-up vectors, and a second look at the file with SQLite itself: for tests of what is
// stored.
#pragma once

#include "engine/library/library.h"
#include "tests/engine/documents/temporary_folder.h"

#include <filesystem>
#include <gtest/gtest.h>
#include <memory>
#include <sqlite3.h>
#include <string>

namespace embedscope::test {

inline const ModelIdentity kMadeUpModel{"made-up/mean/4", "made-up", 4};

/// Passage i has the text "<name> passage i" and the vector (i, 1, 2, 3).
inline DocumentToStore madeUpDocument(const std::string& path, int chunks)
{
    DocumentToStore document;
    document.row.path = path;
    document.row.name = std::filesystem::path(path).filename();
    document.row.hash = "hash of " + path;
    document.row.kind = "text";
    document.document.kind = "text";
    document.document.title = "Title of " + path;
    uint64_t at = 0;
    for (int i = 0; i < chunks; ++i) {
        const std::string text = document.row.name + " passage " + std::to_string(i);
        document.document.blocks.push_back({text, 0, {Position::Kind::Page, i + 1, {}}});
        document.chunks.push_back({at, at + text.size(), text, "Part", {Position::Kind::Page, i + 1, {}}, 3});
        document.vectors.insert(document.vectors.end(), {static_cast<float>(i), 1, 2, 3});
        document.row.tokens += 3;
        at += text.size() + kBlockSeparator.size();
    }
    return document;
}

inline std::unique_ptr<Library> openLibrary(const std::filesystem::path& path)
{
    auto library = Library::open(path);
    EXPECT_TRUE(library) << library.error().sentence;
    return library ? std::move(*library) : nullptr;
}

inline int64_t store(Library& library, const DocumentToStore& document,
                     const ModelIdentity& identity = kMadeUpModel)
{
    const auto id = library.storeDocument(document, identity);
    EXPECT_TRUE(id) << id.error().sentence;
    return id ? *id : 0;
}

/// Another program's view of the file: what SQLite says without any code of ours. "error: ..." when it
/// refuses.
inline std::string askFile(const std::filesystem::path& file, const std::string& sql)
{
    sqlite3* handle = nullptr;
    std::string answer;
    char* message = nullptr;
    if (sqlite3_open(file.c_str(), &handle) == SQLITE_OK) {
        const auto add = [](void* to, int columns, char** values, char**) {
            for (int i = 0; i < columns; ++i)
                *static_cast<std::string*>(to) +=
                    std::string(i > 0 ? "|" : "") + (values[i] ? values[i] : "NULL");
            *static_cast<std::string*>(to) += ";";
            return 0;
        };
        if (sqlite3_exec(handle, sql.c_str(), add, &answer, &message) != SQLITE_OK)
            answer = std::string("error: ") + (message ? message : "");
    }
    sqlite3_free(message);
    sqlite3_close(handle);
    return answer;
}

}
