// The tokenizers again, written from their definition in the most obvious way and quadratic: an independent
// source for property tests on short texts.
#pragma once

#include "engine/base/utf8.h"
#include "tests/engine/tokens/vocabulary_file.h"

#include <algorithm>
#include <cstdint>
#include <map>
#include <numeric>
#include <string>
#include <utility>
#include <vector>

namespace embedscope::naive {

using Strings = std::vector<std::string>;

inline Strings characters(const std::string& text)
{
    Strings all;
    for (std::size_t at = 0; at < text.size();) {
        const std::size_t length = decodeUtf8(text, at).length;
        all.push_back(text.substr(at, length));
        at += length;
    }
    return all;
}

inline std::string replaced(std::string text, const std::string& from, const std::string& to)
{
    for (std::size_t at = text.find(from); at != std::string::npos; at = text.find(from, at + to.size()))
        text.replace(at, from.size(), to);
    return text;
}

/// Merges neighbours, the lowest rank first; rank(left, right) is negative where they stay apart.
template <class Rank> Strings merged(Strings parts, Rank rank)
{
    for (;;) {
        std::size_t best = parts.size();
        double lowest = 0;
        for (std::size_t i = 0; i + 1 < parts.size(); ++i) {
            const double here = rank(parts[i], parts[i + 1]);
            if (here >= 0 && (best == parts.size() || here < lowest)) {
                best = i;
                lowest = here;
            }
        }
        if (best == parts.size())
            return parts;
        parts[best] += parts[best + 1];
        parts.erase(parts.begin() + static_cast<std::ptrdiff_t>(best) + 1);
    }
}

/// A text cut at user-defined tokens: pieces of text with id -1, and tokens.
inline std::vector<std::pair<std::string, TokenId>> cutAtUserTokens(VocabularyFile& file,
                                                                    const std::string& text)
{
    std::vector<TokenId> tokens;
    for (std::size_t i = 0; i < file.pieces().size(); ++i) {
        if (file.types()[i] == 4)
            tokens.push_back(static_cast<TokenId>(i));
    }
    std::ranges::stable_sort(tokens, std::greater(),
                             [&](TokenId id) { return file.pieces()[static_cast<std::size_t>(id)].size(); });
    std::vector<std::pair<std::string, TokenId>> parts = {{text, -1}};
    for (const TokenId id : tokens) {
        const std::string& token = file.pieces()[static_cast<std::size_t>(id)];
        std::vector<std::pair<std::string, TokenId>> next;
        for (auto& [part, partId] : parts) {
            std::size_t at = 0, found = 0;
            while (partId < 0 && (found = part.find(token, at)) != std::string::npos) {
                next.emplace_back(part.substr(at, found - at), -1);
                next.emplace_back(token, id);
                at = found + token.size();
            }
            next.emplace_back(part.substr(at), partId);
        }
        parts = std::move(next);
    }
    std::erase_if(parts, [](const auto& part) { return part.first.empty(); });
    return parts;
}

/// Ids of a well-formed text; tokenizePart(part, ids) does the parts between user-defined tokens.
template <class Part>
std::vector<TokenId> tokens(VocabularyFile& file, const std::string& text, Part tokenizePart)
{
    std::vector<TokenId> ids;
    for (const auto& [part, id] : cutAtUserTokens(file, text)) {
        if (id >= 0)
            ids.push_back(id);
        else
            tokenizePart(part, ids);
    }
    return ids;
}

/// The token of a piece that a text can become, -1: none.
inline TokenId textToken(VocabularyFile& file, const std::string& piece)
{
    TokenId found = -1;
    for (std::size_t i = 0; i < file.pieces().size(); ++i) {
        const int32_t type = file.types()[i];
        if (file.pieces()[i] == piece && (type == 1 || type == 4 || type == 5))
            found = static_cast<TokenId>(i);
    }
    return found;
}

inline void appendWithBytes(VocabularyFile& file, const std::string& piece, std::vector<TokenId>& ids)
{
    if (const TokenId id = textToken(file, piece); id >= 0)
        return ids.push_back(id);
    for (const char byte : piece)
        ids.push_back(file.id(fmt::format("<0x{:02X}>", static_cast<unsigned char>(byte))));
}

inline double mergeRank(VocabularyFile& file, const std::string& left, const std::string& right)
{
    const auto found = std::ranges::find(file.merges(), left + " " + right);
    return found == file.merges().end() ? -1 : static_cast<double>(found - file.merges().begin());
}

inline std::vector<TokenId> sentencePiece(VocabularyFile& file, const std::string& text, bool prefix)
{
    return tokens(file, text, [&](const std::string& part, std::vector<TokenId>& ids) {
        const std::string spaced = replaced((prefix ? " " : "") + part, " ", "\u2581");
        const auto rank = [&](const std::string& left, const std::string& right) {
            const TokenId id = textToken(file, left + right);
            return id < 0 ? -1.0 : 1000.0 - file.scores()[static_cast<std::size_t>(id)];
        };
        for (const std::string& piece : merged(characters(spaced), rank))
            appendWithBytes(file, piece, ids);
    });
}

inline std::vector<TokenId> spacedBpe(VocabularyFile& file, const std::string& text)
{
    return tokens(file, text, [&](const std::string& part, std::vector<TokenId>& ids) {
        for (std::size_t at = 0, end = 0; at < part.size(); at = end) {
            end = std::min(part[at] == '\n' ? part.find_first_not_of('\n', at) : part.find('\n', at),
                           part.size());
            const std::string run = replaced(part.substr(at, end - at), " ", "\u2581");
            if (part[at] == '\n' && textToken(file, run) >= 0) {
                ids.push_back(textToken(file, run));
                continue;
            }
            const auto rank = [&](const std::string& left, const std::string& right) {
                return mergeRank(file, left, right);
            };
            for (const std::string& piece : merged(characters(run), rank))
                appendWithBytes(file, piece, ids);
        }
    });
}

}
