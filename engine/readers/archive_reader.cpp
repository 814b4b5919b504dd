#include "engine/readers/archive_reader.h"

#include "engine/readers/part_collector.h"

#include <fmt/format.h>
#include <utility>

namespace embedscope {

namespace {

using Status = ArchiveStream::Status;

// "notes.csv.gz" holds "notes.csv".
std::string nameWithout(std::string name)
{
    const std::size_t dot = name.rfind('.');
    return dot == std::string::npos || dot == 0 ? name : name.substr(0, dot);
}

Refusal refusalFor(Status status, const std::string& name, bool hasPassword)
{
    switch (status) {
    case Status::Encrypted:
        return {RefusalReason::Encrypted,
                hasPassword ? fmt::format("{} is protected by another password.", name)
                            : fmt::format("{} is protected by a password.", name)};
    case Status::TooLarge:
        return {RefusalReason::TooLarge,
                fmt::format("{} unpacks to more than {} times the size of its file.", name,
                            UnpackBudget::kMaxRatio)};
    case Status::OverBudget:
        return {RefusalReason::TooLarge,
                fmt::format("{} unpacks to more than {} MB or {} files.", name,
                            UnpackBudget::kMaxTotalBytes / 1'000'000, UnpackBudget::kMaxMembers)};
    default:
        return {RefusalReason::Damaged, fmt::format("{} is damaged and cannot be unpacked.", name)};
    }
}

// libarchive reads 7z, but cannot decrypt it.
Refusal refuseLockedSevenZip(const std::string& name)
{
    return {
        RefusalReason::Encrypted,
        fmt::format("{} is a 7z archive protected by a password, which cannot be opened here. Unpack it and "
                    "add the folder.",
                    name)};
}

// What a desktop of another maker leaves in every archive.
bool isNoise(std::string_view label)
{
    return label.starts_with("__MACOSX/") || label.ends_with(".DS_Store");
}

// A compressed file is its content: the same positions, the same kind.
ReadResult readOnlyContent(ArchiveStream& stream, const ReadOptions& options)
{
    std::string content;
    const Status status = stream.read(content, *options.budget);
    const bool cut = status == Status::Damaged && !content.empty();
    if (status != Status::Done && !cut)
        return refusalFor(status, options.name, options.password.has_value());
    ReadOptions inner = options;
    inner.name = nameWithout(options.name);
    ++inner.depth;
    ReadResult result = readDocument(content, inner);
    if (Document* const document = std::get_if<Document>(&result); document && cut)
        document->remarks.push_back("The file is damaged; what stands before the damage was read.");
    if (Refusal* const refusal = std::get_if<Refusal>(&result)) {
        if (cut)
            return refusalFor(Status::Damaged, options.name, false);
        refusal->sentence = fmt::format("{}: {}", options.name, refusal->sentence);
    }
    return result;
}

class Unpacker
{
public:
    explicit Unpacker(const ReadOptions& options)
        : m_options(options)
        , m_parts(options)
    {
    }

    /// False when nothing more shall be read.
    bool add(ArchiveStream& stream)
    {
        const std::string label = partLabel(stream.rawName());
        if (isNoise(label))
            return true;
        const bool locked = stream.isEncrypted();
        const Status status = stream.read(m_content, *m_options.budget);
        if (status == Status::OverBudget)
            return false;
        if (status == Status::Done)
            addContent(label);
        else // a wrong password passes a short check now and then, and the rest is then noise
            m_parts.leaveOut(label,
                             refusalFor(locked && status == Status::Damaged ? Status::Encrypted : status,
                                        label, m_options.password.has_value()));
        return m_parts.hasRoom();
    }

    PartCollector& parts() { return m_parts; }

private:
    void addContent(const std::string& label)
    {
        if (m_content.empty())
            m_parts.leaveOutSilently(RefusalReason::NoText);
        else
            m_parts.add(m_content, label);
    }

    const ReadOptions& m_options;
    PartCollector m_parts;
    std::string m_content;
};

}

ReadResult readArchive(std::string_view bytes, ArchiveForm form, const ReadOptions& options)
{
    if (options.depth > UnpackBudget::kMaxDepth) {
        return Refusal{
            RefusalReason::TooDeep,
            fmt::format("{} lies more than {} archives deep.", options.name, UnpackBudget::kMaxDepth)};
    }
    ArchiveStream stream(bytes, form, options.password);
    Unpacker unpacker(options);
    for (;;) {
        const Status status = stream.next(*options.budget);
        if (status == Status::End)
            break;
        if (status == Status::OverBudget)
            return refusalFor(status, options.name, false);
        if (status != Status::Done) {
            if (unpacker.parts().isEmpty() && status == Status::Encrypted && form == ArchiveForm::SevenZip)
                return refuseLockedSevenZip(options.name);
            if (unpacker.parts().isEmpty())
                return refusalFor(status, options.name, options.password.has_value());
            unpacker.parts().remark("The archive is damaged; what stands before the damage was read.");
            break;
        }
        if (stream.isOnlyContent())
            return readOnlyContent(stream, options);
        if (!unpacker.add(stream))
            return refusalFor(Status::OverBudget, options.name, false);
    }
    return unpacker.parts().finish();
}

}
