#include "engine/documents/reader_process.h"

#include "engine/documents/reader_exit.h"

#include <algorithm>
#include <array>
#include <cerrno>
#include <csignal>
#include <cstring>
#include <fcntl.h>
#include <fmt/format.h>
#include <poll.h>
#include <spawn.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <vector>

namespace embedscope {

namespace {

// A stop is noticed within this time, also when the child says nothing.
constexpr std::chrono::milliseconds kStopPoll{30};
// The answer grows as it arrives, so that a false length costs no memory.
constexpr std::size_t kReceiveStep = std::size_t{1} << 20;

class SpawnActions
{
public:
    SpawnActions()
    {
        posix_spawn_file_actions_init(&m_files);
        posix_spawnattr_init(&m_attributes);
    }
    ~SpawnActions()
    {
        posix_spawnattr_destroy(&m_attributes);
        posix_spawn_file_actions_destroy(&m_files);
    }
    SpawnActions(const SpawnActions&) = delete;
    SpawnActions& operator=(const SpawnActions&) = delete;

    // Standard input is the socket, output goes nowhere, and no other descriptor of ours is inherited.
    void setFiles(int socket)
    {
        posix_spawn_file_actions_adddup2(&m_files, socket, STDIN_FILENO);
        posix_spawn_file_actions_addopen(&m_files, STDOUT_FILENO, "/dev/null", O_WRONLY, 0);
        posix_spawn_file_actions_addopen(&m_files, STDERR_FILENO, "/dev/null", O_WRONLY, 0);
        posix_spawn_file_actions_addclosefrom_np(&m_files, STDERR_FILENO + 1);
    }

    // A group of its own, so that Ctrl+C in a terminal reaches the program and not its children; no signal
    // blocked or ignored, whatever the program's threads do.
    void setSignals()
    {
        sigset_t none, all;
        sigemptyset(&none);
        sigfillset(&all);
        posix_spawnattr_setsigmask(&m_attributes, &none);
        posix_spawnattr_setsigdefault(&m_attributes, &all);
        posix_spawnattr_setpgroup(&m_attributes, 0);
        posix_spawnattr_setflags(&m_attributes,
                                 POSIX_SPAWN_SETSIGMASK | POSIX_SPAWN_SETSIGDEF | POSIX_SPAWN_SETPGROUP);
    }

    int spawn(pid_t& pid, const char* program, char* const* arguments)
    {
        return posix_spawn(&pid, program, &m_files, &m_attributes, arguments, environ);
    }

private:
    posix_spawn_file_actions_t m_files;
    posix_spawnattr_t m_attributes;
};

std::vector<std::string> argumentsFor(const std::filesystem::path& program, const ReaderLimits& limits)
{
    const ReaderLimits largest = ReaderPool::limitsFor(limits, limits.inputBytes);
    const auto seconds = std::chrono::ceil<std::chrono::seconds>(largest.time).count();
    return {program.string(),
            "--memory",
            std::to_string(limits.memoryBytes),
            "--file-memory",
            std::to_string(limits.fileMemoryBytes),
            "--memory-per-byte",
            std::to_string(limits.memoryPerByte),
            "--output",
            std::to_string(limits.outputBytes),
            "--input",
            std::to_string(limits.inputBytes),
            "--cpu-seconds", // a backstop for all its files together; the wall clock is the program's
            std::to_string((seconds + 5) * std::max(1, limits.filesPerChild))};
}

}

Result<std::unique_ptr<ReaderProcess>> ReaderProcess::start(const std::filesystem::path& program,
                                                            const ReaderLimits& limits, std::stop_token stop)
{
    std::array<int, 2> ends{};
    if (::socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, ends.data()) != 0)
        return Error{fmt::format("The document reader cannot be started: {}.", std::strerror(errno))};
    UniqueFd ours(ends[0]), theirs(ends[1]);

    std::vector<std::string> arguments = argumentsFor(program, limits);
    std::vector<char*> pointers;
    for (std::string& argument : arguments)
        pointers.push_back(argument.data());
    pointers.push_back(nullptr);

    SpawnActions actions;
    actions.setFiles(theirs.get());
    actions.setSignals();
    std::unique_ptr<ReaderProcess> process(new ReaderProcess);
    const int error = actions.spawn(process->m_pid, program.c_str(), pointers.data());
    if (error != 0) {
        process->m_pid = -1;
        return Error{fmt::format("The document reader {} cannot be started: {}. Install the program again.",
                                 program.string(), std::strerror(error))};
    }
    theirs.reset();
    process->m_socket = std::move(ours);

    std::array<char, protocol::kHeaderBytes> header{};
    const ReaderOutcome outcome =
        process->receiveBytes(header.data(), header.size(), Clock::now() + limits.time, stop);
    const auto hello = protocol::decodeHeader(header);
    if (outcome != ReaderOutcome::Answer || !hello || hello->type != protocol::FrameType::Hello
        || hello->payloadBytes != 0) {
        return Error{fmt::format("The document reader {} does not answer. Install the program again.",
                                 program.string())};
    }
    return process;
}

