// Children that parse foreign bytes (embedscope-reader) under limits of memory, time and output, so that no
// document can crash or hang the program. Several files per child; a child that dies or is killed is started
// anew. A file that killed its reader twice is refused without a third try while this pool lives and the file
// stays as it is. Thread-safe: read() blocks its caller only.
#pragma once

#include "engine/documents/document.h"

#include <chrono>
#include <cstdint>
#include <filesystem>
#include <memory>
#include <optional>
#include <stop_token>
#include <string>

namespace embedscope {

struct ReaderLimits
{
    uint64_t memoryBytes = uint64_t{2} << 30; ///< address space of a child
    uint64_t fileMemoryBytes = uint64_t{512} << 20; ///< memory of a small file's reading ...
    int memoryPerByte = 6; ///< ... and so much more for each byte of a larger one (its text is held a few times)
    std::chrono::milliseconds time{10'000}; ///< per file, wall clock ...
    std::chrono::milliseconds timePerMegabyte{1'000}; ///< ... and so much more for each megabyte: books, archives
    uint64_t outputBytes = uint64_t{256} << 20;
    uint64_t inputBytes = uint64_t{200} << 20; ///< larger files are refused at once
    int filesPerChild = 200;
};

class ReaderPool
{
public:
    /// `program`: embedscope-reader; children are started when first needed, at most `children` at once.
    ReaderPool(std::filesystem::path program, int children, ReaderLimits limits = {});
    ~ReaderPool(); ///< no read() may be running

    /// Always an answer: what cannot be read is a refusal with a sentence. A stop is honoured within 50 ms;
    /// the refusal then says "cancelled" and its reason means nothing (ask the token).
    ReadResult read(const std::filesystem::path& file, std::stop_token stop = {},
                    const std::optional<std::string>& password = {});
    /// In memory only, while this pool lives: read() uses it when it is given none. For every file when `file` is
    /// empty.
    void rememberPassword(const std::filesystem::path& file, std::string password);
    int restarts() const; ///< children that died or were killed for a limit (not by a stop)

    /// embedscope-reader beside the running program, or EMBEDSCOPE_READER.
    static std::filesystem::path defaultProgram();
    /// What a file of this size may use.
    static ReaderLimits limitsFor(ReaderLimits limits, uint64_t fileBytes);

private:
    struct State;
    std::unique_ptr<State> m_state;
};

}
