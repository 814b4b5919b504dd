#include "engine/library/sqlite.h"

#include <fmt/format.h>
#include <sqlite3.h>
#include <system_error>
#include <utility>

namespace embedscope::sqlite {

namespace {

constexpr int kBusyMilliseconds = 10'000; // another program may be storing a large document
constexpr int kBackupTries = 200;

}

Error errorFor(int code, std::string_view message, const std::filesystem::path& file)
{
    const std::string name = file.string();
    switch (code & 0xff) {
    case SQLITE_FULL:
        return {
            fmt::format("There is no room left for the library {}; it stays as it was. Free some space on "
                        "this disk and try again.",
                        name)};
    case SQLITE_BUSY:
    case SQLITE_LOCKED:
        return {
            fmt::format("Another program is writing to the library {}. Try again when it is done.", name)};
    case SQLITE_NOTADB:
        return {fmt::format("{} is not a library; it stays as it is. Choose another file.", name)};
    case SQLITE_CORRUPT:
        return {fmt::format("The library {} is damaged; it stays as it is. Restore a copy of it, or choose "
                            "another file and index the documents again.",
                            name)};
    case SQLITE_READONLY:
    case SQLITE_PERM:
        return {
            fmt::format("The library {} cannot be written: allow writing to the file and its folder.", name)};
    case SQLITE_CANTOPEN:
        return {fmt::format("The library {} cannot be opened: is the folder there, and may you write to it?",
                            name)};
    case SQLITE_IOERR:
        return {fmt::format("The disk reported an error while the library {} was used ({}).", name, message)};
    case SQLITE_NOMEM:
        return {fmt::format("There is not enough memory to use the library {}.", name)};
    case SQLITE_TOOBIG:
        return {fmt::format("A text is too large to be stored in the library {}.", name)};
    default:
        return {fmt::format("The library {} could not do what was asked: {}.", name, message)};
    }
}

Statement::Statement(sqlite3* connection, const std::filesystem::path& file, std::string_view sql)
    : m_connection(connection)
    , m_file(&file)
{
    note(sqlite3_prepare_v2(connection, sql.data(), static_cast<int>(sql.size()), &m_statement, nullptr));
}

Statement::Statement(Statement&& other) noexcept
    : m_connection(other.m_connection)
    , m_file(other.m_file)
    , m_statement(std::exchange(other.m_statement, nullptr))
    , m_bound(other.m_bound)
    , m_code(other.m_code)
{
}

Statement::~Statement()
{
    sqlite3_finalize(m_statement);
}

void Statement::restart()
{
    if (!m_statement) // was refused when it was prepared
        return;
    sqlite3_reset(m_statement);
    m_bound = 0;
    m_code = 0;
}

void Statement::bindInteger(int64_t value)
{
    if (m_statement)
        note(sqlite3_bind_int64(m_statement, ++m_bound, value));
}

void Statement::bind(double value)
{
    if (m_statement)
        note(sqlite3_bind_double(m_statement, ++m_bound, value));
}

void Statement::bind(std::string_view value)
{
    // An empty view may have no address, and that would be NULL.
    const char* data = value.data() ? value.data() : "";
    if (m_statement)
        note(sqlite3_bind_text64(m_statement, ++m_bound, data, value.size(), SQLITE_TRANSIENT, SQLITE_UTF8));
}

void Statement::bind(std::span<const std::byte> value)
{
    const void* data = value.data() ? static_cast<const void*>(value.data()) : "";
    if (m_statement)
        note(sqlite3_bind_blob64(m_statement, ++m_bound, data, value.size(), SQLITE_STATIC));
}

void Statement::note(int code)
{
    if (m_code == SQLITE_OK)
        m_code = code;
}

Error Statement::error() const
{
    return errorFor(m_code, sqlite3_errmsg(m_connection), *m_file);
}

Result<bool> Statement::next()
{
    if (m_code != SQLITE_OK)
        return error();
    const int code = sqlite3_step(m_statement);
    if (code == SQLITE_ROW)
        return true;
    if (code == SQLITE_DONE)
        return false;
    m_code = code;
    const Error result = error();
    sqlite3_reset(m_statement);
    return result;
}

Result<void> Statement::run()
{
    while (true) {
        const auto row = next();
        if (!row)
            return row.error();
        if (!*row)
            break;
    }
    sqlite3_reset(m_statement);
    return {};
}

int64_t Statement::integer(int column) const
{
    return sqlite3_column_int64(m_statement, column);
}

double Statement::real(int column) const
{
    return sqlite3_column_double(m_statement, column);
}

std::string Statement::text(int column) const
{
    const unsigned char* data = sqlite3_column_text(m_statement, column);
    if (!data)
        return {};
    return {reinterpret_cast<const char*>(data),
            static_cast<std::size_t>(sqlite3_column_bytes(m_statement, column))};
}

std::span<const std::byte> Statement::blob(int column) const
{
    const void* data = sqlite3_column_blob(m_statement, column);
    return {static_cast<const std::byte*>(data),
            data ? static_cast<std::size_t>(sqlite3_column_bytes(m_statement, column)) : 0};
}

Result<std::unique_ptr<Connection>> Connection::open(const std::filesystem::path& file, bool create)
{
    std::unique_ptr<Connection> connection(new Connection(file));
    const int flags = SQLITE_OPEN_READWRITE | SQLITE_OPEN_FULLMUTEX | (create ? SQLITE_OPEN_CREATE : 0);
    const int code = sqlite3_open_v2(file.c_str(), &connection->m_handle, flags, nullptr);
    if (code != SQLITE_OK)
        return errorFor(code, connection->m_handle ? sqlite3_errmsg(connection->m_handle) : "", file);
    sqlite3_extended_result_codes(connection->m_handle, 1);
    sqlite3_busy_timeout(connection->m_handle, kBusyMilliseconds);
    // A damaged file must not be able to run functions or to lead the reader astray.
    sqlite3_db_config(connection->m_handle, SQLITE_DBCONFIG_DEFENSIVE, 1, nullptr);
    sqlite3_db_config(connection->m_handle, SQLITE_DBCONFIG_TRUSTED_SCHEMA, 0, nullptr);
    return connection;
}

Connection::~Connection()
{
    sqlite3_close_v2(m_handle);
}

Result<void> Connection::execute(const char* sql)
{
    const int code = sqlite3_exec(m_handle, sql, nullptr, nullptr, nullptr);
    if (code != SQLITE_OK)
        return errorFor(code, sqlite3_errmsg(m_handle), m_file);
    return {};
}

Result<int64_t> Connection::integer(std::string_view sql)
{
    Statement statement = prepare(sql);
    const auto row = statement.next();
    if (!row)
        return row.error();
    return *row ? statement.integer(0) : 0;
}

Transaction::~Transaction()
{
    // SQLite undoes by itself after some errors (no space, for one); then there is nothing left to undo.
    if (m_open && !sqlite3_get_autocommit(m_connection.handle()))
        (void)m_connection.execute("ROLLBACK");
}

Result<void> Transaction::begin()
{
    auto begun = m_connection.execute("BEGIN IMMEDIATE");
    m_open = bool(begun);
    return begun;
}

Result<void> Transaction::commit()
{
    auto committed = m_connection.execute("COMMIT");
    if (committed)
        m_open = false;
    return committed;
}

Result<void> copyDatabase(Connection& from, const std::filesystem::path& to)
{
    std::error_code problem;
    if (std::filesystem::exists(to, problem))
        return Error{fmt::format("{} is there already. Choose another name for the copy.", to.string())};
    const std::filesystem::path unfinished = to.string() + ".part";
    std::filesystem::remove(unfinished, problem);
    int code = SQLITE_OK;
    Result<void> copied;
    {
        auto target = Connection::open(unfinished, true);
        if (!target)
            return target.error();
        sqlite3_backup* backup = sqlite3_backup_init((*target)->handle(), "main", from.handle(), "main");
        if (backup) {
            for (int tries = 0; tries < kBackupTries; ++tries) { // the backup itself does not wait for locks
                code = sqlite3_backup_step(backup, -1);
                if (code != SQLITE_BUSY && code != SQLITE_LOCKED)
                    break;
                sqlite3_sleep(50);
            }
            sqlite3_backup_finish(backup);
        }
        if (!backup || code != SQLITE_DONE)
            copied = errorFor(backup ? code : SQLITE_ERROR, sqlite3_errmsg((*target)->handle()), to);
    }
    if (copied) {
        std::filesystem::rename(unfinished, to, problem);
        if (problem)
            copied = Error{fmt::format("The copy {} cannot be made: {}.", to.string(), problem.message())};
    }
    if (!copied)
        std::filesystem::remove(unfinished, problem);
    return copied;
}

}
