#include "app/cli/commands.h"
#include "engine/tokens/tokenizer.h"

#include <cstdio>
#include <filesystem>
#include <fmt/format.h>
#include <fstream>
#include <iostream>
#include <memory>
#include <nlohmann/json.hpp>
#include <string>
#include <vector>

namespace embedscope::cli {

namespace {

using nlohmann::json;

struct TokenizeOptions
{
    std::string model;
    std::string input = "-";
    bool noSpecial = false;
    bool pieces = false;
};

// A line is plain text, or an object with a text.
std::string textOfLine(const std::string& line)
{
    if (line.starts_with('{')) {
        const json object = json::parse(line, nullptr, false);
        if (object.is_object() && object.contains("text") && object["text"].is_string())
            return object["text"].get<std::string>();
    }
    return line;
}

std::string resultLine(const Tokenizer& tokenizer, const std::string& text, const TokenizeOptions& options)
{
    std::vector<TokenId> ids;
    if (options.noSpecial)
        tokenizer.tokenize(text, ids);
    else
        ids = tokenizer.encode(text);
    nlohmann::ordered_json result = {{"ids", ids}};
    if (options.pieces) {
        json pieces = json::array();
        for (const TokenId id : ids)
            pieces.push_back(std::string(tokenizer.piece(id)));
        result["pieces"] = std::move(pieces);
    }
    // Pieces are bytes of a file; what is not UTF-8 in them is shown as U+FFFD.
    return result.dump(-1, ' ', false, json::error_handler_t::replace);
}

int runLines(const Tokenizer& tokenizer, std::istream& input, const TokenizeOptions& options)
{
    for (std::string line; !interrupted() && std::getline(input, line);) {
        if (line.ends_with('\r'))
            line.pop_back();
        const std::string result = resultLine(tokenizer, textOfLine(line), options) + "\n";
        if (std::fwrite(result.data(), 1, result.size(), stdout) != result.size())
            return fail("The output cannot be written.");
    }
    if (input.bad())
        return fail(fmt::format("{} cannot be read.", options.input));
    return std::fflush(stdout) == 0 ? 0 : fail("The output cannot be written.");
}

int tokenize(const TokenizeOptions& options)
{
    const auto file = GgufFile::open(options.model);
    if (!file)
        return fail(file.error().sentence);
    const auto tokenizer = Tokenizer::fromGguf(*file);
    if (!tokenizer)
        return fail(tokenizer.error().sentence);
    if (options.input == "-")
        return runLines(**tokenizer, std::cin, options);
    if (std::error_code error; std::filesystem::is_directory(options.input, error))
        return fail(fmt::format("{} is a folder; give a file of lines.", options.input));
    std::ifstream input(options.input, std::ios::binary);
    if (!input)
        return fail(fmt::format("{} cannot be opened.", options.input));
    return runLines(**tokenizer, input, options);
}

}

void addTokenizeCommand(CLI::App& program, int& status)
{
    auto options = std::make_shared<TokenizeOptions>();
    CLI::App* command =
        program.add_subcommand("tokenize", "Turn lines of text into token ids, as a model would");
    command->add_option("--model", options->model, "GGUF file; one with a vocabulary only will do")
        ->required();
    command
        ->add_option("--input", options->input,
                     "File with one text per line, as plain text or as JSON objects with a \"text\"; "
                     "- is standard input")
        ->capture_default_str();
    command->add_flag("--no-special", options->noSpecial, "Leave out the special tokens around each text");
    command->add_flag("--pieces", options->pieces, "Print the pieces of the vocabulary too");
    command->footer("Output: one JSON line per line of input, {\"ids\":[...]} or with --pieces "
                    "{\"ids\":[...],\"pieces\":[...]}.\nTexts are not cut to the model's context.");
    command->callback([options, &status] { status = tokenize(*options); });
}

}
