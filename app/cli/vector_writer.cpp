#include "app/cli/vector_writer.h"

#include <cerrno>
#include <cstdint>
#include <cstring>
#include <fmt/format.h>
#include <fmt/ranges.h>

namespace embedscope::cli {

namespace {

using nlohmann::json;

class JsonlWriter final : public VectorWriter
{
public:
    JsonlWriter(std::FILE* file, std::string name)
        : VectorWriter(file, std::move(name))
    {
    }
    void write(const VectorRow& row) override
    {
        const std::string cut = row.cutTokens > 0 ? fmt::format("\"cut\":{},", row.cutTokens) : "";
        put(fmt::format("{{\"id\":{},\"tokens\":{},{}\"vector\":[{}]}}\n",
                        row.id.dump(-1, ' ', false, json::error_handler_t::replace), row.tokens, cut,
                        fmt::join(row.vector, ",")));
    }
};

class CsvWriter final : public VectorWriter
{
public:
    CsvWriter(std::FILE* file, std::string name, int dimensions)
        : VectorWriter(file, std::move(name))
    {
        std::string head = "id,tokens";
        for (int i = 0; i < dimensions; ++i)
            head += fmt::format(",v{}", i);
        put(head + "\n");
    }
    void write(const VectorRow& row) override
    {
        put(fmt::format("{},{},{}\n", field(row.id), row.tokens, fmt::join(row.vector, ",")));
    }

private:
    static std::string field(const json& id)
    {
        const std::string text =
            id.is_string() ? id.get<std::string>() : id.dump(-1, ' ', false, json::error_handler_t::replace);
        if (text.find_first_of(",\"\r\n") == std::string::npos)
            return text;
        std::string quoted = "\"";
        for (const char c : text)
            quoted += c == '"' ? std::string("\"\"") : std::string(1, c);
        return quoted + "\"";
    }
};

// Version 1.0 of the format, float32, rows by dimensions. The number of rows stands in front and is known at
// the end, so a target that cannot be rewound (a pipe) gets its bytes from a temporary file.
class NpyWriter final : public VectorWriter
{
public:
    NpyWriter(std::FILE* file, std::string name, int dimensions)
        : VectorWriter(file, std::move(name))
        , m_dimensions(dimensions)
        , m_spool(file != stdout && std::fseek(file, 0, SEEK_CUR) == 0 ? nullptr : std::tmpfile())
    {
        m_ownFile = !m_spool && file != stdout;
        append(head());
    }
    ~NpyWriter() override
    {
        if (m_spool)
            std::fclose(m_spool);
    }
    void write(const VectorRow& row) override
    {
        append({reinterpret_cast<const char*>(row.vector.data()), row.vector.size_bytes()});
        ++m_rows;
    }

private:
    std::string head() const
    {
        constexpr std::size_t kHeadBytes = 128;
        std::string text = fmt::format("{{'descr': '<f4', 'fortran_order': False, 'shape': ({}, {}), }}",
                                       m_rows, m_dimensions);
        text.resize(kHeadBytes - 11, ' ');
        const auto length = static_cast<uint16_t>(text.size() + 1);
        return std::string("\x93NUMPY\x01\x00", 8) + static_cast<char>(length & 0xFF)
            + static_cast<char>(length >> 8) + text + "\n";
    }
    void append(std::string_view bytes)
    {
        if (m_ownFile)
            put(bytes);
        else if (!m_spool || std::fwrite(bytes.data(), 1, bytes.size(), m_spool) != bytes.size())
            fail();
    }
    void end() override
    {
        std::FILE* target = m_ownFile ? file() : m_spool;
        if (!target || std::fseek(target, 0, SEEK_SET) != 0)
            return fail();
        if (m_ownFile)
            return put(head());
        const std::string first = head();
        put(first);
        std::fseek(m_spool, static_cast<long>(first.size()), SEEK_SET);
        std::string chunk(1 << 16, '\0');
        while (const std::size_t count = std::fread(chunk.data(), 1, chunk.size(), m_spool))
            put(std::string_view(chunk).substr(0, count));
        if (std::ferror(m_spool))
            fail();
    }

    int m_dimensions;
    std::FILE* m_spool;
    std::size_t m_rows = 0;
    bool m_ownFile = false;
};

}

Result<std::unique_ptr<VectorWriter>> VectorWriter::create(const std::string& format, const std::string& path,
                                                           int dimensions)
{
    std::FILE* file = path == "-" ? stdout : std::fopen(path.c_str(), "wb");
    if (!file)
        return Error{fmt::format("{} cannot be written: {}.", path, std::strerror(errno))};
    const std::string name = path == "-" ? "The output" : path;
    std::unique_ptr<VectorWriter> writer;
    if (format == "csv")
        writer = std::make_unique<CsvWriter>(file, name, dimensions);
    else if (format == "npy")
        writer = std::make_unique<NpyWriter>(file, name, dimensions);
    else
        writer = std::make_unique<JsonlWriter>(file, name);
    return writer;
}

VectorWriter::VectorWriter(std::FILE* file, std::string name)
    : m_file(file)
    , m_name(std::move(name))
{
}

VectorWriter::~VectorWriter()
{
    if (m_file != stdout && m_file)
        std::fclose(m_file);
}

void VectorWriter::put(std::string_view bytes)
{
    if (std::fwrite(bytes.data(), 1, bytes.size(), m_file) != bytes.size())
        m_failed = true;
}

void VectorWriter::flush()
{
    if (std::fflush(m_file) != 0)
        m_failed = true;
}

Result<void> VectorWriter::finish()
{
    end();
    flush();
    if (m_file != stdout && std::fclose(std::exchange(m_file, nullptr)) != 0)
        m_failed = true;
    if (m_failed)
        return Error{fmt::format("{} cannot be written; is the disk full or the reader gone?", m_name)};
    return {};
}

}
