// The language between the program and embedscope-reader: frames over a Unix socket, a fixed header and a
// payload of numbers and strings with lengths. Neither side believes a length before it is checked, and the
// program repairs every string, since a child that was taken over by a document may send anything. Not for
// storing.
#pragma once

#include "engine/base/result.h"
#include "engine/documents/document.h"

#include <array>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace embedscope::protocol {

enum class FrameType : uint32_t
{
    Hello = 1, ///< child to program, once: limits are set, ready
    Request = 2, ///< program to child, with the open file as a descriptor beside it
    Document = 3, ///< child to program
    Refusal = 4, ///< child to program
};

struct FrameHeader
{
    FrameType type = FrameType::Hello;
    uint64_t payloadBytes = 0;
};
inline constexpr std::size_t kHeaderBytes = 16;
/// Requests hold a name and a password.
inline constexpr uint64_t kMaxRequestBytes = uint64_t{1} << 20;

std::array<char, kHeaderBytes> encodeHeader(const FrameHeader& header);
/// nullopt: not one of our frames.
std::optional<FrameHeader> decodeHeader(const std::array<char, kHeaderBytes>& bytes);

struct Request
{
    std::string name; ///< file name without folders: for sentences, and for the kind of plain text
    std::optional<std::string> password;
};
std::string encodeRequest(const Request& request);
std::optional<Request> decodeRequest(std::string_view payload);

FrameType frameTypeOf(const ReadResult& result);
std::string encodeResult(const ReadResult& result);
/// nullopt: the payload is not what the header says. Strings come out as valid UTF-8.
std::optional<ReadResult> decodeResult(FrameType type, std::string_view payload);

}
