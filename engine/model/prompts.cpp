#include "engine/model/prompts.h"

#include "engine/base/utf8.h"
#include "engine/model/model_names.h"
#include "engine/model/prompt_sets.h"

#include <algorithm>
#include <fmt/format.h>

namespace embedscope {

namespace {

constexpr std::string_view kTitlePlace = "{title}";
constexpr const char* kYou = "you";

std::string replaced(std::string_view text, std::string_view what, std::string_view by)
{
    const std::size_t at = text.find(what);
    if (at == std::string_view::npos)
        return std::string(text);
    return fmt::format("{}{}{}", text.substr(0, at), by, text.substr(at + what.size()));
}

}

Result<Prompts> Prompts::choose(const GgufFile& file, const Family& family, const PromptChoice& choice)
{
    Prompts prompts;
    prompts.m_fileName = file.name();
    std::string source = "no rule for this model";
    if (const PromptSet* set = findPromptSet(family.architecture, namesOf(file))) {
        prompts.m_set = set->name;
        source = set->architecture.empty() ? "name of the model"
                                           : fmt::format("rule of the {} family", family.architecture);
        for (const NamedPrompt& task : set->tasks)
            prompts.m_tasks.push_back({std::string(task.name), std::string(task.prompt)});
        prompts.m_ownTask = set->ownTask;
    }
    prompts.m_questionSource = prompts.m_passageSource = source;
    prompts.m_question = prompts.ofRule(TextRole::Question);
    prompts.m_passage = prompts.ofRule(TextRole::Passage);
    if (!choice.task.empty()) {
        if (auto done = prompts.chooseTask(choice.task); !done)
            return done.error();
    }
    if (choice.question) {
        prompts.m_question = *choice.question;
        prompts.m_questionSource = kYou;
    }
    if (choice.passage) {
        prompts.m_passage = *choice.passage;
        prompts.m_passageSource = kYou;
    }
    return prompts;
}

Result<void> Prompts::chooseTask(const std::string& task)
{
    auto prompt = promptOf(task);
    if (!prompt)
        return prompt.error();
    // A task for searching, and one in the user's words, leaves passages as they are; others compare like
    // with like.
    const bool named = std::ranges::find(m_tasks, task, &Task::name) != m_tasks.end();
    const bool searches = std::ranges::find(kSearchingTasks, task) != std::end(kSearchingTasks);
    if (task != "document") {
        m_question = *prompt;
        m_questionSource = kYou;
    }
    if (named && !searches) {
        m_passage = *prompt;
        m_passageSource = kYou;
    }
    return {};
}

const std::string& Prompts::source() const
{
    return m_passageSource == kYou ? m_passageSource : m_questionSource;
}

std::string Prompts::ofRule(TextRole role) const
{
    if (m_tasks.empty())
        return {};
    return m_tasks[role == TextRole::Question ? 0 : 1].prompt;
}

Result<std::string> Prompts::promptOf(std::string_view task) const
{
    const auto found = std::ranges::find(m_tasks, task, &Task::name);
    if (found != m_tasks.end())
        return found->prompt;
    if (takesOwnTask())
        return replaced(m_ownTask, "{task}", task);
    if (m_tasks.empty())
        return Error{fmt::format("{} has no tasks: its texts are embedded as they are. Leave the task out.",
                                 m_fileName)};
    std::string names;
    for (const Task& one : m_tasks)
        names += fmt::format("{}{}", names.empty() ? "" : ", ", one.name);
    return Error{
        fmt::format("{} has no task \"{}\"; its tasks are: {}.", m_fileName, repairUtf8(task), names)};
}

std::string Prompts::withTitle(std::string_view prompt, std::string_view title)
{
    return replaced(prompt, kTitlePlace, title.empty() ? "none" : title);
}

std::string Prompts::apply(TextRole role, std::string_view text, std::string_view title) const
{
    return withTitle(of(role), title).append(text);
}

bool Prompts::takesTitle(TextRole role) const
{
    return of(role).find(kTitlePlace) != std::string::npos;
}

// A prompt that takes the titles of documents gives other vectors than one with "none" in their place.
std::string Prompts::identity() const
{
    if (m_passage.empty())
        return {};
    return fmt::format("{}={}", takesTitle(TextRole::Passage) ? "titled prompt" : "prompt", m_passage);
}

}
