// What a file is, by its content; its name decides only between kinds of plain text. Looks at the first
// bytes, and at the end of zip containers. Does not read anything.
#pragma once

#include <cstdint>
#include <string_view>

namespace embedscope {

enum class FileKind
{
    Empty,
    PlainText, ///< paragraphs
    Lines, ///< every line stands for itself
    Csv,
    Json,
    JsonLines,
    Latex,
    Rst,
    Subtitles,
    Xml,
    Markdown,
    Html,
    Pdf,
    Zip, ///< documents that are zip containers; only the whole shows which
    Tar,
    SevenZip,
    Compressed, ///< gzip, bzip2, xz, zstd: of a file or of a tar archive
    Mail, ///< one message, or a web page saved as one
    Mailbox,
    FlatOdf, ///< an OpenDocument file as one piece of XML
    Rtf,
    LockedOffice, ///< Office Open XML behind a password
    Unsupported, ///< known or unknown, not readable here
    Damaged, ///< the container is cut
};

struct Identity
{
    FileKind kind = FileKind::Unsupported;
    std::string_view label; ///< for Document::kind: "text", "csv", "source"
    std::string_view description; ///< for sentences: "an OpenDocument spreadsheet"; "" when unknown
};

Identity identify(std::string_view bytes, std::string_view name);

/// The extension in lower case without its dot, "" when there is none.
std::string_view extensionOf(std::string_view name, char (&buffer)[16]);

}
