#include "engine/indexing/folder_watch.h"
#include "engine/indexing/indexer.h"

#include <algorithm>
#include <chrono>
#include <sys/stat.h>
#include <unordered_map>

namespace embedscope {

namespace {

bool isBelow(const std::string& path, const std::filesystem::path& folder)
{
    const std::string& start = folder.native();
    return path.starts_with(start) && path.size() > start.size()
        && (path[start.size()] == '/' || start.ends_with('/'));
}

bool isThere(const std::string& path)
{
    struct stat status = {};
    return ::stat(path.c_str(), &status) == 0 || (errno != ENOENT && errno != ENOTDIR);
}

// Not when its folder, or a part of it that could not be listed, says nothing.
bool isGone(const std::string& path, const std::filesystem::path& folder, const CollectedFiles& listed)
{
    if (!isBelow(path, folder) || isThere(path))
        return false;
    return std::none_of(listed.problems.begin(), listed.problems.end(), [&](const auto& problem) {
        return isBelow(path, problem.first) || problem.first == folder;
    });
}

}

FolderChanges sweepFolders(const std::vector<std::filesystem::path>& folders,
                           const std::vector<KnownFile>& known, std::stop_token stop)
{
    std::unordered_map<std::string, const KnownFile*> byPath;
    for (const KnownFile& file : known)
        byPath.emplace(file.path, &file);
    FolderChanges changes;
    for (const std::filesystem::path& folder : folders) {
        const CollectedFiles listed = collectFiles({folder}, stop);
        if (stop.stop_requested())
            return {};
        for (const std::filesystem::path& file : listed.files) {
            const auto before = byPath.find(file.native());
            struct stat status = {};
            if (::stat(file.c_str(), &status) != 0)
                continue;
            const bool isSame = before != byPath.end() && before->second->bytes == status.st_size
                && before->second->modifiedSeconds == status.st_mtim.tv_sec;
            if (!isSame)
                changes.changed.push_back(file);
        }
        for (const KnownFile& file : known) {
            if (isGone(file.path, folder, listed))
                changes.gone.emplace_back(file.path);
        }
    }
    return changes;
}

}
