// Walks the bytes of a GGUF file once and fills a GgufFile. Nothing from the file is believed before it is
// checked: no count reserves memory, no offset is followed, no product is formed unchecked. Used by GgufFile
// alone.
#pragma once

#include "engine/gguf/gguf_file.h"

#include <cstdint>
#include <string>
#include <string_view>

namespace embedscope {

class GgufParser
{
public:
    explicit GgufParser(GgufFile& file)
        : m_file(file)
        , m_bytes(file.m_bytes)
    {
    }
    /// Fills the file from its bytes; after an Error the file is not to be used.
    Result<void> parse();

private:
    Result<void> readHeader();
    Result<void> readMetadata();
    Result<void> readValue(std::string_view key, GgufValue& value);
    Result<void> readArray(std::string_view key, GgufArray& array);
    Result<void> readAlignment();
    Result<void> readTensorTable();
    Result<void> readTensorEntry(GgufTensor& tensor);
    Result<void> placeTensors();

    bool take(uint64_t& value) { return takeRaw(&value, sizeof value); }
    bool take(uint32_t& value) { return takeRaw(&value, sizeof value); }
    bool takeRaw(void* out, std::size_t size);
    bool takeBytes(uint64_t length, std::span<const std::byte>& out);
    bool takeString(std::string_view& out);
    uint64_t left() const { return m_bytes.size() - m_at; }
    Error refuse(const std::string& what) const;
    Error endsEarly(const std::string& where) const;

    struct Place
    {
        uint64_t offset, size; ///< in the data section
    };

    GgufFile& m_file;
    std::span<const std::byte> m_bytes;
    uint64_t m_at = 0;
    uint64_t m_alignment = 32;
    uint64_t m_keyCount = 0;
    uint64_t m_tensorCount = 0;
    std::vector<Place> m_places; ///< one per tensor, in file order
};

}
