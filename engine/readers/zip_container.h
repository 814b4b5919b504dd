// The XML and HTML members of a zipped document, unpacked into memory under limits. Pictures and everything
// else stay packed. Names are labels: nothing is ever written. Not for archives of documents.
#pragma once

#include "engine/documents/document.h"

#include <map>
#include <string>
#include <string_view>
#include <variant>

namespace embedscope {

class ZipContainer
{
public:
    static std::variant<ZipContainer, Refusal> open(std::string_view bytes, const std::string& name);

    /// nullptr when there is no such member.
    const std::string* find(const std::string& path) const;

private:
    std::map<std::string, std::string> m_members;
};

/// By its names alone: is this one of the documents that are zip containers, and no archive of files?
bool isZippedDocument(std::string_view bytes);

/// "word/document.xml" and "../media/x.xml" -> "media/x.xml"; "/x.xml" -> "x.xml"; percent signs decoded.
std::string resolvePath(std::string_view from, std::string_view target);

}
