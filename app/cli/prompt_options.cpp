#include "app/cli/prompt_options.h"

#include <algorithm>
#include <cstdio>
#include <fmt/format.h>
#include <fmt/ranges.h>

namespace embedscope::cli {

void addModelChoice(CLI::App& command, ModelChoice& choice)
{
    command.add_option(
        "--task", choice.task,
        "What the vectors are for: one of the tasks that inspect lists, or, where the model takes it, in "
        "your own words; sets the prompts");
    command.add_option(
        "--prompt", choice.passage,
        "The exact text before every passage; {title} in it stands for the title of the document");
    command.add_option("--query-prompt", choice.question, "The exact text before every question");
    command
        .add_option(
            "--dims,--dimensions", choice.dimensions,
            "Keep the first N numbers of a vector and norm them anew; inspect lists the sizes a model was "
            "trained for")
        ->check(CLI::PositiveNumber);
}

Result<std::shared_ptr<const Model>> withChoice(std::shared_ptr<const Model> model, const ModelChoice& choice)
{
    if (!choice.any())
        return model;
    PromptChoice prompts = model->options().prompts;
    if (!choice.task.empty())
        prompts = {.task = choice.task, .question = {}, .passage = {}};
    if (choice.question)
        prompts.question = choice.question;
    if (choice.passage)
        prompts.passage = choice.passage;
    return model->with(prompts, choice.dimensions > 0 ? choice.dimensions : model->options().dimensions);
}

void noteUntrainedSize(const ModelInfo& info)
{
    if (std::ranges::find(info.sizes, info.dimensions) != info.sizes.end())
        return;
    const std::string known = info.sizes.size() > 1
        ? fmt::format("it was for {}", fmt::join(info.sizes, ", "))
        : fmt::format("nothing says that its vectors can be shorter than {}", info.sizes.front());
    fmt::print(stderr, "note: {} was not trained for vectors of {} numbers, {}; answers may be worse\n",
               info.fileName, info.dimensions, known);
}

}
