// Folders that are followed: what changed in them and what went away, by inotify at once and by a sweep for all that inotify
// does not tell (network disks, too many folders, changes while the program was off). Owns its watches and no thread:
// wait() runs on one that the caller brings; the other functions may be called from any.
#pragma once

#include "engine/base/result.h"

#include <chrono>
#include <cstdint>
#include <filesystem>
#include <memory>
#include <stop_token>
#include <string>
#include <vector>

namespace embedscope {

struct FolderChanges {
    std::vector<std::filesystem::path> changed;  ///< files that are new or were written
    std::vector<std::filesystem::path> gone;     ///< files or whole folders that are not there any more
    bool sweepNeeded = false;                    ///< some changes were lost: compare all
    bool empty() const { return changed.empty() && gone.empty() && !sweepNeeded; }
};

class FolderWatch {
public:
    FolderWatch();
    ~FolderWatch(); ///< no wait() may be running
    FolderWatch(const FolderWatch&) = delete;
    FolderWatch& operator=(const FolderWatch&) = delete;

    /// With all folders below it but hidden ones. An error is a sentence for people: the folder is not there, or the system
    /// allows no more watches (then the sweep still sees what changes).
    Result<void> follow(const std::filesystem::path& folder);
    void leave(const std::filesystem::path& folder);
    std::size_t watches() const;

    /// What changed since the last call, when it has been quiet for a moment; nothing after `patience`.
    FolderChanges wait(std::stop_token stop, std::chrono::milliseconds patience);

private:
    struct State;
    std::unique_ptr<State> m_state;
};

/// A file as the library knows it.
struct KnownFile {
    std::string path;
    int64_t bytes = 0, modifiedSeconds = 0;
};

/// The sweep: `known` files below the folders against what is there now. A folder that cannot be listed says nothing of its
/// files: a disk that is not plugged in has not lost them.
FolderChanges sweepFolders(const std::vector<std::filesystem::path>& folders, const std::vector<KnownFile>& known,
                           std::stop_token stop = {});

}
