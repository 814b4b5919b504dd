// Bytes of a file to a Document: finds out what they are and calls the reader of that format. Linked only
// into embedscope-reader and its tests, since this is where foreign bytes are parsed. Never throws but
// std::bad_alloc; every block that comes out is clean UTF-8 text. One thread.
#pragma once

#include "engine/documents/document.h"

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace embedscope {

class UnpackBudget;

struct ReadOptions
{
    std::string name; ///< file name without folders: for sentences, and between kinds of plain text
    std::optional<std::string> password;
    uint64_t maxTextBytes = uint64_t{256} << 20;
    int depth = 0; ///< documents around this one
    UnpackBudget* budget = nullptr; ///< of the outermost file; made by readDocument
};

ReadResult readDocument(std::string_view bytes, const ReadOptions& options);

}
