// Documents inside a document (members of an archive, parts of a message): reads each with the reader of its
// format, puts its place before the place inside it, and keeps account of what could not be read, so that one
// bad part does not spoil the others and none is left out in silence. One thread.
#pragma once

#include "engine/readers/reader.h"
#include "engine/readers/unpack_budget.h"

#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace embedscope {

class PartCollector
{
public:
    /// `options` and its budget outlive the collector.
    explicit PartCollector(const ReadOptions& options);

    /// `label`: path or name of the part as it is shown. `base`: where its blocks stand when the part has no
    /// name of its own.
    void add(std::string_view bytes, const std::string& label);
    /// A block that the caller read itself.
    void addBlock(Block block);
    void beginPart() { m_partBegins = true; } ///< the next block is of another file or message
    void leaveOut(const std::string& label, Refusal refusal);
    void leaveOutSilently(RefusalReason reason); ///< pictures and empty files: nobody misses them
    void remark(std::string sentence) { m_remarks.push_back(std::move(sentence)); }

    /// False when the text is more than may be kept.
    bool hasRoom() const { return m_textBytes <= m_options.maxTextBytes; }
    bool isEmpty() const { return m_blocks.empty(); }
    /// The document, or why nothing of it could be read.
    ReadResult finish();

private:
    void addDocument(Document document, const std::string& label);
    std::string leftOutSentence() const;
    std::string innermostReason() const;

    const ReadOptions& m_options;
    std::vector<Block> m_blocks;
    std::vector<std::string> m_remarks;
    uint64_t m_textBytes = 0;
    bool m_partBegins = false;
    struct LeftOut
    {
        std::string label;
        Refusal refusal;
    };
    std::vector<LeftOut> m_leftOut; ///< the first few
    std::size_t m_leftOutCount = 0;
    std::optional<Refusal> m_worst; ///< shown when nothing can be read
};

/// Names are labels: without ways upward, roots and drives, with slashes, valid UTF-8, not endless.
std::string partLabel(std::string_view rawName);
/// "a.zip/b.txt", "letters/a.pdf, page 3".
Position placeInPart(const std::string& label, const Position& inner);

}
