#include "engine/indexing/folder_watch.h"

#include "engine/documents/unique_fd.h"

#include <array>
#include <cerrno>
#include <cstring>
#include <fmt/format.h>
#include <map>
#include <mutex>
#include <poll.h>
#include <set>
#include <sys/eventfd.h>
#include <sys/inotify.h>
#include <system_error>
#include <unistd.h>
#include <unordered_map>

namespace embedscope {

namespace {

namespace fs = std::filesystem;
using namespace std::chrono_literals;

constexpr uint32_t kEvents = IN_CLOSE_WRITE | IN_MOVED_TO | IN_MOVED_FROM | IN_DELETE | IN_CREATE | IN_ONLYDIR
    | IN_DONT_FOLLOW | IN_EXCL_UNLINK;
constexpr std::chrono::milliseconds kQuiet = 300ms; // a program that saves often writes more than once
constexpr int kMostQuietRounds = 10; // a file that never comes to rest is told all the same

bool isHidden(const fs::path& path)
{
    return path.filename().native().starts_with('.');
}

bool isBelow(const fs::path& path, const fs::path& folder)
{
    const std::string& whole = path.native();
    const std::string& start = folder.native();
    return whole == start
        || (whole.starts_with(start) && whole.size() > start.size() && whole[start.size()] == '/');
}

}

struct FolderWatch::State
{
    mutable std::mutex lock;
    UniqueFd notify{::inotify_init1(IN_NONBLOCK | IN_CLOEXEC)};
    UniqueFd wake{::eventfd(0, EFD_NONBLOCK | EFD_CLOEXEC)};
    std::unordered_map<int, fs::path> folders; // by watch
    std::set<fs::path> changed, gone;
    bool sweepNeeded = false;

