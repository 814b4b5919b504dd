#include "app/cli/commands.h"
#include "app/cli/inspect_report.h"

#include <cstdio>
#include <fmt/format.h>
#include <memory>
#include <nlohmann/json.hpp>
#include <string>

namespace embedscope::cli {

namespace {

using nlohmann::ordered_json;

struct InspectOptions
{
    std::string model;
    bool json = false;
    bool tensors = false;
};

std::string shown(const ordered_json& value)
{
    if (value.is_null())
        return "-";
    std::string text = value.is_string() ? value.get<std::string>() : value.dump();
    for (char& c : text) { // metadata is foreign text: it must not drive the terminal
        if (static_cast<unsigned char>(c) < 0x20 || c == 0x7F)
            c = ' ';
    }
    return text;
}

std::string megabytes(const ordered_json& bytes)
{
    return bytes.is_null() ? "-" : fmt::format("{:.1f} MB", bytes.get<double>() / 1e6);
}

void row(const char* name, const std::string& value)
{
    fmt::print("{:<16} {}\n", name, value);
}

void printModel(const ordered_json& report)
{
    row("file", shown(report["file"]));
    row("name", shown(report["name"]));
    row("architecture", shown(report["architecture"]));
    row("size",
        fmt::format("{}, {:.1f} M parameters, GGUF version {}", megabytes(report["bytes"]),
                    report["parameters"].get<double>() / 1e6, shown(report["format_version"])));
    row("shape",
        fmt::format("{} layers, width {}, {} heads, feed-forward {}, context {}", shown(report["layers"]),
                    shown(report["width"]), shown(report["heads"]), shown(report["feed_forward"]),
                    shown(report["context_length"])));
    for (const auto& type : report["weight_types"])
        row("weights",
            fmt::format("{}: {} tensors, {:.1f} M parameters, {}", shown(type["type"]),
                        shown(type["tensors"]), type["parameters"].get<double>() / 1e6,
                        megabytes(type["bytes"])));
    if (report["runs"].get<bool>()) {
        row("vector",
            fmt::format("{} dimensions, {} pooling", shown(report["dimensions"]), shown(report["pooling"])));
        row("kernels",
            fmt::format("{}, weights packed in {}", shown(report["target"]),
                        megabytes(report["packed_bytes"])));
        row("fingerprint", shown(report["model_fingerprint"]));
    } else {
        row("cannot run", shown(report["reason"]));
    }
    for (const auto& fact : report["facts"])
        row("", fmt::format("{}: {} ({})", shown(fact["name"]), shown(fact["value"]), shown(fact["source"])));
}

void printTokenizer(const ordered_json& tokenizer)
{
    if (tokenizer["algorithm"].is_null()) {
        row("tokenizer", shown(tokenizer["reason"]));
        return;
    }
    const auto token = [&](const char* name) {
        const auto& part = tokenizer[name];
        return part.is_null() ? std::string("none")
                              : fmt::format("{} ({})", shown(part["piece"]), shown(part["id"]));
    };
    row("tokenizer",
        fmt::format("{}, {} tokens; {} text {}; unknown {}", shown(tokenizer["algorithm"]),
                    shown(tokenizer["tokens"]), token("first"), token("last"), token("unknown")));
}

void printMetadata(const ordered_json& metadata)
{
    fmt::print("\nmetadata\n");
    for (const auto& [key, value] : metadata.items()) {
        if (value["type"] == "array")
            fmt::print("  {} = {} {}: {}\n", shown(key), shown(value["count"]), shown(value["elements"]),
                       shown(value["first"]));
        else
            fmt::print("  {} = {}\n", shown(key), shown(value["value"]));
    }
}

void printReport(const ordered_json& report)
{
    printModel(report);
    printTokenizer(report["tokenizer"]);
    if (!report["prompts"].is_null()) {
        for (const auto& task : report["prompts"]["tasks"])
            row("task", fmt::format("{}: {}", shown(task["task"]), task["prompt"].dump()));
    }
    fmt::print("\nfidelity\n");
    for (const auto& check : report["fidelity"]) {
        const char* state = check["ok"].is_null() ? "not tried" : check["ok"].get<bool>() ? "ok" : check["grave"].get<bool>() ? "wrong" : "look";
        fmt::print("  {:<10} {}: {}\n", state, shown(check["check"]), shown(check["detail"]));
    }
    printMetadata(report["metadata"]);
    if (report.contains("tensors"))
        fmt::print("\ntensors\n");
    for (const auto& tensor : report.value("tensors", ordered_json::array()))
        fmt::print("  {:<40} {:<8} {:<18} {} bytes\n", shown(tensor["name"]), shown(tensor["type"]),
                   shown(tensor["shape"]), shown(tensor["bytes"]));
}

int inspect(const InspectOptions& options)
{
    const auto report = inspectModel(options.model, options.tensors);
    if (!report)
        return fail(report.error().sentence);
    if (options.json)
        fmt::print("{}\n", report->dump(2, ' ', false, ordered_json::error_handler_t::replace));
    else
        printReport(*report);
    return std::fflush(stdout) == 0 ? 0 : fail("The output cannot be written.");
}

}

void addInspectCommand(CLI::App& program, int& status)
{
    auto options = std::make_shared<InspectOptions>();
    CLI::App* command =
        program.add_subcommand("inspect", "Show what a model file is and whether it can be trusted");
    command->add_option("--model", options->model, "GGUF file")->required();
    command->add_flag("--json", options->json, "Print one JSON object");
    command->add_flag("--tensors", options->tensors, "List the tensors too");
    command->footer(
        "The JSON object has the fields file, bytes, format_version, name, architecture, runs, reason (why "
        "it does not\n"
        "run, else null), sizes (that vectors may have: all numbers, or the first of them), dimensions, pooling, target, packed_bytes, model_fingerprint (null when it does "
        "not run),\n"
        "facts [{name,value,source}], prompts {set,source,question,passage,tasks,own_task}, layers, width, heads, feed_forward, context_length (null when the file "
        "does not\n"
        "say), tensor_fingerprint, parameters, weight_types [{type,tensors,parameters,bytes}],\n"
        "tokenizer {model,algorithm,tokens,first,last,unknown} or {model,algorithm:null,reason},\n"
        "fidelity [{check,ok,grave,detail}] (ok is null when the check could not be made; grave: vectors are wrong when it is false),\n"
        "metadata {key: {type,value} or {type:\"array\",elements,count,first}}, and with --tensors\n"
        "tensors [{name,type,shape,bytes}]. A model that cannot run is still inspected: exit status 0.");
    command->callback([options, &status] { status = inspect(*options); });
}

}
