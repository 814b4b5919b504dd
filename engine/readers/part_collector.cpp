#include "engine/readers/part_collector.h"

#include "engine/base/utf8.h"
#include "engine/readers/clean_text.h"
#include "engine/readers/text_decoding.h"

#include <algorithm>
#include <fmt/format.h>
#include <utility>

namespace embedscope {

namespace {

constexpr std::size_t kNamedLeftOut = 5;
constexpr std::size_t kLongestLabel = 400;
constexpr std::string_view kNothing = " holds no text that can be read";

// Which reason is told when there are several and no text: what a person can act on, or must know of.
int weightOf(RefusalReason reason)
{
    switch (reason) {
    case RefusalReason::TooLarge:
        return 6;
    case RefusalReason::TooDeep:
        return 5;
    case RefusalReason::Encrypted:
        return 4;
    case RefusalReason::Damaged:
        return 3;
    case RefusalReason::NoText:
        return 2;
    default:
        return 1;
    }
}

std::string lastPart(const std::string& label)
{
    const std::size_t slash = label.rfind('/');
    return slash == std::string::npos ? label : label.substr(slash + 1);
}

}

PartCollector::PartCollector(const ReadOptions& options)
    : m_options(options)
{
}

void PartCollector::add(std::string_view bytes, const std::string& label)
{
    ReadOptions inner = m_options;
    inner.name = lastPart(label);
    inner.depth = m_options.depth + 1;
    inner.maxTextBytes = m_options.maxTextBytes - std::min(m_textBytes, m_options.maxTextBytes);
    ReadResult result = readDocument(bytes, inner);
    if (Refusal* const refusal = std::get_if<Refusal>(&result))
        leaveOut(label, std::move(*refusal));
    else
        addDocument(std::move(std::get<Document>(result)), label);
}

void PartCollector::addDocument(Document document, const std::string& label)
{
    beginPart();
    for (Block& block : document.blocks) {
        block.position = placeInPart(label, block.position);
        addBlock(std::move(block));
    }
    beginPart();
    for (const std::string& sentence : document.remarks)
        m_remarks.push_back(fmt::format("{}: {}", label, sentence));
}

void PartCollector::addBlock(Block block)
{
    m_textBytes += block.text.size() + kBlockSeparator.size();
    block.startsPart = block.startsPart || (m_partBegins && !m_blocks.empty());
    m_partBegins = false;
    m_blocks.push_back(std::move(block));
}

void PartCollector::leaveOut(const std::string& label, Refusal refusal)
{
    ++m_leftOutCount;
    if (!m_worst || weightOf(refusal.reason) > weightOf(m_worst->reason))
        m_worst = refusal;
    if (m_leftOut.size() < kNamedLeftOut)
        m_leftOut.push_back({label, std::move(refusal)});
}

void PartCollector::leaveOutSilently(RefusalReason reason)
{
    if (!m_worst || weightOf(reason) > weightOf(m_worst->reason))
        m_worst = Refusal{reason, {}};
}

std::string PartCollector::leftOutSentence() const
{
    std::string sentence = fmt::format("{} not read:", m_leftOutCount);
    for (const LeftOut& part : m_leftOut)
        sentence += fmt::format(" {} ({}).", part.label, refusalName(part.refusal.reason));
    if (m_leftOutCount > m_leftOut.size())
        sentence += fmt::format(" And {} more.", m_leftOutCount - m_leftOut.size());
    return sentence;
}

// Through all levels only the last link of the chain of reasons tells something.
std::string PartCollector::innermostReason() const
{
    if (!m_worst || m_worst->sentence.empty())
        return ".";
    const std::string& sentence = m_worst->sentence;
    const std::size_t chained = sentence.rfind(kNothing);
    const std::size_t start = chained == std::string::npos ? 0 : chained + kNothing.size();
    return sentence.substr(start).starts_with(':') || sentence.substr(start) == "."
        ? sentence.substr(start)
        : ": " + sentence.substr(start);
}

ReadResult PartCollector::finish()
{
    if (!hasRoom()) {
        return Refusal{RefusalReason::TooLarge,
                       fmt::format("{} unpacks to more text than can be kept.", m_options.name)};
    }
    if (m_blocks.empty()) {
        const RefusalReason reason = m_worst ? m_worst->reason : RefusalReason::NoText;
        return Refusal{reason == RefusalReason::Unsupported ? RefusalReason::NoText : reason,
                       fmt::format("{}{}{}", m_options.name, kNothing, innermostReason())};
    }
    Document document;
    document.blocks = std::move(m_blocks);
    document.remarks = std::move(m_remarks);
    if (m_leftOutCount > 0)
        document.remarks.push_back(leftOutSentence());
    return document;
}

std::string partLabel(std::string_view rawName)
{
    std::string name = isValidUtf8(rawName) ? std::string(rawName) : decodeAs(rawName, "IBM437");
    std::replace(name.begin(), name.end(), '\\', '/');
    std::string label;
    for (std::string_view rest = name; !rest.empty();) {
        const std::string_view part = rest.substr(0, rest.find('/'));
        rest.remove_prefix(std::min(rest.size(), part.size() + 1));
        const bool drive = label.empty() && part.size() == 2 && part[1] == ':';
        if (part.empty() || part == "." || part == ".." || drive)
            continue;
        if (!label.empty())
            label += '/';
        label += part;
    }
    label = collapseBlanks(cleanText(label));
    if (label.size() > kLongestLabel) { // its end tells more: the name of the file
        std::size_t at = label.size() - kLongestLabel;
        while (at < label.size() && (static_cast<unsigned char>(label[at]) & 0xC0) == 0x80)
            ++at;
        label = "..." + label.substr(at);
    }
    return label.empty() ? "unnamed" : label;
}

Position placeInPart(const std::string& label, const Position& inner)
{
    switch (inner.kind) {
    case Position::Kind::None:
    case Position::Kind::Line:
        return {Position::Kind::Member, 0, label};
    case Position::Kind::Member:
        return {Position::Kind::Member, 0, partLabel(label + "/" + inner.label)};
    default:
        return {Position::Kind::Member, 0, fmt::format("{}, {}", label, positionText(inner))};
    }
}

}