    // Returns the first error, and goes on with what can be watched.
    int addBelow(const fs::path& top, bool tellFiles);
    int add(const fs::path& folder);
    void take(const inotify_event& event);
    bool drain();
};

FolderWatch::FolderWatch()
    : m_state(std::make_unique<State>())
{
}

FolderWatch::~FolderWatch() = default;

int FolderWatch::State::add(const fs::path& folder)
{
    const int watch = ::inotify_add_watch(notify.get(), folder.c_str(), kEvents);
    if (watch < 0)
        return errno;
    folders[watch] = folder;
    return 0;
}

// The watch comes before the listing, so that no file is missed in between; one may be told twice.
int FolderWatch::State::addBelow(const fs::path& top, bool tellFiles)
{
    int first = 0;
    std::vector<fs::path> open{top};
    while (!open.empty()) {
        const fs::path folder = std::move(open.back());
        open.pop_back();
        const int error = add(folder);
        if (error != 0 && first == 0)
            first = error;
        if (error == ENOSPC || error == ENOMEM)
            break; // there will be no more
        std::error_code ignored;
        fs::directory_iterator entries(folder, ignored);
        for (; !ignored && entries != fs::directory_iterator(); entries.increment(ignored)) {
            std::error_code vanished;
            if (isHidden(entries->path()))
                continue;
            if (entries->is_directory(vanished) && !entries->is_symlink(vanished))
                open.push_back(entries->path());
            else if (tellFiles && entries->is_regular_file(vanished))
                changed.insert(entries->path());
        }
    }
    return first;
}

Result<void> FolderWatch::follow(const fs::path& given)
{
    std::error_code problem;
    fs::path folder = fs::absolute(given, problem).lexically_normal();
    if (!folder.has_filename() && folder.has_parent_path())
        folder = folder.parent_path();
    if (!fs::is_directory(folder, problem))
        return Error{fmt::format("The folder {} is not there, so it is not followed.", folder.string())};
    if (!m_state->notify)
        return Error{fmt::format(
            "The system does not tell of changes in {}: too many programs follow folders. It is looked "
            "through from time to time instead.",
            folder.string())};
    std::lock_guard lock(m_state->lock);
    const int error = m_state->addBelow(folder, false);
    if (error == ENOSPC)
        return Error{fmt::format(
            "The system allows no more folders to be followed (fs.inotify.max_user_watches): changes in a "
            "part of {} are seen only when it is looked through from time to time.",
            folder.string())};
    if (error != 0)
        return Error{
            fmt::format("A part of {} cannot be followed: {}.", folder.string(), std::strerror(error))};
    return {};
}

void FolderWatch::leave(const fs::path& folder)
{
    std::lock_guard lock(m_state->lock);
    for (auto known = m_state->folders.begin(); known != m_state->folders.end();) {
        const auto next = std::next(known);
        if (isBelow(known->second, folder)) {
            ::inotify_rm_watch(m_state->notify.get(), known->first);
            m_state->folders.erase(known);
        }
        known = next;
    }
    std::erase_if(m_state->changed, [&](const fs::path& path) { return isBelow(path, folder); });
    std::erase_if(m_state->gone, [&](const fs::path& path) { return isBelow(path, folder); });
}

std::size_t FolderWatch::watches() const
{
    std::lock_guard lock(m_state->lock);
    return m_state->folders.size();
}

void FolderWatch::State::take(const inotify_event& event)
{
    if (event.mask & IN_Q_OVERFLOW) {
        sweepNeeded = true;
        return;
    }
    const auto known = folders.find(event.wd);
    if (known == folders.end())
        return;
    if (event.mask & IN_IGNORED) { // the folder is gone, or its disk
        folders.erase(known);
        return;
    }
    const fs::path path = known->second / (event.len > 0 ? event.name : "");
    if (event.len == 0 || isHidden(path))
        return;
    const bool isFolder = event.mask & IN_ISDIR;
    if (event.mask & (IN_DELETE | IN_MOVED_FROM)) {
        std::erase_if(changed, [&](const fs::path& other) { return isBelow(other, path); });
        gone.insert(path);
        if (isFolder) // a moved folder keeps its watches under a name that is no longer its own
            std::erase_if(folders, [&](const auto& entry) {
                const bool moved = isBelow(entry.second, path);
                if (moved)
                    ::inotify_rm_watch(notify.get(), entry.first);
                return moved;
            });
        return;
    }
    gone.erase(path);
    if (isFolder) {
        if (addBelow(path, true) == ENOSPC)
            sweepNeeded = true;
    } else if (event.mask & (IN_CLOSE_WRITE | IN_MOVED_TO)) {
        changed.insert(path);
    }
}

// True when there was something.
bool FolderWatch::State::drain()
{
    alignas(inotify_event) std::array<char, 64 * 1024> buffer;
    bool found = false;
    while (true) {
        const ssize_t count = ::read(notify.get(), buffer.data(), buffer.size());
        if (count < 0 && errno == EINTR)
            continue;
        if (count <= 0)
            return found;
        found = true;
        std::lock_guard guard(lock);
        for (std::size_t at = 0; at + sizeof(inotify_event) <= static_cast<std::size_t>(count);) {
            const auto* event = reinterpret_cast<const inotify_event*>(buffer.data() + at);
            take(*event);
            at += sizeof(inotify_event) + event->len;
        }
    }
}

FolderChanges FolderWatch::wait(std::stop_token stop, std::chrono::milliseconds patience)
{
    const std::stop_callback waking(stop, [this] {
        const uint64_t one = 1;
        (void)!::write(m_state->wake.get(), &one, sizeof(one));
    });
    const auto wait = [&](std::chrono::milliseconds time) {
        std::array<pollfd, 2> waited{pollfd{m_state->notify.get(), POLLIN, 0},
                                     pollfd{m_state->wake.get(), POLLIN, 0}};
        return ::poll(waited.data(), waited.size(), static_cast<int>(time.count())) > 0;
    };
    if (!stop.stop_requested() && wait(patience)) {
        for (int round = 0; round < kMostQuietRounds && m_state->drain() && !stop.stop_requested(); ++round)
            (void)wait(kQuiet);
    }
    FolderChanges changes;
    std::lock_guard lock(m_state->lock);
    changes.changed.assign(m_state->changed.begin(), m_state->changed.end());
    changes.gone.assign(m_state->gone.begin(), m_state->gone.end());
    changes.sweepNeeded = std::exchange(m_state->sweepNeeded, false);
    m_state->changed.clear();
    m_state->gone.clear();
    return changes;
}

}
