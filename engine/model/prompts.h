// What is put before a text so that a model knows what the vector is for: questions and passages are embedded
// differently by the models that were trained so. The set is chosen by the family and the names in the file,
// may be edited, and is part of a vector's identity. Source: the models' public cards. Not for the special
// tokens around a text: that is the tokenizer's.
#pragma once

#include "engine/base/result.h"
#include "engine/gguf/gguf_file.h"
#include "engine/model/family.h"

#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace embedscope {

enum class TextRole
{
    Question,
    Passage
};

/// A task and the exact string before a text. "{title}" in it stands for the title of the text ("none"
/// without one).
struct Task
{
    std::string name; ///< "clustering"
    std::string prompt;
};

struct PromptChoice
{
    std::string task; ///< of both roles: a name of tasks(), or a text of one's own where the model takes one
    std::optional<std::string> question, passage; ///< the strings themselves
};

class Prompts
{
public:
    /// By family and names. An Error names the tasks that the model has when `choice` asks for another.
    static Result<Prompts> choose(const GgufFile& file, const Family& family, const PromptChoice& choice);

    const std::string& set() const { return m_set; } ///< "EmbeddingGemma"; empty: the model has no prompts
    const std::string& source() const; ///< where the choice comes from: "you" when one of the strings does
    const std::string& source(TextRole role) const
    {
        return role == TextRole::Question ? m_questionSource : m_passageSource;
    }
    const std::vector<Task>& tasks() const { return m_tasks; }
    bool takesOwnTask() const { return !m_ownTask.empty(); }
    /// The exact string before a text of this role, with "{title}" still in it.
    const std::string& of(TextRole role) const { return role == TextRole::Question ? m_question : m_passage; }
    /// The same as the rule for the model has it, whatever was chosen.
    std::string ofRule(TextRole role) const;
    /// The text as the tokenizer gets it.
    std::string apply(TextRole role, std::string_view text, std::string_view title = {}) const;
    /// The string of a task, by name or in the user's own words; an Error names those that there are.
    Result<std::string> promptOf(std::string_view task) const;
    static std::string withTitle(std::string_view prompt, std::string_view title);
    bool takesTitle(TextRole role) const;
    /// What distinguishes vectors of passages; empty without prompts.
    std::string identity() const;

private:
    Result<void> chooseTask(const std::string& task);

    std::string m_set, m_questionSource, m_passageSource, m_fileName;
    std::vector<Task> m_tasks;
    std::string m_ownTask; ///< with "{task}" for the user's words; empty: the model takes none
    std::string m_question, m_passage;
};

}
