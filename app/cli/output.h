// What commands print: results to standard output, each way checked; foreign text so that it cannot drive a
// terminal.
#pragma once

#include <cstddef>
#include <nlohmann/json.hpp>
#include <string>
#include <string_view>

namespace embedscope::cli {

/// One line of JSON; bytes that are not UTF-8 become U+FFFD.
std::string jsonLine(const nlohmann::ordered_json& value);

/// A foreign text on one line: white space and control characters are single blanks. With a limit it ends in
/// "..." after that many bytes, never inside of a character.
std::string oneLine(std::string_view text, std::size_t limit = std::string_view::npos);

/// False when standard output is full or closed.
bool print(std::string_view text);
/// Brings out what was printed: 0, or 1 with the sentence.
int endOutput();

}
