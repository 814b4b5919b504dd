// The rows of the document collection (../shared/documents/manifest.csv) and its rules of comparison, for
// tests.
#pragma once

#include "engine/documents/document.h"

#include <filesystem>
#include <string>
#include <string_view>
#include <vector>

namespace embedscope::test {

struct ManifestRow
{
    std::string file, kind, expect;
    std::vector<std::string> contains, notContains;
    std::string position;
    std::vector<std::string> reasons;
    std::string note, positionPhrase;
};

/// Empty when the file is not there.
std::vector<ManifestRow> readManifest(const std::filesystem::path& file);

/// NFKC, without soft hyphens and direction marks, words split at line ends joined, white space as one blank.
std::string comparable(std::string_view text);

/// "" when the result is what the row expects, else what is wrong.
std::string compare(const ManifestRow& row, const ReadResult& result);

}
