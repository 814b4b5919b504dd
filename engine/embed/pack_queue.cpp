#include "engine/embed/pack_queue.h"

#include <algorithm>
#include <limits>
#include <new>
#include <utility>

namespace embedscope {

namespace {

constexpr int kMostPassedOver = 8;
constexpr std::size_t kPacksQueued = 16; // per worker: enough to choose from, little enough to cancel at once
constexpr std::size_t kLeastCapacity = 4096;
constexpr std::size_t kLeastPackTokens =
    64; // smaller packs lose speed (measured), so few texts are not spread thinner
constexpr std::size_t kNone = std::numeric_limits<std::size_t>::max();

}

void PackQueue::configure(std::size_t packTokens, std::size_t packsAtOnce)
{
    const std::lock_guard lock(m_mutex);
    m_packTokens = packTokens;
    m_packsAtOnce = std::max<std::size_t>(1, packsAtOnce);
    m_capacity = std::max(kLeastCapacity, packTokens * m_packsAtOnce * kPacksQueued);
    m_roomLeft.notify_all();
}

PackQueue::Pushed PackQueue::push(EmbedText& text, std::stop_token stop)
{
    std::unique_lock lock(m_mutex);
    m_roomLeft.wait(lock, stop, [&] { return m_closed || m_tokens < m_capacity; });
    if (m_closed || stop.stop_requested())
        return Pushed::Refused;
    const std::size_t tokens = text.ids.size();
    try {
        m_waiting.emplace_back();
    } catch (const std::bad_alloc&) {
        return Pushed::NoMemory;
    }
    m_waiting.back().text = std::move(text);
    m_tokens += tokens;
    m_filled.notify_one();
    return Pushed::Taken;
}

bool PackQueue::take(std::vector<EmbedText>& pack, std::stop_token stop)
{
    std::unique_lock lock(m_mutex);
    m_filled.wait(lock, stop, [&] { return m_closed || !m_waiting.empty(); });
    if (m_waiting.empty())
        return false;
    if (stop.stop_requested()) {
        m_filled.notify_one(); // the call may have been for a worker that stays
        return false;
    }
    // Towards the end of the work the rest is spread over the workers.
    const std::size_t share = m_tokens / m_packsAtOnce;
    std::size_t budget = std::min(m_packTokens, std::max(kLeastPackTokens, share));
    const bool oldestFirst = m_waiting.front().passedOver >= kMostPassedOver;
    std::size_t next = oldestFirst ? 0 : longestThatFits(kNone - 1);
    const bool oldestWaits = next != 0;
    while (next != kNone && pack.size() < kMostTexts) {
        const std::size_t tokens = m_waiting[next].text.ids.size();
        move(next, pack);
        budget -= std::min(budget, tokens);
        next = longestThatFits(budget);
    }
    if (oldestWaits && !m_waiting.empty())
        ++m_waiting.front().passedOver;
    m_roomLeft.notify_all();
    return true;
}

// Among the oldest; of two equal ones the older.
std::size_t PackQueue::longestThatFits(std::size_t budget) const
{
    std::size_t best = kNone, bestTokens = 0;
    const std::size_t window = std::min(m_waiting.size(), kMostTexts);
    for (std::size_t i = 0; i < window; ++i) {
        const std::size_t tokens = m_waiting[i].text.ids.size();
        if (tokens <= budget && tokens > bestTokens) {
            best = i;
            bestTokens = tokens;
        }
    }
    return best;
}

void PackQueue::move(std::size_t index, std::vector<EmbedText>& pack)
{
    m_tokens -= m_waiting[index].text.ids.size();
    pack.push_back(std::move(m_waiting[index].text));
    m_waiting.erase(m_waiting.begin() + static_cast<std::ptrdiff_t>(index));
}

void PackQueue::close()
{
    const std::lock_guard lock(m_mutex);
    m_closed = true;
    m_filled.notify_all();
    m_roomLeft.notify_all();
}

bool PackQueue::remove(const EmbedSink* sinkOrAny, EmbedText& out)
{
    const std::lock_guard lock(m_mutex);
    const auto found = std::ranges::find_if(
        m_waiting, [&](const Waiting& entry) { return !sinkOrAny || entry.text.sink.get() == sinkOrAny; });
    if (found == m_waiting.end())
        return false;
    m_tokens -= found->text.ids.size();
    out = std::move(found->text);
    m_waiting.erase(found);
    m_roomLeft.notify_all();
    return true;
}

std::size_t PackQueue::tokens() const
{
    const std::lock_guard lock(m_mutex);
    return m_tokens;
}

std::size_t PackQueue::texts() const
{
    const std::lock_guard lock(m_mutex);
    return m_waiting.size();
}

}
