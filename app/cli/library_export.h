// `library export`: the vectors of one model, with what they belong to, in the order of the passages.
#pragma once

#include "engine/library/library.h"

#include <CLI/CLI.hpp>
#include <string>

namespace embedscope::cli {

struct ExportOptions
{
    std::string output = "-", format = "jsonl", fingerprint; ///< of the vectors; empty: the only ones
};

/// The options must live as long as the command.
void addExportOptions(CLI::App& command, ExportOptions& options);
/// The exit status; an unfinished file is not left behind.
int exportVectors(Library& library, const ExportOptions& options);

}
