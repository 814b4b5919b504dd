// The reading stage: from a path to passages in the embedder's queue.
#include "engine/base/clock.h"
#include "engine/indexing/file_hash.h"
#include "engine/indexing/indexer_state.h"
#include "engine/indexing/text_document.h"

#include <algorithm>
#include <exception>
#include <fmt/format.h>
#include <new>
#include <utility>

namespace embedscope {

namespace {

constexpr int64_t kCostOfChunk = 64, kCostOfDocument = 256;

// Leaves the chunker in the middle of a large document.
struct Stopped
{
};

bool isGivenUp(const IndexJob& job, const std::stop_token& stop)
{
    return job.cancelled || job.putAside || stop.stop_requested();
}

std::string joined(const std::vector<std::string>& sentences)
{
    std::string result;
    for (const std::string& sentence : sentences)
        result += (result.empty() ? "" : " ") + sentence;
    return result;
}

bool isBlankDocument(const Document& document)
{
    for (const Block& block : document.blocks) {
        if (block.text.find_first_not_of(" \t\n") != std::string::npos)
            return false;
    }
    return true;
}

}

void Indexer::State::read(const JobPointer& job, std::stop_token stop)
{
    // A stop of the loop stops what it waits for; a cancelled job does so too.
    const std::stop_callback both(stop, [&job] { job->requestStop(); });
    const std::string& name = job->content.row.name;
    try {
        job->startNs = monotonicNs();
        if (job->isCut) // was paused
            return submit(job, stop);
        send(*job, DocumentState::Reading);
        describe(*job);
        if (isGivenUp(*job, stop))
            return leave(job);
        if (isUnchanged(*job))
            return;
        if (!job->failure.empty())
            return fail(job, job->failure);
        if (waitsForTwin(job))
            return;
        cut(*job, stop);
        if (isGivenUp(*job, stop))
            return leave(job);
        if (!job->failure.empty())
            return fail(job, job->failure);
        submit(job, stop);
    } catch (const Stopped&) {
        leave(job);
    } catch (const std::bad_alloc&) {
        fail(job, fmt::format("There is not enough memory to index {}.", name));
    } catch (const std::exception& error) {
        fail(job, fmt::format("{} could not be indexed: {}.", name, error.what()));
    }
}

// Facts for the row, and the hash by which an unchanged file is known.
void Indexer::State::describe(IndexJob& job)
{
    DocumentRow& row = job.content.row;
    if (job.text)
        return;
    const FileFacts facts = factsOf(row.path, ReaderLimits{}.inputBytes, job.stopToken());
    row.hash = facts.hash;
    row.modifiedSeconds = facts.modifiedSeconds;
    if (facts.bytes > 0)
        row.bytes = facts.bytes;
}

bool Indexer::State::isUnchanged(IndexJob& job)
{
    const DocumentRow& row = job.content.row;
    if (!options.skipUnchanged || row.hash.empty())
        return false;
    const auto done = library->findDone(row.path, row.hash, identity, row.collection);
    if (!done) {
        job.failure = done.error().sentence;
        return false;
    }
    const bool isSame =
        *done && (*done)->chunkTokens == row.chunkTokens && (*done)->overlapTokens == row.overlapTokens;
    if (!isSame)
        return false;
    job.content.row = **done;
    job.chunksEmbedded = (*done)->chunks;
    job.tokensEmbedded = (*done)->tokens;
    send(job, DocumentState::Done);
    end(job, counters.unchanged);
    return true;
}

void Indexer::State::cut(IndexJob& job, std::stop_token stop)
{
    DocumentRow& row = job.content.row;
    ReadResult result =
        job.text ? ReadResult(textDocument(*job.text)) : readers->read(row.path, job.stopToken());
    if (isGivenUp(job, stop))
        return;
    if (!std::exchange(job.isRead, true)) // not when it was paused while it was cut
        ++counters.read;
    if (const Refusal* refusal = std::get_if<Refusal>(&result)) {
        job.failure = refusal->sentence;
        return;
    }
    Document& document = job.content.document;
    document = std::move(std::get<Document>(result));
    row.kind = document.kind;
    row.pages = document.pages;
    row.remark = joined(document.remarks);
    if (isBlankDocument(document)) {
        job.failure = fmt::format("{} has no text.", row.name);
        return;
    }
    const Tokenizer& tokenizer = embedder->model().tokenizer();
    std::vector<TokenSpan> spans;
    const TokenEnds tokenEnds = [&](std::string_view text, std::vector<uint32_t>& ends) {
        if (isGivenUp(job, stop))
            throw Stopped();
        spans.clear();
        tokenizer.tokenizeWithSpans(text, spans);
        ends.clear();
        for (const TokenSpan& span : spans)
            ends.push_back(span.end);
    };
    job.content.chunks = cutIntoChunks(document, options.chunks, tokenEnds);
    if (job.content.chunks.empty()) {
        job.failure = fmt::format("{} has no text that the model can read.", row.name);
        return;
    }
    row.chunks = static_cast<int64_t>(job.content.chunks.size());
    for (const Chunk& chunk : job.content.chunks)
        row.tokens += chunk.tokens;
    counters.chunks += static_cast<uint64_t>(row.chunks);
    counters.tokens += static_cast<uint64_t>(row.tokens);
    job.isCut = true;
}

void Indexer::State::submit(const JobPointer& job, std::stop_token stop)
{
    DocumentToStore& content = job->content;
    const int64_t cost = content.row.tokens + content.row.chunks * kCostOfChunk + kCostOfDocument;
    if (!waitForRoom(*job, cost, stop))
        return leave(job);
    if (job->known.empty()) {
        job->known.resize(content.chunks.size(), 0);
        content.vectors.resize(content.chunks.size() * static_cast<std::size_t>(identity.dimensions));
    }
    takeKnownVectors(*job);
    giveToEmbedder(job, stop);
}

void Indexer::State::giveToEmbedder(const JobPointer& job, std::stop_token stop)
{
    const DocumentToStore& content = job->content;
    const Model& model = embedder->model();
    const std::vector<char> known = job->known; // workers write to that one from here on
    const auto wanted = static_cast<std::size_t>(std::ranges::count(known, 0));
    job->expect(wanted);
    send(*job, DocumentState::Embedding);

    std::size_t given = 0;
    try {
        const std::string title = model.titleThatFits(content.document.title);
        job->cutPassages.clear();
        for (std::size_t i = 0; i < content.chunks.size() && !isGivenUp(*job, stop); ++i) {
            const bool mayBeCut = content.chunks[i].tokens > options.chunks.chunkTokens;
            if (known[i] && !mayBeCut)
                continue;
            const uint64_t tag = job->number << IndexJob::kTagBits | i;
            std::size_t cut = 0;
            auto ids = model.idsOf(TextRole::Passage, content.chunks[i].text, &cut, title);
            if (cut > 0)
                job->cutPassages.push_back(i + 1);
            if (known[i])
                continue;
            if (!embedder->submit({std::move(ids), tag, job}, job->stopToken()))
                break;
            ++given;
        }
    } catch (const std::exception&) {
        job->failure = fmt::format("There is not enough memory to index {}.", content.row.name);
    }
    if (given < wanted) {
        job->incomplete = true;
        embedder->cancel(job.get());
    } else if (job->cancelled || job->putAside) {
        embedder->cancel(job.get()); // what was submitted after somebody had looked
    }
    job->giveUp(wanted - given);
}

// To the storing stage, as a row with its reason.
void Indexer::State::fail(const JobPointer& job, std::string sentence)
{
    job->failure = std::move(sentence);
    std::lock_guard guard(lock);
    ready.push_back(job);
    changed.notify_all();
}

}
