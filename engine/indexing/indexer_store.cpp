// The storing stage: one document, one transaction.
#include "engine/base/clock.h"
#include "engine/indexing/indexer_state.h"

#include <exception>
#include <algorithm>
#include <fmt/format.h>
#include <fmt/ranges.h>
#include <span>

namespace embedscope {

void Indexer::State::store(IndexJob& job)
{
    if (job.cancelled)
        return endCancelled(job);
    try {
        job.content.row.milliseconds = static_cast<double>(monotonicNs() - job.startNs) / 1e6;
        if (job.failure.empty())
            storeContent(job);
        if (!job.failure.empty())
            storeFailure(job);
    } catch (const std::exception&) { // no memory, not even for the sentence
        end(job, counters.problems);
    }
}

// The chunker keeps passages below what the model takes; a single character may still have more tokens, and so
// may a prompt and a text together.
// By the storing stage: before, workers tell of the row as it is.
void Indexer::State::remarkCut(IndexJob& job)
{
    const std::vector<std::size_t>& passages = job.cutPassages;
    if (passages.empty())
        return;
    constexpr std::size_t kNamed = 10;
    const auto named = std::span(passages).first(std::min(kNamed, passages.size()));
    counters.cutChunks += passages.size();
    std::string& remark = job.content.row.remark;
    remark += fmt::format("{}{} of {} passages ({}{}) had more than the {} tokens that the model takes, with the prompt; the "
                          "rest is in no vector.",
                          remark.empty() ? "" : " ", passages.size(), job.content.chunks.size(), fmt::join(named, ", "),
                          passages.size() > kNamed ? " ..." : "", embedder->model().info().contextLength);
}

void Indexer::State::storeContent(IndexJob& job)
{
    remarkCut(job);
    const auto id = library->storeDocument(job.content, identity);
    if (!id) {
        job.failure = id.error().sentence;
        return;
    }
    job.content.row.id = *id;
    job.content.row.storedSeconds = wallSeconds();
    send(job, DocumentState::Done);
    end(job, counters.stored);
}

void Indexer::State::storeFailure(IndexJob& job)
{
    DocumentRow& row = job.content.row;
    // What was found and will not be embedded does not count as work any more.
    counters.chunks -= static_cast<uint64_t>(row.chunks - job.chunksEmbedded);
    counters.tokens -= static_cast<uint64_t>(row.tokens - job.tokensEmbedded);
    row.reason = job.failure;
    row.chunks = 0;
    row.tokens = 0;
    // On a full disk not even this can be written; the event tells at least those who listen.
    if (const auto id = library->storeProblem(row))
        row.id = *id;
    row.storedSeconds = wallSeconds();
    send(job, DocumentState::Problem);
    end(job, counters.problems);
}

}
