#include "engine/tokens/merge_table.h"

#include "engine/gguf/in_quotes.h"

#include <algorithm>
#include <array>
#include <bit>
#include <fmt/format.h>
#include <span>
#include <string>

namespace embedscope {

MergeTable::MergeTable(std::size_t merges)
    : m_slots(std::bit_ceil(merges + merges / 2 + 2))
{
}

namespace {

/// A few merges whose tokens are looked up together.
struct Batch
{
    static constexpr std::size_t kMerges = 64;
    std::array<std::string_view, 3 * kMerges> texts; ///< left, right, together
    std::array<TokenId, 3 * kMerges> ids;
    std::array<std::string, kMerges> together;
};

}

Result<MergeTable> MergeTable::fromGguf(const GgufFile& file, const PieceIndex& index)
{
    const auto array = file.arrayValue("tokenizer.ggml.merges", GgufValueType::String);
    if (!array)
        return array.error();
    if (!*array)
        return Error{fmt::format("{} cannot be used: its tokenizer needs a list of merges "
                                 "(tokenizer.ggml.merges) and it has none.",
                                 file.name())};
    const std::span<const std::string_view> merges = (*array)->strings;
    if (merges.size() >= PairMerge::kNever / 2)
        return Error{
            fmt::format("{} cannot be used: it has {} merges, too many.", file.name(), merges.size())};
    MergeTable table(merges.size());
    Batch batch;
    for (std::size_t first = 0; first < merges.size(); first += Batch::kMerges) {
        const std::size_t count = std::min(merges.size() - first, Batch::kMerges);
        for (std::size_t i = 0; i < count; ++i) {
            const std::string_view merge = merges[first + i];
            const std::size_t space = merge.find(' ', 1);
            if (space == std::string_view::npos || space + 1 == merge.size())
                return Error{
                    fmt::format("{} cannot be used: its merge {}, {}, is not two pieces with a space "
                                "between.",
                                file.name(), first + i, inQuotes(merge))};
            const std::string_view left = merge.substr(0, space), right = merge.substr(space + 1);
            batch.together[i].assign(left).append(right);
            std::ranges::copy(std::array{left, right, std::string_view(batch.together[i])},
                              &batch.texts[3 * i]);
        }
        index.find(std::span(batch.texts).first(3 * count), batch.ids);
        for (std::size_t i = 0; i < 3 * count; ++i) {
            if (batch.ids[i] < 0)
                return Error{fmt::format("{} cannot be used: its merge {}, {}, needs the token {}, which its "
                                         "vocabulary does not have.",
                                         file.name(), first + i / 3, inQuotes(merges[first + i / 3]),
                                         inQuotes(batch.texts[i]))};
        }
        for (std::size_t i = 0; i < count; ++i)
            table.add(batch.ids[3 * i], batch.ids[3 * i + 1],
                      {static_cast<uint32_t>(first + i), batch.ids[3 * i + 2]});
    }
    return table;
}

// A merge that is there twice has its first rank.
void MergeTable::add(TokenId left, TokenId right, PairMerge merge)
{
    Slot& place = m_slots[slot(left, right)];
    if (place.left < 0)
        place = {left, right, merge};
}

}
