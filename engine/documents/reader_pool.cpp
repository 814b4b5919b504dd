#include "engine/documents/reader_pool.h"

#include "engine/documents/reader_process.h"

#include <algorithm>
#include <cerrno>
#include <condition_variable>
#include <cstdlib>
#include <cstring>
#include <fcntl.h>
#include <fmt/format.h>
#include <map>
#include <mutex>
#include <sys/stat.h>
#include <tuple>
#include <variant>
#include <vector>

namespace embedscope {

namespace {

constexpr int kDeathsAllowed = 2;

// A file as it is now: when it changes, its earlier deaths no longer count.
using FileIdentity = std::tuple<dev_t, ino_t, off_t, int64_t>;

FileIdentity identityOf(const struct stat& info)
{
    return {info.st_dev, info.st_ino, info.st_size,
            int64_t{info.st_mtim.tv_sec} * 1'000'000'000 + info.st_mtim.tv_nsec};
}

std::string megabytes(uint64_t bytes)
{
    return fmt::format("{:.0f} MB", static_cast<double>(bytes) / 1e6);
}

Refusal cannotOpen(const std::string& name, int error)
{
    if (error == ENOENT || error == ENOTDIR)
        return {RefusalReason::NotFound, fmt::format("{} cannot be found.", name)};
    return {RefusalReason::NotFound, fmt::format("{} cannot be opened: {}.", name, std::strerror(error))};
}

std::optional<Refusal> notAFile(const std::string& name, const struct stat& info)
{
    if (S_ISREG(info.st_mode))
        return std::nullopt;
    const char* const kind = S_ISDIR(info.st_mode) ? "a folder"
        : S_ISFIFO(info.st_mode)                   ? "a named pipe"
        : S_ISSOCK(info.st_mode)                   ? "a socket"
                                                   : "a device";
    return Refusal{RefusalReason::Unsupported, fmt::format("{} is {}, not a file.", name, kind)};
}

struct OpenFile
{
    UniqueFd fd;
    FileIdentity identity;
    uint64_t bytes = 0;
};

// Checked by name before it is opened, since opening a pipe or a device can wait or act; and again after it.
std::variant<OpenFile, Refusal> openFile(const std::filesystem::path& path, const std::string& name,
                                         uint64_t maxBytes)
{
    struct stat info
    {
    };
    if (::stat(path.c_str(), &info) != 0)
        return cannotOpen(name, errno);
    if (const auto refusal = notAFile(name, info))
        return *refusal;
    UniqueFd fd(::open(path.c_str(), O_RDONLY | O_CLOEXEC | O_NONBLOCK | O_NOCTTY));
    if (!fd || ::fstat(fd.get(), &info) != 0)
        return cannotOpen(name, errno);
    if (const auto refusal = notAFile(name, info))
        return *refusal;
    if (static_cast<uint64_t>(info.st_size) > maxBytes) {
        return Refusal{RefusalReason::TooLarge,
                       fmt::format("{} has {}; files up to {} are read.", name,
                                   megabytes(static_cast<uint64_t>(info.st_size)), megabytes(maxBytes))};
    }
    return OpenFile{std::move(fd), identityOf(info), static_cast<uint64_t>(info.st_size)};
}

Refusal refusalFor(ReaderOutcome outcome, const std::string& name, const ReaderLimits& limits)
{
    switch (outcome) {
    case ReaderOutcome::TimeOut:
        return {RefusalReason::TooLarge,
                fmt::format("Reading {} took longer than {} seconds and was ended.", name,
                            std::chrono::ceil<std::chrono::seconds>(limits.time).count())};
    case ReaderOutcome::TooMuch:
        return {RefusalReason::TooLarge,
                fmt::format("{} unpacks to more than {} of text.", name, megabytes(limits.outputBytes))};
    case ReaderOutcome::OutOfMemory:
        return {RefusalReason::TooLarge,
                fmt::format("{} needs more than {} of memory to be read.", name,
                            megabytes(limits.fileMemoryBytes))};
    case ReaderOutcome::Stopped:
        return {RefusalReason::Unsupported, fmt::format("Reading {} was cancelled.", name)};
    default:
        return {RefusalReason::Damaged, fmt::format("{} is damaged: its reader ended unexpectedly.", name)};
    }
}

// How often a file ended its reader, and why the last time.
struct Deaths
{
    int count = 0;
    RefusalReason reason = RefusalReason::Damaged;
};

}

struct ReaderPool::State
{
    std::filesystem::path program;
    int children = 1;
    ReaderLimits limits;

    std::mutex mutex;
    std::condition_variable_any childReturned;
    std::vector<std::unique_ptr<ReaderProcess>> idle;
    int inUse = 0;
    int restarts = 0;
    std::map<FileIdentity, Deaths> deaths;
    std::map<std::filesystem::path, std::string> passwords; ///< under "" the one for all files

    using Lease = std::unique_ptr<ReaderProcess>;

    // Waits for a free place. False when the stop was requested.
    bool enter(std::stop_token stop)
    {
        std::unique_lock lock(mutex);
        if (!childReturned.wait(lock, stop, [this] { return inUse < children; }))
            return false;
        ++inUse;
        return true;
    }

