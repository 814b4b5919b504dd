#include "engine/tokens/word_piece.h"

#include "engine/base/utf8.h"

#include <algorithm>
#include <fmt/format.h>
#include <limits>
#include <utility>

namespace embedscope {

namespace {

constexpr std::string_view kWordStart = "\xE2\x96\x81"; // U+2581

// Old files lack some keys: then the token of that name, then the id in Google's vocabulary.
Result<TokenId> specialToken(const GgufFile& file, const Vocabulary& vocabulary,
                             std::initializer_list<std::string_view> keys, std::string_view piece,
                             TokenId usual)
{
    const auto id = specialTokenId(file, vocabulary, keys);
    if (!id)
        return id.error();
    if (*id)
        return **id;
    if (const TokenId named = vocabulary.find(piece); named >= 0)
        return named;
    if (static_cast<std::size_t>(usual) < vocabulary.pieces.size())
        return usual;
    return Error{fmt::format("{} cannot be used: its vocabulary has no {} token.", file.name(), piece)};
}

Result<SpecialTokens> specialTokens(const GgufFile& file, const Vocabulary& vocabulary)
{
    const auto first = specialToken(file, vocabulary, {"bos_token_id", "cls_token_id"}, "[CLS]", 101);
    if (!first)
        return first.error();
    const auto last = specialToken(
        file, vocabulary, {"seperator_token_id", "separator_token_id", "sep_token_id", "eos_token_id"},
        "[SEP]", 102);
    if (!last)
        return last.error();
    const auto unknown = specialToken(file, vocabulary, {"unknown_token_id"}, "[UNK]", 100);
    if (!unknown)
        return unknown.error();
    return SpecialTokens{*first, *last, *unknown};
}

Result<WordRules> wordRules(const GgufFile& file)
{
    const auto lowercase = file.boolValue("tokenizer.ggml.normalizer.lowercase");
    if (!lowercase)
        return lowercase.error();
    const auto stripAccents = file.boolValue("tokenizer.ggml.normalizer.strip_accents");
    if (!stripAccents)
        return stripAccents.error();
    WordRules rules;
    rules.lowercase = lowercase->value_or(true);
    rules.stripAccents = stripAccents->value_or(rules.lowercase);
    return rules;
}

uint32_t position(std::size_t at)
{
    return static_cast<uint32_t>(std::min<std::size_t>(at, std::numeric_limits<uint32_t>::max()));
}

}

Result<std::unique_ptr<Tokenizer>> WordPiece::create(const GgufFile& file, Vocabulary vocabulary,
                                                     const TokenizerOptions&)
{
    const auto special = specialTokens(file, vocabulary);
    if (!special)
        return special.error();
    const auto rules = wordRules(file);
    if (!rules)
        return rules.error();
    return std::unique_ptr<Tokenizer>(new WordPiece(vocabulary, *special, *rules));
}

WordPiece::WordPiece(const Vocabulary& vocabulary, SpecialTokens special, WordRules rules)
    : m_userTokens(vocabulary)
    , m_rules(rules)
{
    m_special = special;
    for (std::size_t i = 0; i < vocabulary.pieces.size(); ++i) {
        const TokenType type = vocabulary.types[i];
        // Text never yields control tokens, and user-defined ones are cut out before.
        if (type != TokenType::Unknown && type != TokenType::Control && type != TokenType::UserDefined)
            addPiece(vocabulary.pieces[i], static_cast<TokenId>(i));
    }
    m_pieces = vocabulary.pieces;
}

void WordPiece::addPiece(std::string_view piece, TokenId id)
{
    const bool start = piece.size() > kWordStart.size() && piece.starts_with(kWordStart);
    if (start)
        piece.remove_prefix(kWordStart.size());
    if (piece.empty() || !isValidUtf8(piece))
        return;
    PieceTrie& trie = start ? m_starts : m_continuations;
    PieceTrie::Node node = PieceTrie::kRoot;
    std::size_t length = 0;
    for (std::size_t at = 0; at < piece.size();) {
        if (++length > Word::kMaxCharacters)
            return; // no word is as long
        const DecodedCharacter character = decodeUtf8(piece, at);
        node = trie.extend(node, character.value);
        at += character.length;
    }
    trie.setId(node, id);
}

template <class Emit> void WordPiece::run(std::string_view text, Emit emit) const
{
    Word word;
    word.characters.reserve(Word::kMaxCharacters);
    std::vector<TokenSpan> tokens;
    const auto words = [&](std::size_t from, std::size_t to) {
        WordReader reader(text, from, to, m_rules);
        while (reader.next(word)) {
            tokens.clear();
            matchWord(word, tokens);
            std::ranges::for_each(tokens, emit);
        }
    };
    std::size_t at = 0;
    if (!m_userTokens.empty()) {
        for (const UserTokenMatch& match : m_userTokens.find(text)) {
            words(at, match.begin);
            emit(TokenSpan{match.id, position(match.begin), position(match.end)});
            at = match.end;
        }
    }
    words(at, text.size());
}

void WordPiece::matchWord(const Word& word, std::vector<TokenSpan>& out) const
{
    const auto& characters = word.characters;
    bool known = word.length <= Word::kMaxCharacters;
    for (std::size_t at = 0; known && at < characters.size();) {
        const PieceTrie& trie = at == 0 ? m_starts : m_continuations;
        PieceTrie::Node node = PieceTrie::kRoot;
        TokenId longest = -1;
        std::size_t end = at;
        for (std::size_t i = at; i < characters.size(); ++i) {
            node = trie.step(node, characters[i].value);
            if (node == PieceTrie::kNone)
                break;
            if (trie.id(node) >= 0) {
                longest = trie.id(node);
                end = i + 1;
            }
        }
        known = longest >= 0;
        if (known)
            out.push_back({longest, position(characters[at].begin), position(characters[end - 1].end)});
        at = end;
    }
    if (!known) {
        out.clear();
        out.push_back({m_special.unknown, position(word.begin), position(word.end)});
    }
}

void WordPiece::tokenize(std::string_view text, std::vector<TokenId>& out) const
{
    run(text, [&](const TokenSpan& token) { out.push_back(token.id); });
}

void WordPiece::tokenizeWithSpans(std::string_view text, std::vector<TokenSpan>& out) const
{
    run(text, [&](const TokenSpan& token) { out.push_back(token); });
}

std::string WordPiece::textOf(TokenId id) const
{
    const std::string_view piece = this->piece(id);
    const bool start = piece.size() > kWordStart.size() && piece.starts_with(kWordStart);
    return start ? std::string(" ").append(piece.substr(kWordStart.size())) : std::string(piece);
}

}
