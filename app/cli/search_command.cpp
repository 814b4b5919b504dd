// `search`: one question for people or for programs, or a file of questions.
#include "app/cli/commands.h"
#include "app/cli/library_access.h"
#include "app/cli/line_reader.h"
#include "app/cli/output.h"
#include "app/cli/search_session.h"

#include <fmt/format.h>
#include <memory>
#include <string>

namespace embedscope::cli {

namespace {

using nlohmann::ordered_json;

constexpr std::size_t kPassageBytes = 320; // on a screen; --json has all of it

struct CommandOptions
{
    std::string library, model, query, queries, collection, after, before;
    ModelChoice choice;
    int count = 10;
    double leastScore = SearchScope{}.leastScore;
    bool words = false, meaning = false, fused = false, json = false;
    DocumentFilter filter;

    SearchKind kind() const
    {
        return words ? SearchKind::Words : meaning ? SearchKind::Meaning : SearchKind::Both;
    }
};

std::string_view kindName(SearchKind kind)
{
    return kind == SearchKind::Words ? "words" : kind == SearchKind::Meaning ? "meaning" : "fused";
}

ordered_json orNull(bool known, const ordered_json& value)
{
    return known ? value : ordered_json();
}

ordered_json answerJson(const Answer& answer, int rank)
{
    const Position& position = answer.passage.position;
    ordered_json result = {{"rank", rank},
                           {"score", answer.hit.score},
                           {"closer_than", orNull(answer.hit.closerThan >= 0, answer.hit.closerThan)},
                           {"meaning_rank", orNull(answer.hit.meaningRank > 0, answer.hit.meaningRank)},
                           {"words_rank", orNull(answer.hit.wordsRank > 0, answer.hit.wordsRank)},
                           {"file", answer.path}};
    if (position.kind != Position::Kind::None)
        result[std::string(positionKindName(position.kind))] =
            position.label.empty() ? ordered_json(position.number) : ordered_json(position.label);
    result["heading"] = answer.passage.heading;
    result["passage"] = answer.passage.text;
    result["begin"] = answer.passage.begin;
    result["end"] = answer.passage.end;
    result["collection"] = answer.collection;
    return result;
}

ordered_json answersJson(const std::vector<Answer>& answers)
{
    ordered_json results = ordered_json::array();
    for (const Answer& answer : answers)
        results.push_back(answerJson(answer, static_cast<int>(results.size()) + 1));
    return results;
}

std::string answerText(const Answer& answer, int rank)
{
    const std::string place = positionText(answer.passage.position);
    return fmt::format("{:>3}. {:7.4f}  {}{}{}\n     {}\n", rank, answer.hit.score, oneLine(answer.path),
                       place.empty() ? "" : ", " + oneLine(place),
                       answer.hit.credible ? "" : "  (weak match)",
                       oneLine(answer.passage.text, kPassageBytes));
}

int answerOne(SearchSession& session, const CommandOptions& options)
{
    const auto answers = session.ask(options.query, options.count);
    if (!answers)
        return fail(answers.error().sentence);
    if (options.json) {
        print(jsonLine({{"query", options.query},
                        {"kind", kindName(options.kind())},
                        {"results", answersJson(*answers)}}));
    } else {
        int rank = 0;
        for (const Answer& answer : *answers)
            print(answerText(answer, ++rank));
        if (answers->empty())
            fmt::print(stderr, "Nothing was found.\n");
    }
    return endOutput();
}

int answerLine(SearchSession& session, const CommandOptions& options, const std::string& line,
               std::size_t number)
{
    const ordered_json question = ordered_json::parse(line, nullptr, false);
    if (!question.is_object() || !question.contains("text") || !question["text"].is_string())
        return fail(fmt::format("{}, line {}: not a JSON object with a \"text\".", options.queries, number));
    const auto answers = session.ask(question["text"].get<std::string>(), options.count);
    if (!answers)
        return fail(answers.error().sentence);
    const ordered_json id = question.contains("id") ? question["id"] : ordered_json(number);
    const bool written = print(jsonLine({{"id", id}, {"results", answersJson(*answers)}}));
    return written ? 0 : fail("The output cannot be written.");
}

int answerFile(SearchSession& session, const CommandOptions& options)
{
    auto reader = LineReader::open(options.queries);
    if (!reader)
        return fail(reader.error().sentence);
    while (true) {
        const auto line = reader->next();
        if (!line)
            return fail(line.error().sentence);
        if (!*line)
            return endOutput();
        if ((*line)->find_first_not_of(" \t") == std::string::npos)
            continue;
        if (const int status = answerLine(session, options, **line, reader->line()); status != 0)
            return status;
    }
}

int search(const CommandOptions& options)
{
    const auto library = openExistingLibrary(options.library);
    if (!library)
        return fail(library.error().sentence);
    auto session = SearchSession::open(*library, options.model, options.choice, options.kind());
    if (!session)
        return fail(session.error().sentence);
    if (auto limited = (*session)->limitTo(options.filter); !limited)
        return fail(limited.error().sentence);
    (*session)->setLeastScore(options.leastScore);
    return options.queries.empty() ? answerOne(**session, options) : answerFile(**session, options);
}

}

void addSearchCommand(CLI::App& program, int& status)
{
    auto options = std::make_shared<CommandOptions>();
    CLI::App* command =
        program.add_subcommand("search", "Find the passages of a library that answer a question");
    command->add_option("--library", options->library, "Library file")->required();
    command->add_option(
        "--model", options->model,
        "GGUF file of the model that embedded the library; not needed while it lies where it was");
    addModelChoice(*command, options->choice);
    command->add_option("-k", options->count, "Passages per question")
        ->check(CLI::Range(1, 100'000))
        ->capture_default_str();
    auto* words = command->add_flag("--words", options->words, "By words alone (BM25); needs no model");
    auto* meaning = command->add_flag("--meaning", options->meaning, "By meaning alone (cosine)");
    auto* fused = command->add_flag("--fused", options->fused, "By both, fused by their ranks (the default)");
    words->excludes(meaning)->excludes(fused);
    meaning->excludes(fused);
    command->add_flag("--json", options->json, "Print one JSON object");
    auto* collection =
        command->add_option("--collection", options->collection, "Passages of this collection only");
    command
        ->add_option("--type", options->filter.kinds,
                     "Files of this kind or ending only (pdf); may be repeated")
        ->allow_extra_args(false);
    command->add_option("--file", options->filter.name, "Files whose name has this part only");
    command->add_option("--folder", options->filter.folder, "Files in this folder or below it only");
    const CLI::Validator day(
        [](const std::string& text) {
            return dayFromText(text) ? std::string() : "is no date like 2024-06-30";
        },
        "YYYY-MM-DD");
    command->add_option("--after", options->after, "Files that were changed on this day or later only")
        ->check(day);
    command->add_option("--before", options->before, "Files that were changed before this day only")
        ->check(day);
    command->add_option("--min-score", options->leastScore, "Leave out passages with a smaller score");
    auto* queries = command->add_option(
        "--queries", options->queries,
        "File of questions, a JSON object with \"text\" and maybe \"id\" per line; - is standard input");
    auto* query = command->add_option("query", options->query, "The question")->option_text("QUERY");
    query->excludes(queries);
    command->footer(
        "Prompts and dimensions are those that the library was indexed with; another prompt before questions or task "
        "costs\nnothing, the others find vectors only where documents were indexed with them.\n"
        "Words are alternatives; \"quoted phrases\" must occur, -words must not, a star at the "
        "end stands for any "
        "ending.\n"
        "In a question, too: type:pdf file:name folder:name after:2024-06-30 before:2025 score:0.4 "
        "in:collection.\n"
        "The score is the cosine, with --words BM25.\n"
        "Output with --json: "
        "{\"query\",\"kind\",\"results\":[{\"rank\",\"score\",\"closer_than\",\"meaning_rank\","
        "\"words_rank\",\"file\",\n"
        "\"page\"|\"line\"|\"sheet\"|\"slide\"|\"message\"|\"chapter\"|\"member\",\"heading\","
        "\"passage\",\"begin\",\"end\","
        "\"collection\"}]};\n"
        "closer_than is the share of random pairs of passages with a lower cosine, begin and end "
        "are bytes of the "
        "document's text.\n"
        "With --queries a JSON line {\"id\",\"results\"} per question.");
    command->callback([=, &status] {
        if (query->count() + queries->count() == 0)
            throw CLI::RequiredError("QUERY or --queries");
        if (collection->count() > 0)
            options->filter.collection = options->collection;
        options->filter.fromSeconds = dayFromText(options->after);
        options->filter.untilSeconds = dayFromText(options->before);
        status = search(*options);
    });
}

}
