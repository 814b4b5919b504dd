// Short ways to read a text in a test and to look at what came out.
#pragma once

#include "engine/readers/reader.h"

#include <string>
#include <vector>

namespace embedscope::test {

inline ReadResult readNamed(const std::string& name, std::string_view bytes)
{
    ReadOptions options;
    options.name = name;
    return readDocument(bytes, options);
}

inline Document documentNamed(const std::string& name, std::string_view bytes)
{
    ReadResult result = readNamed(name, bytes);
    if (Document* const document = std::get_if<Document>(&result))
        return std::move(*document);
    Document refused;
    refused.kind = "refused: " + std::get<Refusal>(result).sentence;
    return refused;
}

inline std::vector<std::string> textsOf(const Document& document)
{
    std::vector<std::string> texts;
    for (const Block& block : document.blocks)
        texts.push_back(block.text);
    return texts;
}

inline std::string reasonNamed(const std::string& name, std::string_view bytes)
{
    const ReadResult result = readNamed(name, bytes);
    const Refusal* const refusal = std::get_if<Refusal>(&result);
    return refusal ? std::string(refusalName(refusal->reason)) : "read";
}

}