    // Gives the place back, with the child when it is of further use.
    void leave(Lease child)
    {
        if (child && child->filesRead() >= limits.filesPerChild)
            child.reset();
        {
            std::lock_guard lock(mutex);
            if (child)
                idle.push_back(std::move(child));
            --inUse;
        }
        childReturned.notify_one();
    }

    Lease takeIdle()
    {
        std::lock_guard lock(mutex);
        if (idle.empty())
            return nullptr;
        Lease child = std::move(idle.back());
        idle.pop_back();
        return child;
    }

    // A child that has taken the request. One that ended while idle is no fault of this file.
    Result<Lease> childWithRequest(const protocol::Request& request, int file, std::stop_token stop)
    {
        while (Lease child = takeIdle()) {
            if (child->isUsable() && child->send(request, file))
                return child;
            countRestart();
        }
        auto started = ReaderProcess::start(program, limits, stop);
        if (!started)
            return started.error();
        if (!(*started)->send(request, file))
            return Error{fmt::format("The document reader {} ended at once.", program.string())};
        return std::move(*started);
    }

    void countRestart()
    {
        std::lock_guard lock(mutex);
        ++restarts;
    }

    void countDeath(const FileIdentity& identity, RefusalReason reason)
    {
        std::lock_guard lock(mutex);
        ++restarts;
        Deaths& known = deaths[identity];
        ++known.count;
        known.reason = reason;
    }

    std::optional<Refusal> quarantine(const FileIdentity& identity, const std::string& name)
    {
        std::lock_guard lock(mutex);
        const auto found = deaths.find(identity);
        if (found == deaths.end() || found->second.count < kDeathsAllowed)
            return std::nullopt;
        return Refusal{found->second.reason,
                       fmt::format("{} ended its reader twice and is not read again.", name)};
    }

    std::optional<std::string> passwordFor(const std::filesystem::path& file)
    {
        std::lock_guard lock(mutex);
        auto found = passwords.find(file);
        if (found == passwords.end())
            found = passwords.find({});
        return found == passwords.end() ? std::nullopt : std::optional(found->second);
    }

    // Inside a place: enter() was called, leave() follows.
    ReadResult readWith(Lease& child, const std::string& name, const OpenFile& file, std::stop_token stop,
                        const std::optional<std::string>& password)
    {
        auto ready = childWithRequest({name, password}, file.fd.get(), stop);
        if (!ready) {
            if (stop.stop_requested())
                return refusalFor(ReaderOutcome::Stopped, name, limits);
            return Refusal{RefusalReason::Unsupported, ready.error().sentence};
        }
        child = std::move(*ready);
        ReadResult result;
        const ReaderLimits allowed = limitsFor(limits, file.bytes);
        const ReaderOutcome outcome = child->receive(allowed, stop, result);
        if (outcome == ReaderOutcome::Answer)
            return result;
        child.reset(); // killed and reaped
        const Refusal refusal = refusalFor(outcome, name, allowed);
        if (outcome != ReaderOutcome::Stopped)
            countDeath(file.identity, refusal.reason);
        return refusal;
    }
};

ReaderPool::ReaderPool(std::filesystem::path program, int children, ReaderLimits limits)
    : m_state(std::make_unique<State>())
{
    m_state->program = std::move(program);
    m_state->children = std::max(1, children);
    m_state->limits = limits;
}

ReaderPool::~ReaderPool() = default;

ReadResult ReaderPool::read(const std::filesystem::path& file, std::stop_token stop,
                            const std::optional<std::string>& password)
{
    const std::string name = file.filename().string();
    auto opened = openFile(file, name, m_state->limits.inputBytes);
    if (Refusal* const refusal = std::get_if<Refusal>(&opened))
        return std::move(*refusal);
    const OpenFile& open = std::get<OpenFile>(opened);
    if (auto refusal = m_state->quarantine(open.identity, name))
        return std::move(*refusal);
    if (!m_state->enter(stop))
        return refusalFor(ReaderOutcome::Stopped, name, m_state->limits);
    State::Lease child;
    ReadResult result =
        m_state->readWith(child, name, open, stop, password ? password : m_state->passwordFor(file));
    m_state->leave(std::move(child));
    return result;
}

void ReaderPool::rememberPassword(const std::filesystem::path& file, std::string password)
{
    std::lock_guard lock(m_state->mutex);
    m_state->passwords[file] = std::move(password);
}

ReaderLimits ReaderPool::limitsFor(ReaderLimits limits, uint64_t fileBytes)
{
    const uint64_t known = std::min(fileBytes, limits.inputBytes);
    limits.time += limits.timePerMegabyte * static_cast<int>(known >> 20);
    limits.fileMemoryBytes = std::min(
        limits.memoryBytes, limits.fileMemoryBytes + known * static_cast<uint64_t>(limits.memoryPerByte));
    return limits;
}

int ReaderPool::restarts() const
{
    std::lock_guard lock(m_state->mutex);
    return m_state->restarts;
}

std::filesystem::path ReaderPool::defaultProgram()
{
    if (const char* const named = std::getenv("EMBEDSCOPE_READER"); named && *named)
        return named;
    std::error_code error;
    const std::filesystem::path self = std::filesystem::read_symlink("/proc/self/exe", error);
    return error ? std::filesystem::path("embedscope-reader") : self.parent_path() / "embedscope-reader";
}

}
