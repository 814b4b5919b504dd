#include "engine/search/chance.h"

#include <algorithm>
#include <random>

namespace embedscope {

namespace {

constexpr int kPairs = 4000; // the share 0.99 is then right to about 0.002
constexpr uint64_t kSeed = 20240229;

}

Chance Chance::sampleOf(const VectorTable& table)
{
    Chance chance;
    chance.m_rows = table.size();
    if (table.size() < 2)
        return chance;
    std::mt19937_64 random(kSeed); // its numbers are fixed by the standard; distributions are not
    chance.m_cosines.reserve(kPairs);
    while (chance.m_cosines.size() < kPairs) {
        const std::size_t a = random() % table.size();
        const std::size_t b = (a + 1 + random() % (table.size() - 1)) % table.size();
        chance.m_cosines.push_back(table.product(a, table.vector(b)));
    }
    std::sort(chance.m_cosines.begin(), chance.m_cosines.end());
    return chance;
}

double Chance::closerThan(double cosine) const
{
    if (m_cosines.empty())
        return -1;
    const auto lower = std::lower_bound(m_cosines.begin(), m_cosines.end(), static_cast<float>(cosine));
    return static_cast<double>(lower - m_cosines.begin()) / static_cast<double>(m_cosines.size());
}

bool Chance::isOutdated(std::size_t rows) const
{
    return rows != m_rows && (rows >= 2 * m_rows || 2 * rows <= m_rows || m_rows < 2);
}

}
