#include "engine/tokens/merge_table.h"

#include "engine/gguf/in_quotes.h"

#include <bit>
#include <fmt/format.h>
#include <string>

namespace embedscope {

MergeTable::MergeTable(std::size_t merges)
    : m_slots(std::bit_ceil(merges + merges / 2 + 2))
{
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
    const auto& merges = (*array)->strings;
    if (merges.size() >= PairMerge::kNever / 2)
        return Error{
            fmt::format("{} cannot be used: it has {} merges, too many.", file.name(), merges.size())};
    MergeTable table(merges.size());
    std::string together;
    for (std::size_t i = 0; i < merges.size(); ++i) {
        const std::size_t space = merges[i].find(' ', 1);
        if (space == std::string_view::npos || space + 1 == merges[i].size())
            return Error{fmt::format("{} cannot be used: its merge {}, {}, is not two pieces with a space "
                                     "between.",
                                     file.name(), i, inQuotes(merges[i]))};
        const std::string_view left = merges[i].substr(0, space), right = merges[i].substr(space + 1);
        together.assign(left).append(right);
        const TokenId leftId = index.find(left), rightId = index.find(right), id = index.find(together);
        if (leftId < 0 || rightId < 0 || id < 0)
            return Error{fmt::format("{} cannot be used: its merge {}, {}, needs the token {}, which its "
                                     "vocabulary does not have.",
                                     file.name(), i, inQuotes(merges[i]),
                                     inQuotes(leftId < 0        ? left
                                                  : rightId < 0 ? right
                                                                : std::string_view(together)))};
        Slot& slot = table.m_slots[table.slot(leftId, rightId)];
        if (slot.left < 0) // a merge that is there twice has its first rank
            slot = {leftId, rightId, {static_cast<uint32_t>(i), id}};
    }
    return table;
}

}
