#include "tests/engine/documents/manifest.h"

#include <algorithm>
#include <fstream>
#include <sstream>
#include <unicode/normalizer2.h>
#include <unicode/unistr.h>

namespace embedscope::test {

namespace {

std::vector<std::vector<std::string>> parseCsv(const std::string& text)
{
    std::vector<std::vector<std::string>> rows(1, {""});
    bool quoted = false;
    for (std::size_t i = 0; i < text.size(); ++i) {
        const char c = text[i];
        std::string& cell = rows.back().back();
        if (quoted && c == '"' && i + 1 < text.size() && text[i + 1] == '"') {
            cell += text[++i];
        } else if (c == '"') {
            quoted = !quoted;
        } else if (c == ',' && !quoted) {
            rows.back().emplace_back();
        } else if (c == '\n' && !quoted) {
            rows.push_back({""});
        } else if (c != '\r' || quoted) {
            cell += c;
        }
    }
    return rows;
}

std::vector<std::string> splitAtBars(const std::string& text)
{
    std::vector<std::string> parts;
    std::istringstream stream(text);
    for (std::string part; std::getline(stream, part, '|');) {
        if (!part.empty())
            parts.push_back(part);
    }
    return parts;
}

bool isDropped(char16_t c)
{
    return c == 0xAD || c == 0x200E || c == 0x200F || (c >= 0x202A && c <= 0x202E)
        || (c >= 0x2066 && c <= 0x2069);
}

std::string compareText(const ManifestRow& row, const Document& document)
{
    const std::string text = comparable(documentText(document));
    std::size_t at = 0;
    for (const std::string& phrase : row.contains) {
        const std::size_t found = text.find(comparable(phrase), at);
        if (found == std::string::npos)
            return "lacks (in order) \"" + phrase + "\" in: " + text.substr(0, 300);
        at = found;
    }
    for (const std::string& phrase : row.notContains) {
        if (text.find(comparable(phrase)) != std::string::npos)
            return "should not hold \"" + phrase + "\"";
    }
    if (row.position.empty())
        return {};
    const std::string phrase = comparable(row.positionPhrase);
    std::string places;
    for (const Block& block : document.blocks) {
        if (comparable(block.text).find(phrase) == std::string::npos)
            continue;
        if (positionText(block.position) == row.position)
            return {};
        places += " [" + positionText(block.position) + "]";
    }
    return "\"" + row.positionPhrase + "\" is not at " + row.position + " but at" + places;
}

// The manifest names other right answers in words: "refusing as damaged is accepted".
bool noteAccepts(const ManifestRow& row, std::string_view verb, std::string_view what)
{
    return row.note.find("accepted") != std::string::npos && row.note.find(verb) != std::string::npos
        && row.note.find(what) != std::string::npos;
}

}

std::vector<ManifestRow> readManifest(const std::filesystem::path& file)
{
    std::ifstream stream(file, std::ios::binary);
    std::stringstream text;
    text << stream.rdbuf();
    const auto lines = parseCsv(text.str());
    std::vector<ManifestRow> rows;
    for (std::size_t i = 1; i < lines.size(); ++i) {
        const std::vector<std::string>& cells = lines[i];
        if (cells.size() < 9)
            continue;
        rows.push_back({cells[0], cells[1], cells[2], splitAtBars(cells[3]), splitAtBars(cells[4]), cells[5],
                        splitAtBars(cells[6]), cells[7], cells[8]});
    }
    return rows;
}

std::string comparable(std::string_view text)
{
    UErrorCode error = U_ZERO_ERROR;
    const icu::Normalizer2* const nfkc = icu::Normalizer2::getNFKCInstance(error);
    icu::UnicodeString given =
        icu::UnicodeString::fromUTF8(icu::StringPiece(text.data(), static_cast<int>(text.size())));
    const icu::UnicodeString normal = nfkc->normalize(given, error);
    icu::UnicodeString out;
    bool blank = false;
    for (int32_t i = 0; i < normal.length(); ++i) {
        const char16_t c = normal[i];
        if (isDropped(c))
            continue;
        const bool splitHere = c == u'-' && i + 1 < normal.length() && normal[i + 1] == u'\n' && i > 0
            && u_isalpha(normal[i - 1]);
        if (splitHere) {
            while (i + 1 < normal.length() && u_isspace(normal[i + 1]))
                ++i;
        } else if (u_isspace(c)) {
            blank = !out.isEmpty();
        } else {
            if (blank)
                out += u' ';
            blank = false;
            out += c;
        }
    }
    std::string result;
    out.toUTF8String(result);
    return result;
}

std::string compare(const ManifestRow& row, const ReadResult& result)
{
    if (const Document* const document = std::get_if<Document>(&result)) {
        if (row.expect == "text")
            return compareText(row, *document);
        const bool accepted = noteAccepts(row, "giving", "") || noteAccepts(row, "recovering", "")
            || row.note.find("may give text") != std::string::npos;
        if (!accepted)
            return "should be refused but gave: " + documentText(*document).substr(0, 200);
        return compareText(row, *document);
    }
    const Refusal& refusal = std::get<Refusal>(result);
    const std::string reason(refusalName(refusal.reason));
    if (refusal.sentence.empty())
        return "refused without a sentence";
    if (row.expect == "text" && noteAccepts(row, "refus", reason))
        return {};
    if (row.expect != "text" && std::count(row.reasons.begin(), row.reasons.end(), reason) > 0)
        return {};
    return "refused as " + reason + ": " + refusal.sentence;
}

}
