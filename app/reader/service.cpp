#include "app/reader/service.h"

#include "engine/documents/protocol.h"
#include "engine/documents/reader_exit.h"
#include "engine/documents/unique_fd.h"
#include "engine/readers/reader.h"

#include <algorithm>
#include <array>
#include <cerrno>
#include <cstdlib>
#include <cstring>
#include <fmt/format.h>
#include <new>
#include <optional>
#include <poll.h>
#include <string>
#include <sys/socket.h>
#include <sys/stat.h>
#include <thread>
#include <variant>

namespace embedscope::reader {

namespace {

constexpr int kSocket = STDIN_FILENO;

// True while a file is read: an end of the process now means that a library gave up for want of memory
// (poppler calls exit() then).
bool g_reading = false;

void endForWantOfMemory()
{
    ::_exit(kReaderExitOutOfMemory);
}

// A long parse must not outlive the program that asked for it. PR_SET_PDEATHSIG would be simpler, but it
// speaks when the *thread* that started this process ends, and the program's readers come and go on pool
// threads.
void watchForTheEnd()
{
    std::thread([] {
        pollfd poll{kSocket, POLLRDHUP, 0};
        while (::poll(&poll, 1, -1) < 0 && errno == EINTR) { }
        ::_exit(0);
    }).detach();
}

bool sendAll(std::string_view bytes)
{
    while (!bytes.empty()) {
        const ssize_t sent = ::send(kSocket, bytes.data(), bytes.size(), MSG_NOSIGNAL);
        if (sent < 0 && errno == EINTR)
            continue;
        if (sent <= 0)
            return false;
        bytes.remove_prefix(static_cast<std::size_t>(sent));
    }
    return true;
}

bool sendFrame(protocol::FrameType type, std::string_view payload)
{
    const auto header = protocol::encodeHeader({type, payload.size()});
    return sendAll({header.data(), header.size()}) && sendAll(payload);
}

// Reads exactly `size` bytes; a descriptor that comes with them goes to `file`.
bool receiveAll(char* data, std::size_t size, UniqueFd& file)
{
    alignas(cmsghdr) std::array<char, CMSG_SPACE(sizeof(int))> control{};
    for (std::size_t received = 0; received < size;) {
        iovec part{data + received, size - received};
        msghdr message{};
        message.msg_iov = &part;
        message.msg_iovlen = 1;
        message.msg_control = control.data();
        message.msg_controllen = control.size();
        const ssize_t count = ::recvmsg(kSocket, &message, MSG_CMSG_CLOEXEC);
        if (count < 0 && errno == EINTR)
            continue;
        if (count <= 0)
            return false;
        const cmsghdr* const head = CMSG_FIRSTHDR(&message);
        if (head && head->cmsg_level == SOL_SOCKET && head->cmsg_type == SCM_RIGHTS) {
            int fd = -1;
            std::memcpy(&fd, CMSG_DATA(head), sizeof(fd));
            file = UniqueFd(fd);
        }
        received += static_cast<std::size_t>(count);
    }
    return true;
}

std::optional<protocol::Request> receiveRequest(UniqueFd& file)
{
    std::array<char, protocol::kHeaderBytes> headerBytes{};
    if (!receiveAll(headerBytes.data(), headerBytes.size(), file))
        return std::nullopt;
    const auto header = protocol::decodeHeader(headerBytes);
    if (!header || header->type != protocol::FrameType::Request
        || header->payloadBytes > protocol::kMaxRequestBytes)
        return std::nullopt;
    std::string payload(header->payloadBytes, '\0');
    if (!receiveAll(payload.data(), payload.size(), file) || !file)
        return std::nullopt;
    return protocol::decodeRequest(payload);
}

// By reading, not by mapping: a file that is shortened meanwhile is then only shorter.
std::variant<std::string, Refusal> readBytes(int file, const std::string& name, uint64_t maxBytes)
{
    struct stat info
    {
    };
    if (::fstat(file, &info) != 0)
        info.st_size = 0;
    std::string bytes(std::min<uint64_t>(static_cast<uint64_t>(info.st_size), maxBytes) + 1, '\0');
    std::size_t size = 0;
    for (;;) {
        if (size == bytes.size()) {
            if (size > maxBytes)
                return Refusal{
                    RefusalReason::TooLarge,
                    fmt::format("{} grows beyond {} MB while it is read.", name, maxBytes / 1'000'000)};
            bytes.resize(std::min<uint64_t>(size * 2, maxBytes + 1));
        }
        const ssize_t count =
            ::pread(file, bytes.data() + size, bytes.size() - size, static_cast<off_t>(size));
        if (count < 0 && errno == EINTR)
            continue;
        if (count < 0)
            return Refusal{RefusalReason::NotFound,
                           fmt::format("{} cannot be read: {}.", name, std::strerror(errno))};
        if (count == 0)
            break;
        size += static_cast<std::size_t>(count);
    }
    bytes.resize(size);
    return bytes;
}

uint64_t sizeOf(int file)
{
    struct stat info
    {
    };
    return ::fstat(file, &info) == 0 && info.st_size > 0 ? static_cast<uint64_t>(info.st_size) : 0;
}

ReadResult readFile(const protocol::Request& request, int file, const Limits& limits)
{
    limitMemoryFor(sizeOf(file), limits);
    auto bytes = readBytes(file, request.name, limits.inputBytes);
    if (Refusal* const refusal = std::get_if<Refusal>(&bytes))
        return std::move(*refusal);
    return readDocument(std::get<std::string>(bytes), {request.name, request.password, limits.outputBytes});
}

}

int serve(const Limits& limits)
{
    std::set_new_handler(endForWantOfMemory);
    std::atexit([] {
        if (g_reading)
            endForWantOfMemory();
    });
    watchForTheEnd();
    if (!sendFrame(protocol::FrameType::Hello, {}))
        return 1;
    for (;;) {
        UniqueFd file;
        const auto request = receiveRequest(file);
        if (!request)
            return 0;
        g_reading = true;
        ReadResult result = readFile(*request, file.get(), limits);
        std::string payload = protocol::encodeResult(result);
        if (payload.size() > limits.outputBytes) {
            result = Refusal{RefusalReason::TooLarge,
                             fmt::format("{} holds more text than can be kept.", request->name)};
            payload = protocol::encodeResult(result);
        }
        g_reading = false;
        if (!sendFrame(protocol::frameTypeOf(result), payload))
            return 0;
    }
}

}
