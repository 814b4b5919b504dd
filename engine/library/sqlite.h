// The SQLite C interface with owners and errors as values: a connection, a statement, a transaction. For the
// library room only; not a general wrapper. One thread at a time per connection. An error says the file and
// what to do about it; after one, a statement gives nothing more until it is bound anew.
#pragma once

#include "engine/base/result.h"

#include <concepts>
#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <memory>
#include <span>
#include <string>
#include <string_view>

struct sqlite3;
struct sqlite3_stmt;

namespace embedscope::sqlite {

/// A sentence for people out of a result code of SQLite.
Error errorFor(int code, std::string_view message, const std::filesystem::path& file);

class Statement
{
public:
    Statement(Statement&& other) noexcept;
    Statement& operator=(Statement&&) = delete;
    ~Statement();

    /// Values for ?1, ?2 ...; texts are copied, blobs are borrowed until the statement has run.
    template <class... Values> Statement& with(const Values&... values)
    {
        restart();
        (bind(values), ...);
        return *this;
    }

    Result<void> run(); ///< to its end
    Result<bool> next(); ///< true: a row is there

    int64_t integer(int column) const;
    int number(int column) const { return static_cast<int>(integer(column)); }
    double real(int column) const;
    std::string text(int column) const;
    std::span<const std::byte> blob(int column) const; ///< valid until the next row

private:
    friend class Connection;
    Statement(sqlite3* connection, const std::filesystem::path& file, std::string_view sql);
    void restart();
    void bind(std::integral auto value) { bindInteger(static_cast<int64_t>(value)); }
    void bind(double value);
    void bind(std::string_view value);
    void bind(const std::string& value) { bind(std::string_view(value)); }
    void bind(const char* value) { bind(std::string_view(value)); }
    void bind(std::span<const std::byte> value);
    void bindInteger(int64_t value);
    void note(int code);
    Error error() const;

    sqlite3* m_connection;
    const std::filesystem::path* m_file;
    sqlite3_stmt* m_statement = nullptr;
    int m_bound = 0;
    int m_code = 0; ///< first error since with(), 0: none
};

class Connection
{
public:
    static Result<std::unique_ptr<Connection>> open(const std::filesystem::path& file, bool create);
    ~Connection();
    Connection(const Connection&) = delete;
    Connection& operator=(const Connection&) = delete;

    const std::filesystem::path& file() const { return m_file; }
    sqlite3* handle() const { return m_handle; }

    Result<void> execute(const char* sql); ///< one or more statements without values
    Statement prepare(std::string_view sql) { return Statement(m_handle, m_file, sql); }
    Result<int64_t> integer(std::string_view sql); ///< of the first row; 0 when there is none

private:
    explicit Connection(std::filesystem::path file)
        : m_file(std::move(file))
    {
    }
    std::filesystem::path m_file;
    sqlite3* m_handle = nullptr;
};

/// Takes the write lock at once. Without commit() everything is undone.
class Transaction
{
public:
    explicit Transaction(Connection& connection)
        : m_connection(connection)
    {
    }
    ~Transaction();
    Result<void> begin();
    Result<void> commit();

private:
    Connection& m_connection;
    bool m_open = false;
};

/// All pages of one database into a file that is not there yet; a failure leaves none behind.
Result<void> copyDatabase(Connection& from, const std::filesystem::path& to);

}
