// embedscope-reader: parses foreign files for the other programs of Embedscope, under limits that it sets for
// itself before it sees the first byte. Serves requests from its standard input, a socket, until that closes.
// Not for people.
#include "app/reader/limits.h"
#include "app/reader/service.h"

#include <CLI/CLI.hpp>
#include <cstdio>
#include <unistd.h>

int main(int argc, char** argv)
{
    using namespace embedscope::reader;
    Limits limits;
    CLI::App program("Reads documents for the other programs of Embedscope; started by them.",
                     "embedscope-reader");
    program.set_version_flag("--version", "embedscope-reader " EMBEDSCOPE_VERSION);
    program.add_option("--memory", limits.memoryBytes, "Address space in bytes");
    program.add_option("--file-memory", limits.fileMemoryBytes, "Memory for reading one small file in bytes");
    program.add_option("--memory-per-byte", limits.memoryPerByte,
                       "What each byte of a larger file adds to it");
    program.add_option("--output", limits.outputBytes, "Text of one file in bytes");
    program.add_option("--input", limits.inputBytes, "Size of one file in bytes");
    program.add_option("--cpu-seconds", limits.cpuSeconds, "Processor time for all files");
    CLI11_PARSE(program, argc, argv);
    if (!isSocket(STDIN_FILENO)) {
        std::fputs("embedscope-reader is started by Embedscope itself; to read a file use "
                   "embedscope-cli read FILE\n",
                   stderr);
        return 2;
    }
    limitSelf(limits);
    return serve(limits);
}
