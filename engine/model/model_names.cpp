#include "engine/model/model_names.h"

#include <algorithm>
#include <filesystem>
#include <fmt/format.h>

namespace embedscope {

std::string namesOf(const GgufFile& file)
{
    std::string names = std::filesystem::path(file.name()).filename().string();
    for (const char* key : {"general.name", "general.basename", "general.finetune"}) {
        const auto value = file.stringValue(key);
        if (value && *value)
            names += fmt::format(" {}", **value);
    }
    std::ranges::transform(names, names.begin(), [](char c) {
        const bool separates = c == ' ' || c == '_';
        return separates ? '-' : c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
    });
    return names;
}

bool namesContain(std::string_view names, std::string_view word)
{
    for (std::size_t at = names.find(word); at != std::string_view::npos; at = names.find(word, at + 1)) {
        const char before = at > 0 ? names[at - 1] : '-';
        const bool inside = (before >= 'a' && before <= 'z') || (before >= '0' && before <= '9');
        if (!inside || word.front() == '-')
            return true;
    }
    return false;
}

}
