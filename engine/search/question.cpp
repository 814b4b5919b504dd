#include "engine/search/question.h"

#include <array>
#include <charconv>
#include <ctime>
#include <utility>

namespace embedscope {

namespace {

bool isBlank(char letter)
{
    return letter == ' ' || letter == '\t' || letter == '\n' || letter == '\r';
}

std::vector<std::string> listOf(std::string_view value)
{
    std::vector<std::string> parts;
    while (!value.empty()) {
        const std::size_t comma = value.find(',');
        if (const auto part = value.substr(0, comma); !part.empty())
            parts.emplace_back(part);
        value = comma == std::string_view::npos ? std::string_view() : value.substr(comma + 1);
    }
    return parts;
}

template <class Number> std::optional<Number> numberFrom(std::string_view text)
{
    Number number{};
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
    if (error != std::errc() || end != text.data() + text.size())
        return std::nullopt;
    return number;
}

// False: not understood, so it stays a part of the text.
bool take(Question& question, std::string_view key, std::string_view value)
{
    DocumentFilter& filter = question.filter;
    if (value.empty())
        return false;
    if (key == "type") {
        for (std::string& kind : listOf(value))
            filter.kinds.push_back(std::move(kind));
    } else if (key == "file") {
        filter.name = value;
    } else if (key == "folder") {
        filter.folder = value;
    } else if (key == "in") {
        filter.collection = value;
    } else if (key == "after" || key == "before") {
        const auto day = dayFromText(value);
        (key == "after" ? filter.fromSeconds : filter.untilSeconds) = day;
        return day.has_value();
    } else if (key == "score") {
        const auto score = numberFrom<double>(value);
        if (score)
            question.leastScore = *score;
        return score.has_value();
    } else {
        return false;
    }
    return true;
}

struct Part
{
    std::string_view whole, key, value;
};

// From one blank to the next; quotation marks hold blanks together.
Part nextPart(std::string_view typed, std::size_t& at)
{
    const std::size_t begin = at;
    bool quoted = false;
    for (; at < typed.size() && (quoted || !isBlank(typed[at])); ++at) {
        if (typed[at] == '"')
            quoted = !quoted;
    }
    Part part;
    part.whole = typed.substr(begin, at - begin);
    const std::size_t colon = part.whole.find(':');
    if (colon == std::string_view::npos || part.whole.find('"') < colon)
        return part;
    part.key = part.whole.substr(0, colon);
    part.value = part.whole.substr(colon + 1);
    if (part.value.size() >= 2 && part.value.front() == '"' && part.value.back() == '"')
        part.value = part.value.substr(1, part.value.size() - 2);
    return part;
}

}

Question parseQuestion(std::string_view typed)
{
    Question question;
    for (std::size_t at = 0; at < typed.size();) {
        if (isBlank(typed[at])) {
            ++at;
            continue;
        }
        const Part part = nextPart(typed, at);
        if (!part.key.empty() && take(question, part.key, part.value))
            continue;
        question.text += question.text.empty() ? "" : " ";
        question.text += part.whole;
    }
    return question;
}

std::optional<int64_t> dayFromText(std::string_view text)
{
    std::array<int, 3> numbers{0, 1, 1}; // year, month, day
    std::size_t count = 0;
    while (true) {
        const std::size_t dash = text.find('-');
        const std::string_view digits = text.substr(0, dash);
        const auto number = numberFrom<int>(digits);
        if (!number || *number < 0 || count == numbers.size() || digits.size() != (count == 0 ? 4U : 2U))
            return std::nullopt;
        numbers[count++] = *number;
        if (dash == std::string_view::npos)
            break;
        text = text.substr(dash + 1);
    }
    std::tm day{};
    day.tm_year = numbers[0] - 1900;
    day.tm_mon = numbers[1] - 1;
    day.tm_mday = numbers[2];
    day.tm_isdst = -1;
    const std::tm wanted = day;
    const std::time_t seconds = std::mktime(&day);
    // mktime() makes the 2nd of March of the 30th of February.
    if (day.tm_year != wanted.tm_year || day.tm_mon != wanted.tm_mon || day.tm_mday != wanted.tm_mday)
        return std::nullopt;
    return static_cast<int64_t>(seconds);
}

}
