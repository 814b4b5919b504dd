#include "engine/readers/office_parts.h"

#include "engine/readers/xml_stream.h"

namespace embedscope {

std::vector<Relationship> relationshipsOf(const ZipContainer& container, const std::string& part)
{
    const std::size_t slash = part.rfind('/');
    const std::string folder = slash == std::string::npos ? "" : part.substr(0, slash + 1);
    const std::string file = slash == std::string::npos ? part : part.substr(slash + 1);
    std::vector<Relationship> relationships;
    const std::string* const xml = container.find(folder + "_rels/" + file + ".rels");
    if (!xml)
        return relationships;
    XmlStream stream(*xml);
    for (auto event = stream.next(); event != XmlStream::Event::Finished; event = stream.next()) {
        if (event != XmlStream::Event::Start || stream.name() != "Relationship"
            || stream.attribute("TargetMode") == "External")
            continue;
        const std::string type = stream.attribute("Type");
        relationships.push_back({stream.attribute("Id"), type.substr(type.rfind('/') + 1),
                                 resolvePath(part, stream.attribute("Target"))});
    }
    return relationships;
}

const Relationship* findByType(const std::vector<Relationship>& relationships, std::string_view type)
{
    for (const Relationship& relationship : relationships) {
        if (relationship.type == type)
            return &relationship;
    }
    return nullptr;
}

const Relationship* findById(const std::vector<Relationship>& relationships, std::string_view id)
{
    for (const Relationship& relationship : relationships) {
        if (relationship.id == id)
            return &relationship;
    }
    return nullptr;
}

}
