#include "engine/embed/pack_queue.h"

#include "engine/embed/spare_hands.h"
#include "engine/embed/spin.h"

#include <algorithm>
#include <limits>
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
    const std::lock_guard lock(m_bell.mutex);
    m_packTokens = packTokens;
    m_packsAtOnce = std::max<std::size_t>(1, packsAtOnce);
    m_capacity = std::max(kLeastCapacity, packTokens * m_packsAtOnce * kPacksQueued);
    m_roomLeft.notify_all();
}

PackQueue::Pushed PackQueue::push(std::span<EmbedText>& texts, std::stop_token stop)
{
    std::unique_lock lock(m_bell.mutex);
    std::size_t count = 0, tokens = 0; // whose workers are still to be woken
    while (!texts.empty()) {
        if (!m_closed && m_tokens >= m_capacity) {
            wakeFor(std::exchange(count, 0), std::exchange(tokens, 0));
            m_roomLeft.wait(lock, stop, [&] { return m_closed || m_tokens < m_capacity; });
        }
        const bool isRefused = m_closed || stop.stop_requested();
        const std::size_t length = texts.front().ids.size();
        if (isRefused || !m_waiting.append(texts.front())) {
            wakeFor(count, tokens);
            return isRefused ? Pushed::Refused : Pushed::NoMemory;
        }
        m_tokens += length;
        tokens += length;
        ++count;
        m_count = m_waiting.size();
        texts = texts.subspan(1);
    }
    wakeFor(count, tokens);
    return Pushed::Taken;
}

// As many workers as there may be packs.
void PackQueue::wakeFor(std::size_t texts, std::size_t tokens)
{
    const std::size_t packs = std::min(texts, (tokens + kLeastPackTokens - 1) / kLeastPackTokens);
    for (std::size_t i = 0; i < std::min(packs, m_packsAtOnce); ++i)
        m_bell.wake.notify_one();
}

PackQueue::Taken PackQueue::take(std::vector<EmbedText>& pack, std::stop_token stop, SpareHands* hands)
{
    ++m_idle;
    // No spinning here: where there are as many workers as cores, whoever is about to submit needs one of
    // them (measured).
    std::unique_lock lock(m_bell.mutex, std::defer_lock);
    if (!spinUntil([&] { return lock.try_lock(); })) // a submitter holds it for a moment
        lock.lock();
    const Taken found = wait(lock, stop, hands);
    --m_idle;
    if (found != Taken::Pack)
        return found;
    if (stop.stop_requested()) {
        m_bell.wake.notify_one(); // the call may have been for a worker that stays
        return Taken::End;
    }
    // Towards the end of the work the rest is spread over the workers.
    const std::size_t share = m_tokens / m_packsAtOnce;
    std::size_t budget = std::min(m_packTokens, std::max(kLeastPackTokens, share));
    const bool oldestFirst = m_waiting[0].passedOver >= kMostPassedOver;
    std::size_t next = oldestFirst ? 0 : longestThatFits(kNone - 1);
    const bool oldestWaits = next != 0;
    while (next != kNone && pack.size() < kMostTexts) {
        const std::size_t tokens = m_waiting[next].text.ids.size();
        move(next, pack);
        budget -= std::min(budget, tokens);
        next = longestThatFits(budget);
    }
    if (oldestWaits && !m_waiting.empty())
        ++m_waiting[0].passedOver;
    m_roomLeft.notify_all();
    return Taken::Pack;
}

// At the end of the work helpers stay as long as somebody may want them.
PackQueue::Taken PackQueue::wait(std::unique_lock<std::mutex>& lock, const std::stop_token& stop,
                                 SpareHands* hands)
{
    bool isHelpWanted = false;
    if (hands)
        hands->team().countSleeper(1);
    m_bell.wake.wait(lock, stop, [&] {
        isHelpWanted = hands && hands->wantsHelp();
        return !m_waiting.empty() || isHelpWanted || (m_closed && !(hands && hands->isLed()));
    });
    if (hands)
        hands->team().countSleeper(-1);
    if (!m_waiting.empty())
        return Taken::Pack;
    return isHelpWanted && !stop.stop_requested() ? Taken::Help : Taken::End;
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
    m_waiting.erase(index);
    m_count = m_waiting.size();
}

void PackQueue::close()
{
    const std::lock_guard lock(m_bell.mutex);
    m_closed = true;
    m_bell.wake.notify_all();
    m_roomLeft.notify_all();
}

bool PackQueue::remove(const EmbedSink* sinkOrAny, EmbedText& out)
{
    const std::lock_guard lock(m_bell.mutex);
    std::size_t found = 0;
    while (found < m_waiting.size() && sinkOrAny && m_waiting[found].text.sink.get() != sinkOrAny)
        ++found;
    if (found == m_waiting.size())
        return false;
    m_tokens -= m_waiting[found].text.ids.size();
    out = std::move(m_waiting[found].text);
    m_waiting.erase(found);
    m_count = m_waiting.size();
    m_roomLeft.notify_all();
    return true;
}

std::size_t PackQueue::tokens() const
{
    const std::lock_guard lock(m_bell.mutex);
    return m_tokens;
}

std::size_t PackQueue::texts() const
{
    const std::lock_guard lock(m_bell.mutex);
    return m_waiting.size();
}

}
