// Puts a GGUF file together number by number, right or wrong: for files that the writer would not write.
#pragma once

#include "engine/gguf/gguf_file.h"

#include <cstring>
#include <initializer_list>
#include <string>
#include <string_view>
#include <vector>

namespace embedscope {

class RawGguf
{
public:
    RawGguf() = default;
    RawGguf(uint64_t tensors, uint64_t keys, uint32_t version = 3)
    {
        text("GGUF");
        u32(version).u64(tensors).u64(keys);
    }
    RawGguf& u8(uint8_t value) { return number(value); }
    RawGguf& u32(uint32_t value) { return number(value); }
    RawGguf& u64(uint64_t value) { return number(value); }
    RawGguf& f32(float value) { return number(value); }
    RawGguf& text(std::string_view characters)
    {
        const std::size_t at = m_bytes.size();
        m_bytes.resize(at + characters.size());
        std::memcpy(m_bytes.data() + at, characters.data(), characters.size());
        return *this;
    }
    RawGguf& string(std::string_view value) { return u64(value.size()).text(value); }
    RawGguf& key(std::string_view name, GgufValueType type)
    {
        return string(name).u32(static_cast<uint32_t>(type));
    }
    RawGguf& array(std::string_view name, GgufValueType element, uint64_t count)
    {
        return key(name, GgufValueType::Array).u32(static_cast<uint32_t>(element)).u64(count);
    }
    RawGguf& tensor(std::string_view name, std::initializer_list<uint64_t> shape, uint32_t type,
                    uint64_t offset)
    {
        string(name).u32(static_cast<uint32_t>(shape.size()));
        for (const uint64_t extent : shape)
            u64(extent);
        return u32(type).u64(offset);
    }
    /// Zeros up to the next multiple, then that many bytes of data.
    RawGguf& data(std::size_t bytes, std::size_t alignment = 32)
    {
        m_bytes.resize((m_bytes.size() + alignment - 1) / alignment * alignment + bytes);
        return *this;
    }
    std::vector<std::byte>& bytes() { return m_bytes; }
    Result<GgufFile> parse() const { return GgufFile::fromBytes(m_bytes, "made-up.gguf"); }

private:
    template <class T> RawGguf& number(T value)
    {
        const std::size_t at = m_bytes.size();
        m_bytes.resize(at + sizeof value);
        std::memcpy(m_bytes.data() + at, &value, sizeof value);
        return *this;
    }
    std::vector<std::byte> m_bytes;
};

}
