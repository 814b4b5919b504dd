// Makes a precompiled_charsmap for a few prefixes: the double array of 256 units is filled by trying every
// place.
#pragma once

#include <cstdint>
#include <cstring>
#include <map>
#include <string>
#include <string_view>
#include <vector>

namespace embedscope {

class CharsmapMaker
{
public:
    CharsmapMaker() = default;
    CharsmapMaker& add(const std::string& prefix, const std::string& replacement)
    {
        m_entries[prefix] = replacement;
        build();
        return *this;
    }
    std::vector<uint32_t>& units() { return m_units; }
    std::vector<uint8_t> bytes() const
    {
        const auto size = static_cast<uint32_t>(m_units.size() * sizeof(uint32_t));
        std::vector<uint8_t> bytes(sizeof size + size);
        std::memcpy(bytes.data(), &size, sizeof size);
        std::memcpy(bytes.data() + sizeof size, m_units.data(), size);
        bytes.insert(bytes.end(), m_replacements.begin(), m_replacements.end());
        return bytes;
    }

private:
    void build()
    {
        m_units.assign(256, 0);
        m_used.assign(256, false);
        m_used[0] = true;
        m_replacements.clear();
        place(0, "");
    }
    // The children of the node at `at`, which stands for `prefix`, go to at ^ offset ^ label.
    void place(std::size_t at, const std::string& prefix)
    {
        std::map<unsigned char, bool> labels; // 0: the replacement itself
        for (const auto& [key, value] : m_entries) {
            if (key.starts_with(prefix))
                labels[key.size() == prefix.size() ? 0 : static_cast<unsigned char>(key[prefix.size()])] =
                    true;
        }
        std::size_t base = 1;
        const auto isFree = [&] {
            for (const auto& [label, there] : labels) {
                if (m_used[base ^ label])
                    return false;
            }
            return true;
        };
        while (base < 255 && !isFree())
            ++base;
        m_units[at] |= static_cast<uint32_t>(at ^ base) << 10;
        for (const auto& [label, there] : labels)
            m_used[base ^ label] = true;
        for (const auto& [label, there] : labels) {
            if (label == 0) {
                m_units[at] |= 256;
                m_units[base] = 0x80000000u | static_cast<uint32_t>(m_replacements.size());
                const std::string& replacement = m_entries[prefix];
                m_replacements.insert(m_replacements.end(), replacement.begin(), replacement.end());
                m_replacements.push_back('\0');
            } else {
                m_units[base ^ label] = label;
                place(base ^ label, prefix + static_cast<char>(label));
            }
        }
    }

    std::map<std::string, std::string> m_entries;
    std::vector<uint32_t> m_units = std::vector<uint32_t>(256);
    std::vector<bool> m_used;
    std::vector<char> m_replacements;
};

}
