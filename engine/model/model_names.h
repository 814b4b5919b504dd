// The names that a file gives itself, for rules that go by them (prompts, shorter vectors). Not for people.
#pragma once

#include "engine/gguf/gguf_file.h"

#include <string>
#include <string_view>

namespace embedscope {

/// File name, general.name, basename and finetune in small letters, words divided by '-'.
std::string namesOf(const GgufFile& file);
/// A word that begins with a letter or digit is not found in the middle of another: "e5-" is not in "ae5-".
bool namesContain(std::string_view names, std::string_view word);

}
