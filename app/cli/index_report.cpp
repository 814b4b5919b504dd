#include "app/cli/index_report.h"

#include "app/cli/commands.h"
#include "app/cli/output.h"
#include "engine/base/clock.h"

#include <algorithm>
#include <cstdio>
#include <fmt/format.h>
#include <unistd.h>

namespace embedscope::cli {

namespace {

using nlohmann::ordered_json;

constexpr int64_t kTerminalProgressNs = 200'000'000, kLogProgressNs = 5'000'000'000;

std::string_view stateOf(const DocumentRow& document, bool unchanged)
{
    return unchanged ? "unchanged" : documentStateName(document.state);
}

std::string textRow(const DocumentRow& document, bool unchanged)
{
    const std::string file = oneLine(document.path);
    if (document.state == DocumentState::Problem)
        return fmt::format("{:<9} {}\n{:<9} {}\n", "problem", file, "", oneLine(document.reason));
    std::string pages =
        document.pages > 0 ? fmt::format("{:>5} pages", document.pages) : fmt::format("{:11}", "");
    std::string row =
        fmt::format("{:<9} {} {:>6} passages {:>8} tokens {:>8.0f} ms  {}\n", stateOf(document, unchanged),
                    pages, document.chunks, document.tokens, document.milliseconds, file);
    if (!document.remark.empty())
        row += fmt::format("{:<9} {}\n", "", oneLine(document.remark));
    return row;
}

ordered_json jsonRow(const DocumentRow& document, bool unchanged)
{
    return {{"file", document.path},      {"state", stateOf(document, unchanged)},
            {"reason", document.reason},  {"remark", document.remark},
            {"kind", document.kind},      {"pages", document.pages},
            {"chunks", document.chunks},  {"tokens", document.tokens},
            {"ms", document.milliseconds}};
}

}

IndexReport::IndexReport(bool json)
    : m_json(json)
    , m_isTerminal(::isatty(STDERR_FILENO) == 1)
    , m_startNs(monotonicNs())
    , m_lastProgressNs(m_startNs)
{
}

void IndexReport::addUnreachable(const std::filesystem::path& path, const std::string& sentence)
{
    Row row;
    row.document.path = path.string();
    row.document.name = path.filename().string();
    row.document.state = DocumentState::Problem;
    row.document.reason = sentence;
    std::lock_guard lock(m_lock);
    add(std::move(row));
}

void IndexReport::take(const IndexEvent& event)
{
    std::lock_guard lock(m_lock);
    const auto seen = std::find(m_embedding.begin(), m_embedding.end(), event.job);
    const bool wasEmbedded = seen != m_embedding.end();
    if (event.row.state == DocumentState::Embedding && !wasEmbedded)
        m_embedding.push_back(event.job);
    if (event.row.state != DocumentState::Done && event.row.state != DocumentState::Problem)
        return;
    if (wasEmbedded)
        m_embedding.erase(seen);
    add({event.row, event.row.state == DocumentState::Done && !wasEmbedded});
}

void IndexReport::add(Row row)
{
    if (!m_json) {
        clearProgress();
        print(textRow(row.document, row.unchanged));
        std::fflush(stdout);
    }
    m_rows.push_back(std::move(row));
}

void IndexReport::clearProgress()
{
    if (m_progressShown && m_isTerminal)
        std::fputs("\r\x1b[K", stderr);
    m_progressShown = false;
}

void IndexReport::showProgress(const IndexProgress& progress)
{
    std::lock_guard lock(m_lock);
    const int64_t now = monotonicNs();
    if (now - m_lastProgressNs < (m_isTerminal ? kTerminalProgressNs : kLogProgressNs))
        return;
    m_lastProgressNs = now;
    const double seconds = static_cast<double>(now - m_startNs) / 1e9;
    const uint64_t ended = progress.stored + progress.problems + progress.unchanged + progress.cancelled;
    fmt::print(stderr, "{}{} of {} files, {} of {} tokens found so far, {:.0f} tokens/s{}",
               m_isTerminal ? "\r" : "", ended, progress.documents, progress.tokensEmbedded, progress.tokens,
               static_cast<double>(progress.tokensEmbedded) / seconds, m_isTerminal ? "\x1b[K" : "\n");
    std::fflush(stderr);
    m_progressShown = true;
}

int64_t IndexReport::failures() const
{
    return std::count_if(m_rows.begin(), m_rows.end(),
                         [](const Row& row) { return row.document.state == DocumentState::Problem; });
}

int IndexReport::end(const IndexProgress& progress, double workersBusy)
{
    std::lock_guard lock(m_lock);
    clearProgress();
    const double seconds = static_cast<double>(monotonicNs() - m_startNs) / 1e9;
    const double rate = static_cast<double>(progress.tokensEmbedded) / seconds;
    const int64_t problems = failures();
    if (m_json) {
        ordered_json files = ordered_json::array();
        for (const Row& row : m_rows)
            files.push_back(jsonRow(row.document, row.unchanged));
        print(jsonLine({{"files", std::move(files)},
                        {"summary",
                         {{"files", m_rows.size() + progress.cancelled},
                          {"done", progress.stored},
                          {"unchanged", progress.unchanged},
                          {"problems", problems},
                          {"cancelled", progress.cancelled},
                          {"chunks", progress.chunksEmbedded},
                          {"cut", progress.cutChunks},
                          {"tokens", progress.tokensEmbedded},
                          {"seconds", seconds},
                          {"tokens_per_second", rate},
                          {"workers_busy", workersBusy}}}}));
    } else {
        print(
            fmt::format("{} files: {} done, {} unchanged, {} problems{}; {} passages, {} tokens in {:.1f} s "
                        "({:.0f} tokens/s)\n",
                        m_rows.size() + progress.cancelled, progress.stored, progress.unchanged, problems,
                        progress.cancelled > 0 ? fmt::format(", {} cancelled", progress.cancelled) : "",
                        progress.chunksEmbedded, progress.tokensEmbedded, seconds, rate));
    }
    if (progress.cutChunks > 0)
        fmt::print(stderr,
                   "note: {} passages had more tokens than the model takes; their files are remarked\n",
                   progress.cutChunks);
    if (const int written = endOutput(); written != 0)
        return written;
    if (interrupted())
        return 130;
    const auto failed = std::find_if(m_rows.begin(), m_rows.end(), [](const Row& row) {
        return row.document.state == DocumentState::Problem;
    });
    if (failed == m_rows.end() && progress.cancelled > 0)
        return fail(fmt::format("{} of {} files were given up: there was not enough memory.",
                                progress.cancelled, m_rows.size() + progress.cancelled));
    if (failed == m_rows.end())
        return 0;
    // The sentence of a reader names the file, but not where it is.
    return fail(fmt::format("{} of {} files could not be indexed; the first is {}: {}", problems,
                            m_rows.size() + progress.cancelled, oneLine(failed->document.path),
                            oneLine(failed->document.reason)));
}

}
