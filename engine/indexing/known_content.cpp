// A text that the library has vectors of is not embedded again: a copy, a renamed or moved file, what did not
// change in an edited one. Files are read and cut all the same (the reader may depend on a name's ending);
// passages are compared by their text, which alone decides about their vector (with the title of the document,
// where the prompt takes it).
#include "engine/indexing/indexer_state.h"

#include <algorithm>
#include <string_view>
#include <unordered_map>

namespace embedscope {

// Two that come at once: the second waits, without a thread, and is read again when the first has ended.
bool Indexer::State::waitsForTwin(const JobPointer& job)
{
    const std::string& hash = job->content.row.hash;
    if (!options.skipUnchanged || hash.empty())
        return false;
    const auto isKnown = library->knowsContent(job->content.row, identity);
    if (!isKnown || *isKnown)
        return false;
    const auto isFirst = [&] { return contents.try_emplace(hash, job->number).first->second == job->number; };
    {
        std::lock_guard guard(lock);
        if (isFirst())
            return false;
    }
    send(*job, DocumentState::Queued); // before another thread may have it
    std::lock_guard guard(lock);
    if (job->cancelled || isFirst())
        return false;
    if (job->putAside)
        return false; // the next stage looks
    twins.emplace(job->place(), job);
    return true;
}

// Under the lock. Takes no memory.
void Indexer::State::letTwinsGo(const IndexJob& ended)
{
    const auto place = contents.find(ended.content.row.hash);
    if (place == contents.end() || place->second != ended.number)
        return;
    contents.erase(place);
    for (auto twin = twins.begin(); twin != twins.end();) {
        const auto next = std::next(twin);
        if (twin->second->content.row.hash == ended.content.row.hash)
            waiting.insert(twins.extract(twin));
        twin = next;
    }
}

// Which passages have their vector now. A library that cannot be asked costs time only.
void Indexer::State::takeKnownVectors(IndexJob& job)
{
    DocumentToStore& content = job.content;
    if (!options.skipUnchanged)
        return;
    std::unordered_multimap<std::string_view, std::size_t> byText;
    for (std::size_t i = 0; i < content.chunks.size(); ++i) {
        if (!job.known[i])
            byText.emplace(content.chunks[i].text, i);
    }
    std::vector<char> isKnown(content.chunks.size(), 0);
    const auto copy = [&](std::string_view text, std::span<const float> vector) {
        const auto [begin, end] = byText.equal_range(text);
        for (auto found = begin; found != end; ++found) {
            const std::size_t i = found->second;
            std::ranges::copy(vector,
                              content.vectors.begin() + static_cast<std::ptrdiff_t>(i * vector.size()));
            isKnown[i] = 1;
        }
    };
    // Where the title stands before every passage, the same text under another title has another vector.
    const bool titled = embedder->model().prompts().takesTitle(TextRole::Passage);
    (void)library->eachKnownPassage(content.row, identity, copy, titled ? &content.document.title : nullptr);
    for (std::size_t i = 0; i < isKnown.size(); ++i) {
        if (!isKnown[i])
            continue;
        job.known[i] = 1;
        ++job.chunksEmbedded;
        ++counters.chunksEmbedded;
        job.tokensEmbedded += content.chunks[i].tokens;
        counters.tokensEmbedded += static_cast<uint64_t>(content.chunks[i].tokens);
    }
}

}
