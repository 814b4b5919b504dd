#include "engine/model/key_reader.h"

#include "engine/base/utf8.h"

#include <cmath>
#include <cstring>
#include <fmt/format.h>

namespace embedscope {

void KeyReader::fail(const std::string& reason)
{
    if (!m_error)
        m_error = Error{fmt::format("{} cannot be used: {}.", m_file.name(), reason)};
}

void KeyReader::missing(std::string_view key)
{
    fail(fmt::format("the key \"{}\", which the model needs, is missing", full(key)));
}

int KeyReader::count(std::string_view key, uint64_t most)
{
    const int value = countOr(key, most, 0);
    if (value == 0)
        missing(key);
    return value;
}

int KeyReader::countOr(std::string_view key, uint64_t most, int otherwise)
{
    const auto value = number(key);
    if (!value)
        return otherwise;
    if (*value == 0 || *value > most) {
        fail(fmt::format("its key \"{}\" is {}, which cannot be (1 to {})", full(key), *value, most));
        return otherwise;
    }
    return static_cast<int>(*value);
}

double KeyReader::real(std::string_view key, double least, double most)
{
    const auto value = optionalReal(key, least, most);
    if (!value)
        missing(key);
    return value.value_or(least);
}

double KeyReader::realOr(std::string_view key, double least, double most, double otherwise)
{
    return optionalReal(key, least, most).value_or(otherwise);
}

std::optional<double> KeyReader::optionalReal(std::string_view key, double least, double most)
{
    const auto value = m_file.floatValue(full(key));
    if (!value) {
        m_error = m_error ? m_error : value.error();
        return std::nullopt;
    }
    if (*value && (!std::isfinite(**value) || **value < least || **value > most)) {
        fail(
            fmt::format("its key \"{}\" is {}, which cannot be ({} to {})", full(key), **value, least, most));
        return std::nullopt;
    }
    return *value;
}

bool KeyReader::flagOr(std::string_view key, bool otherwise)
{
    const auto value = m_file.boolValue(full(key));
    if (!value)
        m_error = m_error ? m_error : value.error();
    return value ? value->value_or(otherwise) : otherwise;
}

std::string KeyReader::textOr(std::string_view key, std::string_view otherwise)
{
    const auto value = m_file.stringValue(full(key));
    if (!value)
        m_error = m_error ? m_error : value.error();
    return value && *value ? repairUtf8(**value) : std::string(otherwise);
}

std::optional<std::vector<bool>> KeyReader::flags(std::string_view key)
{
    const GgufValue* raw = m_file.find(full(key));
    if (!raw || raw->type != GgufValueType::Array || raw->array.elementType != GgufValueType::Bool)
        return std::nullopt;
    std::vector<bool> flags;
    for (const std::byte value : raw->array.bytes)
        flags.push_back(value != std::byte{0});
    return flags;
}

std::optional<uint64_t> KeyReader::number(std::string_view key)
{
    const std::string name = full(key);
    const GgufValue* raw = m_file.find(name);
    if (raw && raw->type == GgufValueType::Array)
        return sameInEveryLayer(name, raw->array);
    auto value = m_file.unsignedValue(name);
    if (value)
        return *value;
    m_error = m_error ? m_error : value.error();
    return std::nullopt;
}

// Some converters write a count per layer; the families here have the same in every layer.
std::optional<uint64_t> KeyReader::sameInEveryLayer(const std::string& key, const GgufArray& array)
{
    const bool wide = array.elementType == GgufValueType::U32 || array.elementType == GgufValueType::I32;
    if (!wide || array.count == 0) {
        fail(fmt::format("its key \"{}\" should be an integer or an array of 32-bit integers", key));
        return std::nullopt;
    }
    const auto element = [&](uint64_t i) {
        uint32_t bits = 0;
        std::memcpy(&bits, array.bytes.data() + i * sizeof bits, sizeof bits);
        return bits;
    };
    for (uint64_t i = 1; i < array.count; ++i) {
        if (element(i) != element(0)) {
            fail(fmt::format("its key \"{}\" differs from layer to layer, which is not supported", key));
            return std::nullopt;
        }
    }
    return element(0);
}

}
