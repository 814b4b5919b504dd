#include "engine/readers/identify.h"

#include "engine/readers/mail_reader.h"
#include "engine/readers/text_decoding.h"
#include "engine/readers/zip_directory.h"

#include <algorithm>
#include <array>
#include <string>

namespace embedscope {

namespace {

using namespace std::string_view_literals;

struct Magic
{
    std::size_t offset;
    std::string_view bytes;
    std::string_view description;
};

// Formats that are no text, or whose text is not read here. Longer signatures before shorter ones.
constexpr std::array kMagics = {
    Magic{0, "\x89PNG\r\n\x1A\n"sv, "a PNG picture"},
    Magic{0, "\xFF\xD8\xFF"sv, "a JPEG picture"},
    Magic{0, "GIF8"sv, "a GIF picture"},
    Magic{8, "WEBP"sv, "a WebP picture"},
    Magic{0, "II*\0"sv, "a TIFF picture"},
    Magic{0, "MM\0*"sv, "a TIFF picture"},
    Magic{0, "\0\0\x01\0"sv, "an icon"},
    Magic{8, "WAVE"sv, "a sound"},
    Magic{8, "AVI "sv, "a film"},
    Magic{0, "ID3"sv, "a sound"},
    Magic{0, "fLaC"sv, "a sound"},
    Magic{0, "OggS"sv, "a sound or a film"},
    Magic{4, "ftyp"sv, "a film, a sound or a picture"},
    Magic{0, "\x1A\x45\xDF\xA3"sv, "a film"},
    Magic{0,
          "\x7F"
          "ELF"sv,
          "a program"},
    Magic{0, "\xCA\xFE\xBA\xBE"sv, "a program"},
    Magic{0, "SQLite format 3\0"sv, "a database"},
    Magic{0, "GGUF"sv, "an embedding model"},
    Magic{0, "Rar!\x1A\x07"sv, "a RAR archive"},
    Magic{0, "%!PS"sv, "a PostScript file"},
    Magic{0, "wOFF"sv, "a font"},
    Magic{0, "wOF2"sv, "a font"},
    Magic{0, "OTTO"sv, "a font"},
    Magic{0, "\0\x01\0\0\0"sv, "a font"},
    Magic{0, "AT&TFORM"sv, "a DjVu document"},
};

struct Packed
{
    std::size_t offset;
    std::string_view bytes;
    FileKind kind;
    std::string_view label;
    std::string_view description;
};

constexpr std::array kPacked = {
    Packed{0, "\x1F\x8B"sv, FileKind::Compressed, "tar", "a gzip archive"},
    Packed{0, "BZh"sv, FileKind::Compressed, "tar", "a bzip2 archive"},
    Packed{0,
           "\xFD"
           "7zXZ\0"sv,
           FileKind::Compressed, "tar", "an xz archive"},
    Packed{0, "\x28\xB5\x2F\xFD"sv, FileKind::Compressed, "tar", "a zstd archive"},
    Packed{0, "7z\xBC\xAF\x27\x1C"sv, FileKind::SevenZip, "7z", "a 7z archive"},
    Packed{257, "ustar"sv, FileKind::Tar, "tar", "a tar archive"},
};

template <class Signature> bool matches(std::string_view bytes, const Signature& signature)
{
    return bytes.size() >= signature.offset && bytes.substr(signature.offset).starts_with(signature.bytes);
}

// "BM" alone begins many a text: the size of the second header must fit as well.
bool looksLikeBitmap(std::string_view bytes)
{
    return bytes.starts_with("BM") && bytes.size() > 18 && bytes.substr(6, 4) == "\0\0\0\0"sv
        && bytes.substr(15, 3) == "\0\0\0"sv;
}

constexpr std::string_view kOleMagic = "\xD0\xCF\x11\xE0\xA1\xB1\x1A\xE1"sv;

bool startsWithIgnoringCase(std::string_view text, std::string_view start)
{
    return text.size() >= start.size()
        && std::equal(start.begin(), start.end(), text.begin(), [](char a, char b) {
               return a == (b >= 'A' && b <= 'Z' ? static_cast<char>(b + 32) : b);
           });
}

// Legacy Office files, and the encrypted new ones, which are wrapped into the old container.
Identity identifyOle(std::string_view bytes)
{
    const auto holds = [&](std::u16string_view name) {
        const std::string_view raw(reinterpret_cast<const char*>(name.data()), name.size() * 2);
        return bytes.find(raw) != std::string_view::npos;
    };
    Identity identity{FileKind::Unsupported, "", "a Microsoft Office file of the old kind"};
    if (holds(u"EncryptedPackage"))
        identity = {FileKind::LockedOffice, "", "an Office document"};
    else if (holds(u"WordDocument"))
        identity.description = "a Word document of the old kind (.doc)";
    else if (holds(u"Workbook"))
        identity.description = "an Excel workbook of the old kind (.xls)";
    else if (holds(u"PowerPoint Document"))
        identity.description = "a PowerPoint presentation of the old kind (.ppt)";
    return identity;
}

bool looksLikePdf(std::string_view bytes)
{
    return bytes.substr(0, 1024).find("%PDF-") != std::string_view::npos;
}

// Control characters that no text has, in a sample: above one in twenty it is no text.
bool looksBinary(std::string_view bytes)
{
    const std::string_view sample = bytes.substr(0, std::size_t{1} << 16);
    const auto controls = std::count_if(sample.begin(), sample.end(), [](char c) {
        const auto byte = static_cast<unsigned char>(c);
        return (byte < 0x20 && !(byte >= 0x08 && byte <= 0x0D) && byte != 0x1B) || byte == 0x7F;
    });
    return static_cast<std::size_t>(controls) * 20 > sample.size();
}

// The first bytes as ASCII, whatever the encoding: enough to see a tag.
std::string sniffingText(std::string_view bytes, const UnicodeForm& form)
{
    std::string text(bytes.substr(form.markBytes, 4096));
    if (form.unitBytes > 1)
        std::erase(text, '\0');
    const std::size_t start = text.find_first_not_of(" \t\r\n");
    return start == std::string::npos ? std::string() : text.substr(start);
}

// Comments and processing instructions before the first element.
std::string_view skipProlog(std::string_view text)
{
    for (;;) {
        const std::size_t start = text.find_first_not_of(" \t\r\n");
        text.remove_prefix(start == std::string_view::npos ? text.size() : start);
        const bool comment = text.starts_with("<!--");
        if (!comment && !startsWithIgnoringCase(text, "<?xml"))
            return text;
        const std::size_t end = text.find(comment ? "-->" : "?>");
        if (end == std::string_view::npos)
            return {};
        text.remove_prefix(end + (comment ? 3 : 2));
    }
}

bool startsLikeHtml(std::string_view text)
{
    const std::string_view element = skipProlog(text);
    for (const std::string_view start :
         {"<!doctype html", "<html", "<head", "<body", "<title", "<script", "<meta", "<table", "<style"}) {
        if (startsWithIgnoringCase(element, start) && element.size() > start.size()) {
            const char next = element[start.size()];
            if (next == '>' || next == ' ' || next == '\t' || next == '\n' || next == '\r' || next == '/')
                return true;
        }
    }
    return false;
}

bool startsLikeXml(std::string_view text)
{
    return text.starts_with("<?xml") || text.starts_with("<!DOCTYPE svg") || text.starts_with("<svg");
}

std::string_view flatLabel(std::string_view text)
{
    if (text.find("opendocument.spreadsheet") != std::string_view::npos)
        return "ods";
    return text.find("opendocument.presentation") != std::string_view::npos ? "odp" : "odt";
}

struct TextExtension
{
    std::string_view extension;
    FileKind kind;
    std::string_view label;
};

constexpr std::array kTextExtensions = {
    TextExtension{"md", FileKind::Markdown, "markdown"},
    TextExtension{"markdown", FileKind::Markdown, "markdown"},
    TextExtension{"mdown", FileKind::Markdown, "markdown"},
    TextExtension{"mkd", FileKind::Markdown, "markdown"},
    TextExtension{"csv", FileKind::Csv, "csv"},
    TextExtension{"tsv", FileKind::Csv, "csv"},
    TextExtension{"jsonl", FileKind::JsonLines, "json"},
    TextExtension{"ndjson", FileKind::JsonLines, "json"},
    TextExtension{"log", FileKind::Lines, "log"},
    TextExtension{"json", FileKind::Json, "json"},
    TextExtension{"ipynb", FileKind::Json, "json"},
    TextExtension{"geojson", FileKind::Json, "json"},
    TextExtension{"xml", FileKind::Xml, "xml"},
    TextExtension{"rst", FileKind::Rst, "rst"},
    TextExtension{"rest", FileKind::Rst, "rst"},
    TextExtension{"tex", FileKind::Latex, "latex"},
    TextExtension{"latex", FileKind::Latex, "latex"},
    TextExtension{"srt", FileKind::Subtitles, "subtitles"},
    TextExtension{"vtt", FileKind::Subtitles, "subtitles"},
};

constexpr std::array kSourceExtensions = {
    "c"sv,   "h"sv,   "cc"sv,   "cpp"sv,  "hpp"sv, "cxx"sv,   "cs"sv,   "py"sv,   "js"sv,    "mjs"sv,
    "ts"sv,  "tsx"sv, "jsx"sv,  "java"sv, "kt"sv,  "go"sv,    "rs"sv,   "rb"sv,   "php"sv,   "pl"sv,
    "lua"sv, "sh"sv,  "bash"sv, "sql"sv,  "css"sv, "scss"sv,  "hs"sv,   "ml"sv,   "scala"sv, "swift"sv,
    "r"sv,   "jl"sv,  "m"sv,    "asm"sv,  "s"sv,   "cmake"sv, "toml"sv, "yaml"sv, "yml"sv,   "ini"sv,
};

Identity identifyText(std::string_view sniffed, std::string_view name)
{
    char buffer[16];
    const std::string_view extension = extensionOf(name, buffer);
    const bool source =
        std::find(kSourceExtensions.begin(), kSourceExtensions.end(), extension) != kSourceExtensions.end();
    if (source)
        return {FileKind::PlainText, "source", "source code"};
    if (sniffed.starts_with("{\\rtf"))
        return {FileKind::Rtf, "rtf", "an RTF document"};
    const bool namedMail = extension == "eml" || extension == "mht" || extension == "mhtml";
    if (looksLikeMailbox(sniffed))
        return {FileKind::Mailbox, "mailbox", "a mailbox"};
    if (looksLikeMail(sniffed, namedMail))
        return {FileKind::Mail, "mail", "a message"};
    const auto known =
        std::find_if(kTextExtensions.begin(), kTextExtensions.end(),
                     [&](const TextExtension& candidate) { return candidate.extension == extension; });
    const bool markdown = known != kTextExtensions.end() && known->kind == FileKind::Markdown;
    // Markdown files often begin with a piece of HTML.
    const bool namedHtml = (extension == "html" || extension == "htm" || extension == "xhtml")
        && sniffed.find('<') != std::string_view::npos;
    if (namedHtml || (!markdown && startsLikeHtml(sniffed)))
        return {FileKind::Html, "html", "a web page"};
    if (!markdown && sniffed.starts_with("WEBVTT"))
        return {FileKind::Subtitles, "subtitles", "subtitles"};
    if (sniffed.find("office:document ") != std::string_view::npos && startsLikeXml(sniffed))
        return {FileKind::FlatOdf, flatLabel(sniffed), "an OpenDocument file"};
    const bool namedXml =
        known != kTextExtensions.end() && known->kind == FileKind::Xml && sniffed.starts_with('<');
    if (namedXml || (!markdown && startsLikeXml(sniffed)))
        return {FileKind::Xml, "xml", "an XML document"};
    if (sniffed.starts_with("\\documentclass"))
        return {FileKind::Latex, "latex", "text"};
    if (known != kTextExtensions.end()
        && known->kind != FileKind::Xml) // what is named XML and is none is text
        return {known->kind, known->label, "text"};
    return {FileKind::PlainText, "text", "text"};
}

}

std::string_view extensionOf(std::string_view name, char (&buffer)[16])
{
    const std::size_t dot = name.rfind('.');
    if (dot == std::string_view::npos || name.size() - dot - 1 > sizeof(buffer))
        return {};
    const std::string_view extension = name.substr(dot + 1);
    std::transform(extension.begin(), extension.end(), buffer,
                   [](char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c + 32) : c; });
    return {buffer, extension.size()};
}

Identity identify(std::string_view bytes, std::string_view name)
{
    if (bytes.empty())
        return {FileKind::Empty, "text", "an empty file"};
    if (bytes.starts_with(kOleMagic))
        return identifyOle(bytes);
    for (const Magic& magic : kMagics) {
        if (matches(bytes, magic))
            return {FileKind::Unsupported, "", magic.description};
    }
    for (const Packed& packed : kPacked) {
        if (matches(bytes, packed))
            return {packed.kind, packed.label, packed.description};
    }
    if (looksLikeBitmap(bytes))
        return {FileKind::Unsupported, "", "a BMP picture"};
    if (const auto zip = identifyZip(bytes))
        return *zip;
    if (looksLikePdf(bytes))
        return {FileKind::Pdf, "pdf", "a PDF document"};
    const UnicodeForm form = unicodeFormOf(bytes);
    if (form.unitBytes <= 1 && looksBinary(bytes))
        return {FileKind::Unsupported, "", ""};
    return identifyText(sniffingText(bytes, form), name);
}

}
