#include "engine/readers/epub_reader.h"

#include "engine/readers/html_reader.h"
#include "engine/readers/xml_stream.h"

#include <fmt/format.h>
#include <map>
#include <utility>
#include <vector>

namespace embedscope {

namespace {

using Event = XmlStream::Event;

struct Package
{
    std::string title;
    std::vector<std::string> chapters; ///< paths of members, in reading order
};

std::string packagePath(const ZipContainer& container)
{
    const std::string* const xml = container.find("META-INF/container.xml");
    if (!xml)
        return {};
    XmlStream stream(*xml);
    for (auto event = stream.next(); event != Event::Finished; event = stream.next()) {
        if (event == Event::Start && stream.name() == "rootfile")
            return resolvePath("", stream.attribute("full-path"));
    }
    return {};
}

Package readPackage(const std::string& path, const std::string& xml)
{
    struct Item
    {
        std::string path;
        bool contents = false; ///< the table of contents, which repeats the headings
    };
    std::map<std::string, Item> items;
    Package package;
    XmlStream stream(xml);
    bool inTitle = false;
    for (auto event = stream.next(); event != Event::Finished; event = stream.next()) {
        if (event == Event::Text) {
            if (inTitle)
                package.title += stream.text();
            continue;
        }
        if (stream.name() == "title")
            inTitle = event == Event::Start && package.title.empty();
        if (event != Event::Start)
            continue;
        if (stream.name() == "item") {
            const bool contents = stream.attribute("properties").find("nav") != std::string::npos;
            items[stream.attribute("id")] = {resolvePath(path, stream.attribute("href")), contents};
        } else if (stream.name() == "itemref") {
            const auto found = items.find(stream.attribute("idref"));
            if (found != items.end() && !found->second.contents)
                package.chapters.push_back(found->second.path);
        }
    }
    return package;
}

// Covers and title pages say so themselves; they are no chapters.
bool isFrontMatter(std::string_view page)
{
    const std::string_view head = page.substr(0, 4096);
    for (const std::string_view mark :
         {"epub:type=\"titlepage\"", "epub:type=\"cover\"", "epub:type=\"frontmatter\""}) {
        if (head.find(mark) != std::string_view::npos)
            return true;
    }
    return false;
}

// Fonts may be scrambled in a book that is open otherwise.
bool isEncrypted(const ZipContainer& container)
{
    const std::string* const xml = container.find("META-INF/encryption.xml");
    if (!xml)
        return false;
    XmlStream stream(*xml);
    for (auto event = stream.next(); event != Event::Finished; event = stream.next()) {
        if (event != Event::Start || stream.name() != "EncryptionMethod")
            continue;
        const std::string algorithm = stream.attribute("Algorithm");
        const bool font = algorithm.find("embedding") != std::string::npos
            || algorithm.find("font") != std::string::npos || algorithm.find("RC") != std::string::npos;
        if (!font)
            return true;
    }
    return false;
}

}

ReadResult readEpub(const ZipContainer& container, const ReadOptions& options)
{
    if (isEncrypted(container))
        return Refusal{RefusalReason::Encrypted,
                       fmt::format("{} is protected against copying.", options.name)};
    const std::string path = packagePath(container);
    const std::string* const xml = container.find(path);
    if (!xml)
        return Refusal{RefusalReason::Damaged,
                       fmt::format("{} is damaged: its contents are missing.", options.name)};
    const Package package = readPackage(path, *xml);
    Document document;
    document.title = package.title;
    int chapter = 0, missing = 0;
    for (const std::string& member : package.chapters) {
        const std::string* const page = container.find(member);
        ReadResult read = page ? readHtml(*page, options) : ReadResult(Document{});
        Document* const content = std::get_if<Document>(&read);
        missing += !page || !content;
        if (!content || content->blocks.empty())
            continue;
        const bool numbered = !isFrontMatter(*page);
        chapter += numbered;
        for (Block& block : content->blocks) {
            if (numbered)
                block.position = {Position::Kind::Chapter, chapter, {}};
            document.blocks.push_back(std::move(block));
        }
    }
    if (document.blocks.empty() && missing > 0)
        return Refusal{RefusalReason::Damaged,
                       fmt::format("{} is damaged: its chapters are missing.", options.name)};
    if (missing > 0)
        document.remarks.push_back(fmt::format("{} chapters cannot be read.", missing));
    return document;
}

}
