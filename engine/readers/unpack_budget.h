// What an archive may unpack to, over all its members and the archives inside it: bounded by size and by
// ratio to the file on disk, so that a small file cannot fill the memory or the minutes of its reader. One
// per file, shared by all levels. A value holder; one thread.
#pragma once

#include <algorithm>
#include <cstdint>

namespace embedscope {

class UnpackBudget
{
public:
    /// Archives and messages inside each other; real ones have two or three levels.
    static constexpr int kMaxDepth = 8;
    static constexpr uint64_t kMaxRatio = 200; ///< logs and tables reach 100
    static constexpr uint64_t kMaxTotalBytes = uint64_t{512} << 20;
    static constexpr int kMaxMembers = 100'000;

    /// `fileBytes`: of the outermost file.
    explicit UnpackBudget(uint64_t fileBytes, uint64_t totalBytes = kMaxTotalBytes)
        : m_memberBytes(std::clamp(std::min(fileBytes, kMaxTotalBytes) * kMaxRatio, uint64_t{4} << 20,
                                   uint64_t{100} << 20))
        , m_left(totalBytes)
    {
    }

    uint64_t memberBytes() const { return m_memberBytes; } ///< of one member, unpacked
    /// False when that is too much altogether.
    bool take(uint64_t bytes)
    {
        m_left -= std::min(bytes, m_left);
        return m_left > 0;
    }
    bool takeMember() { return ++m_members <= kMaxMembers; }

private:
    uint64_t m_memberBytes;
    uint64_t m_left;
    int m_members = 0;
};

}
