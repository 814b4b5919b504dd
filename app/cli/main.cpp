#include "app/cli/commands.h"
#include "engine/base/cpu.h"

#include <atomic>
#include <csignal>
#include <cstdio>
#include <exception>

namespace embedscope::cli {

static std::atomic<bool> g_interrupted = false;

bool interrupted() { return g_interrupted.load(std::memory_order_relaxed); }

int fail(const std::string& sentence)
{
    std::fflush(stdout);
    std::fprintf(stderr, "error: %s\n", sentence.c_str());
    return 1;
}

}

int main(int argc, char** argv)
{
    using namespace embedscope::cli;
    if (const std::string missing = embedscope::missingInstructions(embedscope::instructionSets()); !missing.empty())
        return fail(missing);
    // The first Ctrl+C asks the command to stop, the second ends the program.
    std::signal(SIGINT, [](int) {
        if (g_interrupted.exchange(true))
            std::_Exit(130);
    });
    std::signal(SIGPIPE, SIG_IGN);

    CLI::App program("Embeds, indexes and searches documents by meaning, on the CPU, offline.", "embedscope-cli");
    program.set_version_flag("--version", "embedscope-cli " EMBEDSCOPE_VERSION);
    program.require_subcommand(1);
    int status = 0;
    addEmbedCommand(program, status);
    addTokenizeCommand(program, status);
    addInspectCommand(program, status);
    addReadCommand(program, status);
    addIndexCommand(program, status);
    addSearchCommand(program, status);
    addLibraryCommand(program, status);
    addBenchCommand(program, status);
    addCompareCommand(program, status);
    try {
        program.parse(argc, argv);
    } catch (const CLI::ParseError& error) {
        return program.exit(error) == 0 ? 0 : 2;
    } catch (const std::exception& error) { // out of memory and the like
        return fail(std::string("The command ended early: ") + error.what() + ".");
    }
    return interrupted() ? 130 : status;
}
