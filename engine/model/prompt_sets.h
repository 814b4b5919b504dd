// The prompts of known models: data for prompts.cpp. Source: the models' public cards.
#pragma once

#include <span>
#include <string_view>

namespace embedscope {

struct NamedPrompt
{
    std::string_view name, prompt;
};

struct PromptSet
{
    std::string_view name;
    std::string_view architecture; ///< the set belongs to the whole family; empty: names decide
    std::span<const std::string_view> words; ///< all of them stand in the names of the file
    std::span<const NamedPrompt> tasks; ///< the first is for questions, the second for passages
    std::string_view ownTask; ///< "{task}": the user's own words; empty: not taken
};

/// Tasks whose questions are compared with passages of another prompt.
inline constexpr std::string_view kSearchingTasks[] = {"query", "document", "question answering",
                                                       "fact checking", "code retrieval"};

/// `names`: in small letters, words divided by '-'. nullptr: no rule.
const PromptSet* findPromptSet(std::string_view architecture, std::string_view names);

}
