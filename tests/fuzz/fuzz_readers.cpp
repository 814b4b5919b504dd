// Any bytes under a name as a document: text, Markdown or HTML that keeps the promises of a block, or a
// refusal with a sentence. The first byte chooses the name. PDF goes to poppler, which is fuzzed by its own
// people.
#include "engine/base/utf8.h"
#include "engine/documents/chunker.h"
#include "engine/readers/identify.h"
#include "engine/readers/reader.h"

#include <cstdlib>

using namespace embedscope;

static void require(bool condition)
{
    if (!condition)
        std::abort();
}

static void requireClean(std::string_view text)
{
    require(isValidUtf8(text));
    for (const char c : text)
        require(static_cast<unsigned char>(c) >= 0x20 || c == '\n' || c == '\t');
}

static void everyByte(std::string_view text, std::vector<uint32_t>& ends)
{
    for (std::size_t i = 0; i < text.size(); ++i)
        ends.push_back(static_cast<uint32_t>(i + 1));
}

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, std::size_t size)
{
    static constexpr const char* kNames[] = {"a.txt", "a.md",  "a.html", "a.csv", "a.json", "a.xml",
                                             "a.srt", "a.tex", "a.docx", "a.odt", "a.rtf",  "a",
                                             "a.py",  "a.eml", "a.zip",  "a.gz",  "a.rst"};
    if (size == 0)
        return 0;
    const std::string_view bytes(reinterpret_cast<const char*>(data) + 1, size - 1);
    ReadOptions options;
    options.name = kNames[data[0] % std::size(kNames)];
    if (identify(bytes, options.name).kind == FileKind::Pdf)
        return 0;
    const ReadResult result = readDocument(bytes, options);
    if (const Refusal* const refusal = std::get_if<Refusal>(&result)) {
        require(!refusal->sentence.empty() && refusal->sentence.find(options.name) != std::string::npos);
        return 0;
    }
    const Document& document = std::get<Document>(result);
    require(!document.kind.empty() && !document.blocks.empty());
    requireClean(document.title);
    for (const Block& block : document.blocks) {
        require(!block.text.empty());
        requireClean(block.text);
        require(block.headingLevel >= 0 && block.headingLevel <= 6);
        require(block.position.kind == Position::Kind::None || block.position.number > 0
                || !block.position.label.empty() || block.position.kind == Position::Kind::Message);
    }
    for (const Chunk& chunk : cutIntoChunks(document, {16, 4}, everyByte))
        require(!chunk.text.empty() && chunk.tokens > 0);
    return 0;
}
