#include "engine/readers/reader.h"

#include "engine/readers/archive_reader.h"
#include "engine/readers/clean_text.h"
#include "engine/readers/html_reader.h"
#include "engine/readers/identify.h"
#include "engine/readers/locked_office.h"
#include "engine/readers/mail_reader.h"
#include "engine/readers/markdown_reader.h"
#include "engine/readers/odf_reader.h"
#include "engine/readers/pdf_reader.h"
#include "engine/readers/plain_text_reader.h"
#include "engine/readers/rtf_reader.h"
#include "engine/readers/unpack_budget.h"
#include "engine/readers/xml_reader.h"
#include "engine/readers/zipped_documents.h"

#include <fmt/format.h>
#include <utility>

namespace embedscope {

namespace {

std::string_view adviceFor(const Identity& identity)
{
    const auto is = [&](std::string_view word) {
        return identity.description.find(word) != std::string_view::npos;
    };
    if (is("archive"))
        return "; unpack it and add the folder";
    if (is("old kind") || is("DjVu") || is("PostScript"))
        return "; save it as PDF or text";
    return is("model") ? "; open it as the model" : "";
}

Refusal refuseUnsupported(const Identity& identity, const std::string& name)
{
    if (identity.description.empty()) {
        return {RefusalReason::Unsupported, fmt::format("{} is neither text nor of a known format.", name)};
    }
    return {RefusalReason::Unsupported,
            fmt::format("{} is {}, which cannot be read here{}.", name, identity.description,
                        adviceFor(identity))};
}

ReadResult readByKind(const Identity& identity, std::string_view bytes, const ReadOptions& options)
{
    switch (identity.kind) {
    case FileKind::Empty:
        return Document{};
    case FileKind::PlainText:
    case FileKind::Lines:
    case FileKind::Csv:
    case FileKind::Json:
    case FileKind::JsonLines:
    case FileKind::Latex:
    case FileKind::Rst:
    case FileKind::Subtitles:
        return readPlainText(bytes, identity.kind);
    case FileKind::Xml:
        return readXml(bytes, options);
    case FileKind::Markdown:
        return readMarkdown(bytes);
    case FileKind::Html:
        return readHtml(bytes, options);
    case FileKind::Pdf:
        return readPdf(bytes, options);
    case FileKind::Zip:
        return readZipped(bytes, options);
    case FileKind::Tar:
        return readArchive(bytes, ArchiveForm::Tar, options);
    case FileKind::SevenZip:
        return readArchive(bytes, ArchiveForm::SevenZip, options);
    case FileKind::Compressed:
        return readArchive(bytes, ArchiveForm::Compressed, options);
    case FileKind::Mail:
    case FileKind::Mailbox:
        return readMail(bytes, identity.kind == FileKind::Mailbox, options);
    case FileKind::FlatOdf:
        return readOpenDocumentXml(bytes, options);
    case FileKind::LockedOffice:
        return readLockedOffice(bytes, options);
    case FileKind::Rtf:
        return readRtf(bytes);
    case FileKind::Damaged:
        return Refusal{RefusalReason::Damaged,
                       fmt::format("{} is damaged: {}.", options.name, identity.description)};
    case FileKind::Unsupported:
        break;
    }
    return refuseUnsupported(identity, options.name);
}

// One place for what may leave this room: clean text, no blank blocks, no more than allowed.
ReadResult finish(Document document, const ReadOptions& options)
{
    uint64_t bytes = 0;
    bool partBegins = false;
    std::vector<Block> blocks;
    blocks.reserve(document.blocks.size());
    for (Block& block : document.blocks) {
        const std::string clean = cleanText(block.text);
        block.text = trimBlock(clean);
        block.position.label = collapseBlanks(cleanText(block.position.label));
        partBegins = partBegins || block.startsPart;
        if (isBlankText(block.text))
            continue;
        block.startsPart = std::exchange(partBegins, false);
        bytes += block.text.size() + kBlockSeparator.size();
        blocks.push_back(std::move(block));
    }
    if (blocks.empty())
        return Refusal{RefusalReason::NoText, fmt::format("{} holds no text.", options.name)};
    if (bytes > options.maxTextBytes) {
        return Refusal{
            RefusalReason::TooLarge,
            fmt::format("{} holds {} MB of text, more than can be kept.", options.name, bytes / 1'000'000)};
    }
    document.blocks = std::move(blocks);
    document.title = collapseBlanks(cleanText(document.title));
    return document;
}

}

ReadResult readDocument(std::string_view bytes, const ReadOptions& options)
{
    if (!options.budget) {
        UnpackBudget budget(bytes.size());
        ReadOptions outermost = options;
        outermost.budget = &budget;
        return readDocument(bytes, outermost);
    }
    const Identity identity = identify(bytes, options.name);
    ReadResult result = readByKind(identity, bytes, options);
    Document* const document = std::get_if<Document>(&result);
    if (!document)
        return result;
    if (document->kind.empty())
        document->kind = identity.label;
    return finish(std::move(*document), options);
}

}
