// What a line of the input of `embed` asks for: plain text, or an object with "text" or "ids" and perhaps
// "id". The first line decides which of the two the input is.
#pragma once

#include "engine/base/result.h"
#include "engine/model/model.h"

#include <cstddef>
#include <nlohmann/json.hpp>
#include <string>
#include <utility>
#include <vector>

namespace embedscope::cli {

struct EmbedLine
{
    nlohmann::json id; ///< the line's own, else its number
    std::vector<TokenId> ids; ///< with special tokens
    std::size_t cutTokens = 0; ///< tokens beyond the model's context, left out
};

class EmbedInput
{
public:
    /// `prompt` stands before every text, but not before ids.
    explicit EmbedInput(const Model& model, std::string prompt = {})
        : m_model(model)
        , m_prompt(std::move(prompt))
    {
    }
    /// `number` from 1. An Error says what is wrong with the line, without its number.
    Result<EmbedLine> parse(std::string line, std::size_t number);

private:
    Result<std::vector<TokenId>> tokens(const std::string& text, std::size_t& cut) const;
    Result<EmbedLine> parseObject(const std::string& line, std::size_t number) const;

    const Model& m_model;
    std::string m_prompt;
    bool m_objects = false;
};

}
