#include "app/cli/embed_input.h"

#include <fmt/format.h>
#include <limits>

namespace embedscope::cli {

namespace {

using nlohmann::json;

Result<std::vector<TokenId>> idsOf(const json& list)
{
    std::vector<TokenId> ids;
    for (const json& id : list) {
        const bool fits = id.is_number_integer() && id >= 0 && id <= std::numeric_limits<TokenId>::max();
        if (!fits)
            return Error{"\"ids\" should be an array of token numbers."};
        ids.push_back(id.get<TokenId>());
    }
    return ids;
}

}

Result<EmbedLine> EmbedInput::parse(std::string line, std::size_t number)
{
    if (number == 1) {
        constexpr std::string_view kByteOrderMark = "\xEF\xBB\xBF";
        if (line.starts_with(kByteOrderMark))
            line.erase(0, kByteOrderMark.size());
        m_objects = line.starts_with('{') && json::parse(line, nullptr, false).is_object();
    }
    if (m_objects)
        return parseObject(line, number);
    EmbedLine result{.id = number, .ids = {}};
    auto ids = tokens(line, result.cutTokens);
    if (!ids)
        return ids.error();
    result.ids = std::move(*ids);
    return result;
}

Result<EmbedLine> EmbedInput::parseObject(const std::string& line, std::size_t number) const
{
    const json object = json::parse(line, nullptr, false);
    if (!object.is_object())
        return Error{"This is no JSON object, though the first line is one."};
    EmbedLine result{.id = object.value("id", json(number)), .ids = {}};
    if (object.contains("ids") && object["ids"].is_array()) {
        auto ids = idsOf(object["ids"]);
        if (!ids)
            return ids.error();
        if (auto fit = m_model.checkIds(*ids); !fit)
            return fit.error();
        result.ids = std::move(*ids);
        return result;
    }
    if (!object.contains("text") || !object["text"].is_string())
        return Error{"The object has neither a \"text\" (a string) nor \"ids\" (an array of numbers)."};
    auto ids = tokens(object["text"].get<std::string>(), result.cutTokens);
    if (!ids)
        return ids.error();
    result.ids = std::move(*ids);
    return result;
}

Result<std::vector<TokenId>> EmbedInput::tokens(const std::string& text, std::size_t& cut) const
{
    if (!m_model.hasTokenizer())
        return Error{"The model's tokenizer is not supported by this version; give \"ids\" instead of text."};
    std::vector<TokenId> plain;
    m_model.tokenizer().tokenize(m_prompt + text, plain);
    auto ids = m_model.tokenizer().wrap(plain, static_cast<std::size_t>(m_model.info().contextLength), &cut);
    if (auto fit = m_model.checkIds(ids); !fit)
        return fit.error();
    return ids;
}

}
