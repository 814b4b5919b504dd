#include "engine/documents/protocol.h"

#include "engine/base/utf8.h"

#include <cstring>
#include <utility>

namespace embedscope::protocol {

namespace {

constexpr uint32_t kMagic = 0x32525345; // "ESR2" in the file's order; the digit is the version

class Writer
{
public:
    void number(uint32_t value) { m_bytes.append(reinterpret_cast<const char*>(&value), sizeof(value)); }
    void string(std::string_view text)
    {
        number(static_cast<uint32_t>(text.size())); // texts are below 4 GB by the limit on output
        m_bytes += text;
    }
    std::string take() { return std::move(m_bytes); }

private:
    std::string m_bytes;
};

// Reads what is there; the first thing that does not fit makes everything after it empty and ok() false.
class Reader
{
public:
    explicit Reader(std::string_view bytes)
        : m_rest(bytes)
    {
    }

    uint32_t number()
    {
        uint32_t value = 0;
        if (!m_ok || m_rest.size() < sizeof(value)) {
            m_ok = false;
            return 0;
        }
        std::memcpy(&value, m_rest.data(), sizeof(value));
        m_rest.remove_prefix(sizeof(value));
        return value;
    }

    std::string string()
    {
        const uint32_t size = number();
        if (!m_ok || m_rest.size() < size) {
            m_ok = false;
            return {};
        }
        const std::string_view bytes = m_rest.substr(0, size);
        m_rest.remove_prefix(size);
        return isValidUtf8(bytes) ? std::string(bytes) : repairUtf8(bytes);
    }

    // A count of things of at least `leastBytes` each cannot be larger than what is left.
    uint32_t count(std::size_t leastBytes)
    {
        const uint32_t value = number();
        if (value > m_rest.size() / leastBytes)
            m_ok = false;
        return m_ok ? value : 0;
    }

    bool ok() const { return m_ok; }
    bool atEnd() const { return m_ok && m_rest.empty(); }

private:
    std::string_view m_rest;
    bool m_ok = true;
};

constexpr std::size_t kLeastBlockBytes = 6 * sizeof(uint32_t);
constexpr uint32_t kLastPositionKind = static_cast<uint32_t>(Position::Kind::Member);
constexpr uint32_t kLastReason = static_cast<uint32_t>(RefusalReason::NotFound);

std::string encodeDocument(const Document& document)
{
    Writer out;
    out.string(document.kind);
    out.string(document.title);
    out.number(static_cast<uint32_t>(document.pages));
    out.number(static_cast<uint32_t>(document.blocks.size()));
    for (const Block& block : document.blocks) {
        out.string(block.text);
        out.number(static_cast<uint32_t>(block.headingLevel));
        out.number(static_cast<uint32_t>(block.position.kind));
        out.number(static_cast<uint32_t>(block.position.number));
        out.string(block.position.label);
        out.number(block.startsPart ? 1 : 0);
    }
    out.number(static_cast<uint32_t>(document.remarks.size()));
    for (const std::string& remark : document.remarks)
        out.string(remark);
    return out.take();
}

int smallNumber(uint32_t value, bool& ok)
{
    if (value > 0x7FFFFFFFu)
        ok = false;
    return ok ? static_cast<int>(value) : 0;
}

std::optional<Document> decodeDocument(std::string_view payload)
{
    Reader in(payload);
    bool ok = true;
    Document document;
    document.kind = in.string();
    document.title = in.string();
    document.pages = smallNumber(in.number(), ok);
    document.blocks.resize(in.count(kLeastBlockBytes));
    for (Block& block : document.blocks) {
        block.text = in.string();
        const uint32_t level = in.number();
        const uint32_t kind = in.number();
        block.position.number = smallNumber(in.number(), ok);
        block.position.label = in.string();
        block.startsPart = in.number() != 0;
        if (level > 6 || kind > kLastPositionKind || !ok)
            return std::nullopt;
        block.headingLevel = static_cast<int>(level);
        block.position.kind = static_cast<Position::Kind>(kind);
    }
    document.remarks.resize(in.count(sizeof(uint32_t)));
    for (std::string& remark : document.remarks)
        remark = in.string();
    return ok && in.atEnd() ? std::optional(std::move(document)) : std::nullopt;
}

std::optional<Refusal> decodeRefusal(std::string_view payload)
{
    Reader in(payload);
    const uint32_t reason = in.number();
    Refusal refusal{RefusalReason::Damaged, in.string()};
    if (reason > kLastReason || !in.atEnd())
        return std::nullopt;
    refusal.reason = static_cast<RefusalReason>(reason);
    return refusal;
}

}

std::array<char, kHeaderBytes> encodeHeader(const FrameHeader& header)
{
    std::array<char, kHeaderBytes> bytes{};
    const auto type = static_cast<uint32_t>(header.type);
    std::memcpy(bytes.data(), &kMagic, 4);
    std::memcpy(bytes.data() + 4, &type, 4);
    std::memcpy(bytes.data() + 8, &header.payloadBytes, 8);
    return bytes;
}

std::optional<FrameHeader> decodeHeader(const std::array<char, kHeaderBytes>& bytes)
{
    uint32_t magic = 0, type = 0;
    FrameHeader header;
    std::memcpy(&magic, bytes.data(), 4);
    std::memcpy(&type, bytes.data() + 4, 4);
    std::memcpy(&header.payloadBytes, bytes.data() + 8, 8);
    if (magic != kMagic || type < 1 || type > static_cast<uint32_t>(FrameType::Refusal))
        return std::nullopt;
    header.type = static_cast<FrameType>(type);
    return header;
}

std::string encodeRequest(const Request& request)
{
    Writer out;
    out.string(request.name);
    out.number(request.password ? 1 : 0);
    out.string(request.password.value_or(""));
    return out.take();
}

std::optional<Request> decodeRequest(std::string_view payload)
{
    Reader in(payload);
    Request request{in.string(), std::nullopt};
    const bool hasPassword = in.number() != 0;
    std::string password = in.string();
    if (hasPassword)
        request.password = std::move(password);
    return in.atEnd() ? std::optional(std::move(request)) : std::nullopt;
}

FrameType frameTypeOf(const ReadResult& result)
{
    return std::holds_alternative<Document>(result) ? FrameType::Document : FrameType::Refusal;
}

std::string encodeResult(const ReadResult& result)
{
    if (const Document* document = std::get_if<Document>(&result))
        return encodeDocument(*document);
    const Refusal& refusal = std::get<Refusal>(result);
    Writer out;
    out.number(static_cast<uint32_t>(refusal.reason));
    out.string(refusal.sentence);
    return out.take();
}

std::optional<ReadResult> decodeResult(FrameType type, std::string_view payload)
{
    if (type == FrameType::Document) {
        auto document = decodeDocument(payload);
        return document ? std::optional<ReadResult>(std::move(*document)) : std::nullopt;
    }
    if (type == FrameType::Refusal) {
        auto refusal = decodeRefusal(payload);
        return refusal ? std::optional<ReadResult>(std::move(*refusal)) : std::nullopt;
    }
    return std::nullopt;
}

}
