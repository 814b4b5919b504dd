#include "engine/embed/spare_hands.h"

#include "engine/embed/pack_queue.h"

#include <algorithm>
#include <bit>

namespace embedscope {

namespace {

constexpr int kRowsPerPart = 4; // fewer are not worth a helper's way (measured)
constexpr int kMostHelpers = 8; // each has a lane of the workspace, and short texts have no more parts
constexpr int kUsualRows = 128; // a longer text makes room when it comes
constexpr int kPause = 32; // packs without help after it did not pay
constexpr int kFirstAlone =
    4; // packs of a size before help is tried; the first are slow, so the fastest counts
constexpr int kMostInRow = 200; // helped packs before one is measured alone again
constexpr float kGain = 0.95f; // of the time alone, at most

float averaged(float average, float sample)
{
    return average == 0 ? sample : average + 0.25f * (sample - average);
}

}

SpareHands::SpareHands(const Model& model, int workers, Bell& bell, const std::atomic<int>& idle)
    : m_bell(bell)
    , m_team(std::min(workers, kMostHelpers) + 1, bell, &idle) // lane 0 is the leader's, whoever that is
    , m_places{Place(model), Place(model)}
{
    for (Place& place : m_places)
        place.workspace.reserve(kUsualRows, static_cast<int>(PackQueue::kMostTexts), m_team.lanes());
}

SpareHands::Pace& SpareHands::paceOf(int rows)
{
    const auto size = static_cast<std::size_t>(std::bit_width(static_cast<unsigned>(std::max(rows, 1))));
    return m_paces[std::min(size, m_paces.size() - 1)];
}

Workspace* SpareHands::tryLead(int rows, uint64_t tag)
{
    const int parts = rows / kRowsPerPart;
    if (parts < 2)
        return nullptr;
    Pace& pace = paceOf(rows);
    if (pace.aloneCount < kFirstAlone) // nothing to compare with yet
        return nullptr;
    if (pace.helpedInRow >= kMostInRow) {
        pace.helpedInRow = 0;
        return nullptr;
    }
    if (pace.helped > kGain * pace.alone && pace.leftAlone.fetch_sub(1) > 0)
        return nullptr;
    if (m_isTaken.exchange(true, std::memory_order_acq_rel))
        return nullptr;
    const auto place = std::ranges::find_if(
        m_places, [](Place& p) { return !p.isTaken.exchange(true, std::memory_order_acq_rel); });
    if (place == m_places.end()) {
        m_isTaken.store(false, std::memory_order_release);
        return nullptr;
    }
    m_team.beginPack(tag, parts);
    m_isLed.store(true, std::memory_order_release);
    return &place->workspace;
}

void SpareHands::endHelp()
{
    m_isLed.store(false, std::memory_order_release);
    m_bell.ring(); // for who waits for the end of the pack
    m_isTaken.store(false, std::memory_order_release);
}

void SpareHands::release(Workspace* workspace)
{
    for (Place& place : m_places)
        if (&place.workspace == workspace)
            place.isTaken.store(false, std::memory_order_release);
}

void SpareHands::note(int rows, bool wasHelped, int64_t ns)
{
    Pace& pace = paceOf(rows);
    const float sample = static_cast<float>(ns) / static_cast<float>(std::max(rows, 1));
    if (wasHelped) {
        pace.helped = averaged(pace.helped, sample);
        ++pace.helpedInRow;
        if (pace.helped > kGain * pace.alone)
            pace.leftAlone = kPause;
    } else if (pace.aloneCount < kFirstAlone) {
        pace.alone = pace.aloneCount++ == 0 ? sample : std::min<float>(pace.alone, sample);
    } else {
        pace.alone = averaged(pace.alone, sample);
    }
}

}
