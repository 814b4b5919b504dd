#include "engine/indexing/text_document.h"

#include "engine/base/utf8.h"

#include <fmt/format.h>

namespace embedscope {

namespace {

// Lines end with a line feed alone; other control characters than the tab are blanks.
std::string cleaned(std::string_view text, std::size_t& replaced)
{
    const std::string valid = repairUtf8(text, &replaced);
    std::string clean;
    clean.reserve(valid.size());
    for (std::size_t i = 0; i < valid.size(); ++i) {
        const char c = valid[i];
        const bool isControl = (static_cast<unsigned char>(c) < ' ' && c != '\t' && c != '\n') || c == '\x7f';
        if (c == '\r')
            clean += i + 1 < valid.size() && valid[i + 1] == '\n' ? "" : "\n";
        else
            clean += isControl ? ' ' : c;
    }
    return clean;
}

bool isBlank(std::string_view line)
{
    return line.find_first_not_of(" \t") == std::string_view::npos;
}

}

Document textDocument(std::string_view text)
{
    Document document;
    document.kind = "text";
    std::size_t replaced = 0;
    const std::string clean = cleaned(text, replaced);
    if (replaced > 0)
        document.remarks.push_back(fmt::format("{} places that are not UTF-8 were replaced.", replaced));
    int number = 0;
    bool newBlock = true;
    for (std::size_t at = 0; at < clean.size();) {
        const std::size_t end = std::min(clean.find('\n', at), clean.size());
        const std::string_view line(clean.data() + at, end - at);
        at = end + 1;
        ++number;
        if (isBlank(line)) {
            newBlock = true;
        } else if (newBlock) {
            document.blocks.push_back({std::string(line), 0, {Position::Kind::Line, number, {}}});
            newBlock = false;
        } else {
            document.blocks.back().text.append("\n").append(line);
        }
    }
    return document;
}

}
