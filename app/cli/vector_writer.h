// Writes vectors in one of the formats of `embed`: JSONL, CSV, or a NumPy array. To a file, or to standard
// output ("-"). One thread.
#pragma once

#include "engine/base/result.h"

#include <atomic>
#include <cstdio>
#include <memory>
#include <nlohmann/json.hpp>
#include <span>
#include <string>

namespace embedscope::cli {

struct VectorRow
{
    nlohmann::json id;
    std::size_t tokens = 0;
    std::size_t cutTokens = 0; ///< said in JSONL only, when there are any
    std::span<const float> vector;
};

class VectorWriter
{
public:
    /// `format`: "jsonl", "csv" or "npy".
    static Result<std::unique_ptr<VectorWriter>> create(const std::string& format, const std::string& path,
                                                        int dimensions);
    virtual ~VectorWriter();
    virtual void write(const VectorRow& row) = 0;
    void flush();
    bool failed() const { return m_failed; }
    /// Ends the output; an Error when anything could not be written, now or before.
    Result<void> finish();

protected:
    VectorWriter(std::FILE* file, std::string name);
    void put(std::string_view bytes);
    std::FILE* file() { return m_file; }
    void fail() { m_failed = true; }
    virtual void end() { }

private:
    std::FILE* m_file;
    std::string m_name;
    std::atomic<bool> m_failed = false; ///< may be asked by another thread
};

}
