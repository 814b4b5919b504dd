// A person's words as a query that FTS5 can never refuse.
#pragma once

#include <functional>
#include <string>
#include <string_view>
#include <vector>

namespace embedscope {

/// Words are alternatives (BM25 ranks who has more of them), "quoted phrases" must all occur, -words and
/// -"phrases" must not, a star at the end of a word stands for any ending. Empty: nothing to look for.
/// `isCommon`: may leave out a single word (as FTS5 is to be asked for it) while another word remains.
std::string wordQuery(std::string_view text, const std::function<bool(const std::string& term)>& isCommon = {});

/// The words and phrases that are looked for, each as FTS5 is to be asked for it.
std::vector<std::string> wordTerms(std::string_view text);

}
