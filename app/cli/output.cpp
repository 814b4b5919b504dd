#include "app/cli/output.h"

#include "app/cli/commands.h"
#include "engine/base/utf8.h"

#include <cstdio>

namespace embedscope::cli {

std::string jsonLine(const nlohmann::ordered_json& value)
{
    return value.dump(-1, ' ', false, nlohmann::ordered_json::error_handler_t::replace) + "\n";
}

std::string oneLine(std::string_view text, std::size_t limit)
{
    const std::string valid = repairUtf8(text);
    std::string line;
    for (std::size_t at = 0; at < valid.size();) {
        const DecodedCharacter character = decodeUtf8(valid, at);
        const bool isControl = character.value < 0x20 || (character.value >= 0x7F && character.value < 0xA0);
        const bool isBlank = isControl || character.value == ' ';
        if (!isBlank && line.size() + character.length > limit)
            return line + "...";
        if (!isBlank)
            line.append(valid, at, character.length);
        else if (!line.empty() && line.back() != ' ')
            line += ' ';
        at += character.length;
    }
    if (line.ends_with(' '))
        line.pop_back();
    return line;
}

bool print(std::string_view text)
{
    return std::fwrite(text.data(), 1, text.size(), stdout) == text.size();
}

int endOutput()
{
    return std::fflush(stdout) == 0 && std::ferror(stdout) == 0 ? 0 : fail("The output cannot be written.");
}

}
