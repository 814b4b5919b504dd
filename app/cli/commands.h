// The commands of embedscope-cli. Each adds its options to the program and, when chosen, runs and leaves its exit status
// in `status`: 0 done, 1 something failed (one line "error: <sentence>"), 2 wrong usage, 130 interrupted.
#pragma once

#include <CLI/CLI.hpp>
#include <string>

namespace embedscope::cli {

void addEmbedCommand(CLI::App& program, int& status);
void addTokenizeCommand(CLI::App& program, int& status);
void addInspectCommand(CLI::App& program, int& status);
void addReadCommand(CLI::App& program, int& status);
void addIndexCommand(CLI::App& program, int& status);
void addSearchCommand(CLI::App& program, int& status);
void addLibraryCommand(CLI::App& program, int& status);
void addBenchCommand(CLI::App& program, int& status);
void addCompareCommand(CLI::App& program, int& status);

/// Prints "error: <sentence>" to standard error and returns 1.
int fail(const std::string& sentence);
/// True once Ctrl+C was pressed; long loops ask it and end with status 130.
bool interrupted();

}
