#include "engine/library/word_query.h"

#include "engine/base/utf8.h"

#include <algorithm>
#include <cctype>
#include <vector>

namespace embedscope {

namespace {

// A page of text as a query: the first words say enough, and FTS5 limits the size of an expression.
constexpr std::size_t kMaxTerms = 64;
constexpr std::size_t kMaxTermBytes = 512;

struct Term
{
    std::string text;
    bool isPhrase = false, excluded = false, anyEnding = false;
};

bool isBlank(char c)
{
    return static_cast<unsigned char>(c) <= ' ';
}

// FTS5 finds letters and digits only; a term without any would match nothing.
bool hasLetters(std::string_view text)
{
    return std::any_of(text.begin(), text.end(), [](char c) {
        const auto byte = static_cast<unsigned char>(c);
        return byte >= 0x80 || std::isalnum(byte);
    });
}

std::string quoted(const Term& term)
{
    std::string result = "\"";
    for (const char c : term.text) {
        if (c == '"')
            result += '"';
        if (c != '\0')
            result += c;
    }
    result += term.anyEnding ? "\"*" : "\"";
    return result;
}

Term nextTerm(std::string_view text, std::size_t& at)
{
    Term term;
    if (text[at] == '-' && at + 1 < text.size() && !isBlank(text[at + 1])) {
        term.excluded = true;
        ++at;
    }
    if (text[at] == '"') {
        term.isPhrase = true;
        const std::size_t end = std::min(text.find('"', at + 1), text.size());
        term.text = text.substr(at + 1, end - at - 1);
        at = std::min(end + 1, text.size());
        return term;
    }
    const std::size_t begin = at;
    while (at < text.size() && !isBlank(text[at]) && text[at] != '"')
        ++at;
    term.text = text.substr(begin, at - begin);
    if (term.text.ends_with('*')) {
        term.anyEnding = true;
        term.text.erase(term.text.find_last_not_of('*') + 1);
    }
    return term;
}

std::string joined(const std::vector<std::string>& terms, std::string_view between)
{
    std::string result;
    for (const std::string& term : terms) {
        if (!result.empty())
            result += between;
        result += term;
    }
    return result;
}

void addOnce(std::vector<std::string>& terms, std::string term)
{
    if (terms.size() < kMaxTerms && std::find(terms.begin(), terms.end(), term) == terms.end())
        terms.push_back(std::move(term));
}

struct Terms
{
    std::vector<std::string> words, phrases, excluded;
};

Terms termsOf(std::string_view text)
{
    const std::string valid = repairUtf8(text);
    Terms terms;
    for (std::size_t at = 0; at < valid.size();) {
        if (isBlank(valid[at])) {
            ++at;
            continue;
        }
        Term term = nextTerm(valid, at);
        if (!hasLetters(term.text) || term.text.size() > kMaxTermBytes)
            continue;
        addOnce(term.excluded ? terms.excluded : term.isPhrase ? terms.phrases : terms.words, quoted(term));
    }
    return terms;
}

}

std::vector<std::string> wordTerms(std::string_view text)
{
    Terms terms = termsOf(text);
    terms.words.insert(terms.words.end(), terms.phrases.begin(), terms.phrases.end());
    return std::move(terms.words);
}

std::string wordQuery(std::string_view text, const std::function<bool(const std::string& term)>& isCommon)
{
    auto [words, phrases, excluded] = termsOf(text);
    if (isCommon && phrases.size() + words.size() > 1) {
        std::vector<std::string> rare = words;
        std::erase_if(rare, isCommon);
        if (phrases.size() + rare.size() > 0)
            words = std::move(rare);
    }
    std::vector<std::string> any = phrases;
    any.insert(any.end(), words.begin(), words.end());
    if (any.empty())
        return {};
    // With a phrase, further words only lift those who have them.
    std::string query = "(" + joined(any, " OR ") + ")";
    if (!phrases.empty())
        query = "(" + joined(phrases, " AND ") + ") AND " + query;
    if (!excluded.empty())
        query = "(" + query + ") NOT (" + joined(excluded, " OR ") + ")";
    return query;
}

}
