// A person's words as a query that FTS5 can never refuse.
#pragma once

#include <string>
#include <string_view>

namespace embedscope {

/// Words are alternatives (BM25 ranks who has more of them), "quoted phrases" must all occur, -words and
/// -"phrases" must not, a star at the end of a word stands for any ending. Empty: nothing to look for.
std::string wordQuery(std::string_view text);

}
