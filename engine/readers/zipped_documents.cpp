#include "engine/readers/zipped_documents.h"

#include "engine/readers/archive_reader.h"
#include "engine/readers/docx_reader.h"
#include "engine/readers/epub_reader.h"
#include "engine/readers/locked_odf.h"
#include "engine/readers/odf_reader.h"
#include "engine/readers/office_parts.h"
#include "engine/readers/pptx_reader.h"
#include "engine/readers/xlsx_reader.h"
#include "engine/readers/xml_stream.h"
#include "engine/readers/zip_container.h"

#include <fmt/format.h>
#include <utility>

namespace embedscope {

namespace {

// What the list of contents calls the main part: "...wordprocessingml.document.main+xml".
std::string contentTypeOf(const ZipContainer& container, const std::string& part)
{
    const std::string* const types = container.find("[Content_Types].xml");
    if (!types)
        return {};
    XmlStream stream(*types);
    for (auto event = stream.next(); event != XmlStream::Event::Finished; event = stream.next()) {
        if (event == XmlStream::Event::Start && stream.name() == "Override"
            && resolvePath("", stream.attribute("PartName")) == part)
            return stream.attribute("ContentType");
    }
    return {};
}

Refusal damaged(const ReadOptions& options)
{
    return {RefusalReason::Damaged,
            fmt::format("{} is damaged: its main part is missing or broken.", options.name)};
}

ReadResult named(const char* kind, ReadResult result)
{
    if (Document* const document = std::get_if<Document>(&result))
        document->kind = kind;
    return result;
}

ReadResult readOfficeOpenXml(const ZipContainer& container, const ReadOptions& options)
{
    const auto relationships = relationshipsOf(container, "");
    const Relationship* const main = findByType(relationships, "officeDocument");
    const std::string* const xml = main ? container.find(main->target) : nullptr;
    if (!xml)
        return damaged(options);
    const std::string type = contentTypeOf(container, main->target);
    const auto has = [&](std::string_view word) { return type.find(word) != std::string::npos; };
    if (has("spreadsheetml") || (type.empty() && main->target.starts_with("xl/")))
        return named("xlsx", readXlsx(container, main->target, options));
    if (has("presentationml") || (type.empty() && main->target.starts_with("ppt/")))
        return named("pptx", readPptx(container, main->target, options));
    return named("docx", readDocx(container, main->target, options));
}

ReadResult readOpenDocument(const ZipContainer& container, const std::string& type,
                            const ReadOptions& options)
{
    const std::string* const manifest = container.find("META-INF/manifest.xml");
    const std::string* content = container.find("content.xml");
    const std::string* meta = container.find("meta.xml");
    std::string unlocked;
    if (manifest && manifest->find("encryption-data") != std::string::npos) {
        auto opened = unlockOdfMember(*manifest, "content.xml", content ? *content : std::string(), options);
        if (Refusal* const refusal = std::get_if<Refusal>(&opened))
            return std::move(*refusal);
        unlocked = std::move(std::get<std::string>(opened));
        content = &unlocked;
        meta = nullptr;
    }
    if (!content)
        return damaged(options);
    const bool sheet = type.find("spreadsheet") != std::string::npos;
    const bool slides = type.find("presentation") != std::string::npos;
    ReadResult result = named(sheet ? "ods" : slides ? "odp" : "odt", readOpenDocumentXml(*content, options));
    if (Document* const document = std::get_if<Document>(&result);
        document && meta && document->title.empty())
        document->title = openDocumentTitle(*meta);
    return result;
}

}

ReadResult readZipped(std::string_view bytes, const ReadOptions& options)
{
    if (!isZippedDocument(bytes))
        return named("zip", readArchive(bytes, ArchiveForm::Zip, options));
    auto opened = ZipContainer::open(bytes, options.name);
    if (Refusal* const refusal = std::get_if<Refusal>(&opened))
        return std::move(*refusal);
    const ZipContainer& container = std::get<ZipContainer>(opened);
    const std::string* const stored = container.find("mimetype");
    const std::string type = stored ? *stored : std::string();
    if (type.starts_with("application/epub") || container.find("META-INF/container.xml"))
        return named("epub", readEpub(container, options));
    if (type.starts_with("application/vnd.oasis.opendocument") || container.find("content.xml"))
        return readOpenDocument(container, type, options);
    if (container.find("[Content_Types].xml"))
        return readOfficeOpenXml(container, options);
    return named("zip", readArchive(bytes, ArchiveForm::Zip, options));
}

}
