// What a reader makes of a file: blocks of text with positions. Values; they cross threads and the border to
// the child. Not for layout: a block is a paragraph, a heading, a list item, a table row or a page of text.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

namespace embedscope {

/// A place that a person can find again: "page 3", "line 120". None: the file has only one place.
struct Position
{
    enum class Kind
    {
        None,
        Page,
        Line,
        Sheet,
        Slide,
        Message,
        Chapter,
        Member
    };
    Kind kind = Kind::None;
    int number = 0; ///< from 1; a message without one is attached to another
    std::string label; ///< name of a sheet or chapter; a member and the place in it: "papers/a.pdf, page 3"
    bool operator==(const Position&) const = default;
};
std::string_view positionKindName(Position::Kind kind); ///< "page"
Position::Kind positionKindFromName(std::string_view name); ///< None when unknown
std::string positionText(const Position& position); ///< "page 3", "sheet Budget", ""

struct Block
{
    std::string text; ///< UTF-8, never blank, no control characters but tab and line feed
    int headingLevel = 0; ///< 0: ordinary text, 1 to 6: heading
    Position position; ///< Line: of the first line; the line feeds of the text are those of the file
    bool startsPart = false; ///< another file or message begins: no passage reaches over it
};

struct Document
{
    std::string kind; ///< "text", "markdown", "html", "pdf" ...
    std::string title;
    int pages = 0; ///< 0: the format has none
    std::vector<Block> blocks;
    std::vector<std::string> remarks; ///< sentences: what could not be read, what was replaced
};

enum class RefusalReason
{
    Encrypted,
    Damaged,
    NoText,
    TooLarge,
    TooDeep,
    Unsupported,
    NotFound
};
std::string_view refusalName(RefusalReason reason); ///< "no-text"

struct Refusal
{
    RefusalReason reason = RefusalReason::Unsupported;
    std::string sentence;
};

using ReadResult = std::variant<Document, Refusal>;

/// The text of a document as stored and shown: blocks joined by a blank line. Offsets of passages count in
/// it.
std::string documentText(const Document& document);
inline constexpr std::string_view kBlockSeparator = "\n\n";

}
