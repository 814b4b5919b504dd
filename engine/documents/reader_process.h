// One child (embedscope-reader) and the socket to it. Owned and used by one thread at a time; the pool hands
// it round. Whatever happens, the destructor leaves neither a process nor a zombie nor a descriptor behind.
#pragma once

#include "engine/base/result.h"
#include "engine/documents/document.h"
#include "engine/documents/protocol.h"
#include "engine/documents/reader_pool.h"
#include "engine/documents/unique_fd.h"

#include <chrono>
#include <filesystem>
#include <memory>
#include <stop_token>
#include <string>
#include <sys/types.h>
#include <variant>

namespace embedscope {

/// What became of a request. Only Answer leaves a child that can be used again.
enum class ReaderOutcome
{
    Answer,
    Stopped, ///< the stop was requested
    TimeOut, ///< no answer within the time
    TooMuch, ///< the answer is larger than allowed
    OutOfMemory, ///< the child said so as it ended
    Died, ///< crashed, was killed or ended
    Garbled, ///< the answer is not one
};

class ReaderProcess
{
public:
    using Clock = std::chrono::steady_clock;

    /// Starts the program and waits until it says that its limits are set.
    static Result<std::unique_ptr<ReaderProcess>> start(const std::filesystem::path& program,
                                                        const ReaderLimits& limits, std::stop_token stop);
    ~ReaderProcess();
    ReaderProcess(const ReaderProcess&) = delete;
    ReaderProcess& operator=(const ReaderProcess&) = delete;

    /// False when it ended or sent something unasked while nobody used it.
    bool isUsable() const;
    /// False when the child is gone: nothing was read. `file` stays the caller's.
    bool send(const protocol::Request& request, int file);
    /// On Answer `result` is set.
    ReaderOutcome receive(const ReaderLimits& limits, std::stop_token stop, ReadResult& result);

    int filesRead() const { return m_filesRead; }

private:
    ReaderProcess() = default;
    ReaderOutcome receiveBytes(char* data, std::size_t size, Clock::time_point deadline,
                               std::stop_token stop);
    ReaderOutcome endedEarly();

    pid_t m_pid = -1;
    UniqueFd m_socket;
    int m_filesRead = 0;
};

}
