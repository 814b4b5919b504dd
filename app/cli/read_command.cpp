#include "app/cli/commands.h"
#include "engine/documents/reader_pool.h"

#include <chrono>
#include <cstdio>
#include <fmt/format.h>
#include <memory>
#include <nlohmann/json.hpp>
#include <optional>
#include <stop_token>
#include <string>
#include <thread>
#include <variant>

namespace embedscope::cli {

namespace {

using nlohmann::ordered_json;

struct CommandOptions
{
    std::string file;
    std::string password;
    bool json = false;
};

std::string toLine(const ordered_json& value)
{
    return value.dump(-1, ' ', false, ordered_json::error_handler_t::replace) + "\n";
}

ordered_json positionJson(const Position& position)
{
    if (position.label.empty())
        return position.number;
    return position.label;
}

ordered_json documentJson(const Document& document)
{
    ordered_json blocks = ordered_json::array();
    for (const Block& block : document.blocks) {
        ordered_json entry = {{"text", block.text}};
        if (block.headingLevel > 0)
            entry["heading"] = block.headingLevel;
        if (block.position.kind != Position::Kind::None)
            entry[std::string(positionKindName(block.position.kind))] = positionJson(block.position);
        blocks.push_back(std::move(entry));
    }
    ordered_json result = {{"kind", document.kind}, {"pages", document.pages}};
    if (!document.title.empty())
        result["title"] = document.title;
    if (!document.remarks.empty())
        result["remarks"] = document.remarks;
    result["blocks"] = std::move(blocks);
    return result;
}

ordered_json refusalJson(const Refusal& refusal)
{
    return {{"refused", {{"reason", refusalName(refusal.reason)}, {"sentence", refusal.sentence}}}};
}

std::string documentLines(const Document& document)
{
    std::string out = fmt::format("{}{}\n", document.kind,
                                  document.pages > 0 ? fmt::format(", {} pages", document.pages) : "");
    for (const std::string& remark : document.remarks)
        out += remark + "\n";
    std::string place;
    for (const Block& block : document.blocks) {
        const std::string here = positionText(block.position);
        out += here.empty() || here == place ? "\n" : fmt::format("\n[{}]\n", here);
        place = here;
        out += std::string(static_cast<std::size_t>(block.headingLevel), '#')
            + (block.headingLevel > 0 ? " " : "");
        out += block.text + "\n";
    }
    return out;
}

int print(const std::string& text)
{
    const bool written = std::fwrite(text.data(), 1, text.size(), stdout) == text.size();
    return written && std::fflush(stdout) == 0 ? 0 : fail("The output cannot be written.");
}

// Ctrl+C ends the reader at once, not after the document.
ReadResult readInterruptibly(const CommandOptions& options)
{
    ReaderPool pool(ReaderPool::defaultProgram(), 1);
    std::stop_source stop;
    const std::jthread watcher([&stop](std::stop_token done) {
        while (!done.stop_requested() && !interrupted())
            std::this_thread::sleep_for(std::chrono::milliseconds(20));
        stop.request_stop();
    });
    const std::optional<std::string> password =
        options.password.empty() ? std::nullopt : std::optional(options.password);
    return pool.read(options.file, stop.get_token(), password);
}

int readFile(const CommandOptions& options)
{
    const ReadResult result = readInterruptibly(options);
    if (interrupted())
        return 130;
    if (const Document* document = std::get_if<Document>(&result))
        return print(options.json ? toLine(documentJson(*document)) : documentLines(*document));
    const Refusal& refusal = std::get<Refusal>(result);
    if (options.json)
        print(toLine(refusalJson(refusal)));
    const bool asks = refusal.reason == RefusalReason::Encrypted && options.password.empty() && !options.json;
    return fail(refusal.sentence + (asks ? " Give it with --password." : ""));
}

}

void addReadCommand(CLI::App& program, int& status)
{
    auto options = std::make_shared<CommandOptions>();
    CLI::App* command = program.add_subcommand("read", "Show what the program sees in a file");
    command->add_option("file", options->file, "Document to read")->required()->option_text("FILE");
    command->add_flag("--json", options->json, "Print one JSON object");
    command->add_option("--password", options->password, "Password of the document");
    command->footer(
        "Output with --json: {\"kind\",\"pages\",\"blocks\":[{\"text\",\"heading\","
        "\"page\"|\"line\"|\"sheet\"|\"slide\"|\"message\"}]}\n"
        "or {\"refused\":{\"reason\",\"sentence\"}} with exit status 1; reasons: encrypted, damaged, "
        "no-text, too-large, too-deep, unsupported, not-found.");
    command->callback([options, &status] { status = readFile(*options); });
}

}
