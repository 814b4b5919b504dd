// A question as people type it: words, and maybe parts like type:pdf or folder:reports that narrow the search.
// What is no such part stays in the text, so that any question can be asked.
#pragma once

#include "engine/library/library.h"

#include <optional>
#include <string>
#include <string_view>

namespace embedscope {

/// type:pdf (also type:pdf,docx), file:report, folder:"my papers", after:2024-06-30, before:2025, score:0.4,
/// in:collection. A value with blanks is quoted. Days and years are local time; "after" includes the day.
struct Question
{
    std::string text; ///< without the parts
    DocumentFilter filter;
    std::optional<double> leastScore;
    bool narrows() const { return !filter.isEmpty() || leastScore.has_value(); }
};

Question parseQuestion(std::string_view typed);
/// The first moment of "2024-06-30", "2024-06" or "2024"; nothing when it is no date.
std::optional<int64_t> dayFromText(std::string_view text);

}
