#include "engine/model/prompts.h"

#include "engine/base/utf8.h"
#include "engine/model/prompt_sets.h"

#include <algorithm>
#include <filesystem>
#include <fmt/format.h>

namespace embedscope {

namespace {

std::string replaced(std::string_view text, std::string_view what, std::string_view by)
{
    const std::size_t at = text.find(what);
    if (at == std::string_view::npos)
        return std::string(text);
    return fmt::format("{}{}{}", text.substr(0, at), by, text.substr(at + what.size()));
}

// All names that a file gives itself, in small letters.
std::string namesOf(const GgufFile& file)
{
    std::string names = std::filesystem::path(file.name()).filename().string();
    for (const char* key : {"general.name", "general.basename", "general.finetune"}) {
        const auto value = file.stringValue(key);
        if (value && *value)
            names += fmt::format(" {}", **value);
    }
    std::ranges::transform(names, names.begin(), [](char c) {
        const bool separates = c == ' ' || c == '_';
        return separates ? '-' : c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
    });
    return names;
}

}

Result<Prompts> Prompts::choose(const GgufFile& file, const Family& family, const PromptChoice& choice)
{
    Prompts prompts;
    prompts.m_fileName = file.name();
    prompts.m_source = "no rule for this model";
    if (const PromptSet* set = findPromptSet(family.architecture, namesOf(file))) {
        prompts.m_set = set->name;
        prompts.m_source = set->architecture.empty()
            ? "name of the model"
            : fmt::format("rule of the {} family", family.architecture);
        for (const NamedPrompt& task : set->tasks)
            prompts.m_tasks.push_back({std::string(task.name), std::string(task.prompt)});
        prompts.m_ownTask = set->ownTask;
        prompts.m_question = set->tasks[0].prompt;
        prompts.m_passage = set->tasks[1].prompt;
    }
    if (!choice.task.empty()) {
        auto prompt = prompts.promptOf(choice.task);
        if (!prompt)
            return prompt.error();
        prompts.m_question = *prompt;
        // A task for searching, and one in the user's words, leaves passages as they are; others compare like
        // with like.
        const bool named =
            std::ranges::find(prompts.m_tasks, choice.task, &Task::name) != prompts.m_tasks.end();
        const bool searches = std::ranges::find(kSearchingTasks, choice.task) != std::end(kSearchingTasks);
        if (named && !searches)
            prompts.m_passage = *prompt;
        if (choice.task == "document")
            prompts.m_question = prompts.m_tasks.front().prompt;
        prompts.m_source = "you";
    }
    if (choice.question)
        prompts.m_question = *choice.question;
    if (choice.passage)
        prompts.m_passage = *choice.passage;
    if (choice.question || choice.passage)
        prompts.m_source = "you";
    return prompts;
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
    return replaced(prompt, "{title}", title.empty() ? "none" : title);
}

std::string Prompts::apply(TextRole role, std::string_view text, std::string_view title) const
{
    return withTitle(of(role), title).append(text);
}

std::string Prompts::identity() const
{
    return m_passage.empty() ? std::string() : fmt::format("prompt={}", m_passage);
}

}
