#include "engine/documents/document.h"

#include <array>
#include <fmt/format.h>

namespace embedscope {

namespace {

constexpr std::array<std::string_view, 8> kPositionNames = {"",      "page",    "line",    "sheet",
                                                            "slide", "message", "chapter", "member"};
constexpr std::array<std::string_view, 7> kRefusalNames = {
    "encrypted", "damaged", "no-text", "too-large", "too-deep", "unsupported", "not-found"};

}

std::string_view positionKindName(Position::Kind kind)
{
    return kPositionNames[static_cast<std::size_t>(kind)];
}

Position::Kind positionKindFromName(std::string_view name)
{
    for (std::size_t i = 1; i < kPositionNames.size(); ++i) {
        if (kPositionNames[i] == name)
            return static_cast<Position::Kind>(i);
    }
    return Position::Kind::None;
}

std::string positionText(const Position& position)
{
    if (position.kind == Position::Kind::None)
        return {};
    const std::string_view name = positionKindName(position.kind);
    if (position.kind == Position::Kind::Message && position.number == 0)
        return "attached message";
    if (!position.label.empty())
        return fmt::format("{} {}", name, position.label);
    return fmt::format("{} {}", name, position.number);
}

std::string_view refusalName(RefusalReason reason)
{
    return kRefusalNames[static_cast<std::size_t>(reason)];
}

std::string documentText(const Document& document)
{
    std::size_t size = 0;
    for (const Block& block : document.blocks)
        size += block.text.size() + kBlockSeparator.size();
    std::string text;
    text.reserve(size);
    for (std::size_t i = 0; i < document.blocks.size(); ++i) {
        if (i > 0)
            text += kBlockSeparator;
        text += document.blocks[i].text;
    }
    return text;
}

}