ReaderProcess::~ReaderProcess()
{
    if (m_pid <= 0)
        return;
    ::kill(m_pid, SIGKILL);
    while (::waitpid(m_pid, nullptr, 0) < 0 && errno == EINTR) { }
}

bool ReaderProcess::isUsable() const
{
    pollfd poll{m_socket.get(), POLLIN, 0};
    return ::poll(&poll, 1, 0) == 0; // anything to be read, also the end, is unasked for
}

bool ReaderProcess::send(const protocol::Request& request, int file)
{
    const std::string payload = protocol::encodeRequest(request);
    const auto header = protocol::encodeHeader({protocol::FrameType::Request, payload.size()});
    std::string bytes(header.begin(), header.end());
    bytes += payload;

    // The descriptor travels with the first bytes.
    alignas(cmsghdr) std::array<char, CMSG_SPACE(sizeof(int))> control{};
    for (std::size_t sent = 0; sent < bytes.size();) {
        iovec part{bytes.data() + sent, bytes.size() - sent};
        msghdr message{};
        message.msg_iov = &part;
        message.msg_iovlen = 1;
        if (sent == 0) {
            message.msg_control = control.data();
            message.msg_controllen = control.size();
            cmsghdr* const head = CMSG_FIRSTHDR(&message);
            head->cmsg_level = SOL_SOCKET;
            head->cmsg_type = SCM_RIGHTS;
            head->cmsg_len = CMSG_LEN(sizeof(int));
            std::memcpy(CMSG_DATA(head), &file, sizeof(int));
        }
        const ssize_t count = ::sendmsg(m_socket.get(), &message, MSG_NOSIGNAL);
        if (count < 0 && errno != EINTR)
            return false;
        sent += static_cast<std::size_t>(std::max<ssize_t>(count, 0));
    }
    return true;
}

ReaderOutcome ReaderProcess::receive(const ReaderLimits& limits, std::stop_token stop, ReadResult& result)
{
    const Clock::time_point deadline = Clock::now() + limits.time;
    ++m_filesRead;
    std::array<char, protocol::kHeaderBytes> headerBytes{};
    ReaderOutcome outcome = receiveBytes(headerBytes.data(), headerBytes.size(), deadline, stop);
    if (outcome != ReaderOutcome::Answer)
        return outcome;
    const auto header = protocol::decodeHeader(headerBytes);
    if (!header || header->type == protocol::FrameType::Hello || header->type == protocol::FrameType::Request)
        return ReaderOutcome::Garbled;
    if (header->payloadBytes > limits.outputBytes)
        return ReaderOutcome::TooMuch;

    std::string payload;
    while (payload.size() < header->payloadBytes) {
        const std::size_t at = payload.size();
        const std::size_t step = std::min<uint64_t>(kReceiveStep, header->payloadBytes - at);
        payload.resize(at + step);
        outcome = receiveBytes(payload.data() + at, step, deadline, stop);
        if (outcome != ReaderOutcome::Answer)
            return outcome;
    }
    auto decoded = protocol::decodeResult(header->type, payload);
    if (!decoded)
        return ReaderOutcome::Garbled;
    result = std::move(*decoded);
    return ReaderOutcome::Answer;
}

ReaderOutcome ReaderProcess::receiveBytes(char* data, std::size_t size, Clock::time_point deadline,
                                          std::stop_token stop)
{
    for (std::size_t received = 0; received < size;) {
        if (stop.stop_requested())
            return ReaderOutcome::Stopped;
        const auto left = std::chrono::ceil<std::chrono::milliseconds>(deadline - Clock::now());
        if (left.count() <= 0)
            return ReaderOutcome::TimeOut;
        pollfd poll{m_socket.get(), POLLIN, 0};
        const int ready = ::poll(&poll, 1, static_cast<int>(std::min(left, kStopPoll).count()));
        if (ready == 0 || (ready < 0 && errno == EINTR))
            continue;
        const ssize_t count = ::recv(m_socket.get(), data + received, size - received, MSG_DONTWAIT);
        if (count < 0 && (errno == EINTR || errno == EAGAIN))
            continue;
        if (count <= 0)
            return endedEarly();
        received += static_cast<std::size_t>(count);
    }
    return ReaderOutcome::Answer;
}

ReaderOutcome ReaderProcess::endedEarly()
{
    // The end of the stream can come a moment before the child is gone; one that only closed it is killed.
    int status = 0;
    pid_t ended = 0;
    for (int attempt = 0; attempt < 50 && ended == 0; ++attempt) {
        ended = ::waitpid(m_pid, &status, WNOHANG);
        if (ended == 0)
            ::poll(nullptr, 0, 2);
    }
    if (ended != m_pid)
        return ReaderOutcome::Died;
    m_pid = -1;
    return WIFEXITED(status) && WEXITSTATUS(status) == kReaderExitOutOfMemory ? ReaderOutcome::OutOfMemory
                                                                              : ReaderOutcome::Died;
}

}
