// Behaves as badly as a reader can, by the name of the file it is asked to read: for the tests of the pool.
// Never installed.
#include "engine/documents/protocol.h"
#include "engine/documents/reader_exit.h"

#include <array>
#include <csignal>
#include <cstdlib>
#include <cstring>
#include <fcntl.h>
#include <string>
#include <sys/socket.h>
#include <unistd.h>

using namespace embedscope;

static void sendBytes(std::string_view bytes)
{
    while (!bytes.empty()) {
        const ssize_t count = ::send(0, bytes.data(), bytes.size(), MSG_NOSIGNAL);
        if (count <= 0)
            ::_exit(0);
        bytes.remove_prefix(static_cast<std::size_t>(count));
    }
}

static void sendHeader(protocol::FrameType type, uint64_t size)
{
    const auto header = protocol::encodeHeader({type, size});
    sendBytes({header.data(), header.size()});
}

static void receive(char* data, std::size_t size)
{
    for (std::size_t at = 0; at < size;) {
        const ssize_t count =
            ::recv(0, data + at, size - at, 0); // the descriptor that comes along is dropped
        if (count <= 0)
            ::_exit(0);
        at += static_cast<std::size_t>(count);
    }
}

static void answer(const std::string& text)
{
    Document document;
    document.kind = "text";
    document.blocks.push_back({text, 0, {}});
    const std::string payload = protocol::encodeResult(document);
    sendHeader(protocol::FrameType::Document, payload.size());
    sendBytes(payload);
}

static void misbehave(const std::string& name)
{
    if (name == "crash")
        std::abort();
    if (name == "segfault")
        ::raise(SIGSEGV);
    if (name == "hang")
        ::pause();
    if (name == "slow-death") {
        ::close(0); // the program hears the end, but the process stays
        ::pause();
    }
    if (name == "memory")
        ::_exit(kReaderExitOutOfMemory);
    if (name == "flood") {
        sendHeader(protocol::FrameType::Document, uint64_t{1} << 40);
        for (const std::string junk(1 << 16, 'x');;)
            sendBytes(junk);
    }
    if (name == "drip") {
        sendHeader(protocol::FrameType::Document, 1000);
        for (;; ::usleep(5000))
            sendBytes("x");
    }
    if (name == "garbage") {
        for (const std::string junk(1 << 16, 'x');;)
            sendBytes(junk);
    }
    if (name == "lying-count") { // a document with four thousand million blocks
        const std::string payload("\4\0\0\0text\0\0\0\0\0\0\0\0\xFF\xFF\xFF\xFF", 20);
        sendHeader(protocol::FrameType::Document, payload.size());
        sendBytes(payload);
    }
    if (name == "invalid-text")
        answer("good \xFF\xFE bad");
    else if (name == "talkative") {
        answer("first");
        answer("second");
    } else if (name == "open-files") {
        std::string open;
        for (int fd = 0; fd < 256; ++fd)
            open += ::fcntl(fd, F_GETFD) >= 0 ? std::to_string(fd) + " " : "";
        answer(open);
    } else if (name == "pid") {
        answer(std::to_string(::getpid()));
    } else {
        answer("read " + name);
    }
}

int main()
{
    sendHeader(protocol::FrameType::Hello, 0);
    for (;;) {
        std::array<char, protocol::kHeaderBytes> bytes{};
        receive(bytes.data(), bytes.size());
        const auto header = protocol::decodeHeader(bytes);
        if (!header || header->payloadBytes > protocol::kMaxRequestBytes)
            return 1;
        std::string payload(header->payloadBytes, '\0');
        receive(payload.data(), payload.size());
        const auto request = protocol::decodeRequest(payload);
        misbehave(request ? request->name : "");
    }
}
