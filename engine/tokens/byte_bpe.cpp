#include "engine/tokens/byte_bpe.h"

#include "engine/base/utf8.h"
#include "engine/tokens/merge_run.h"
#include "engine/tokens/special_tokens.h"

#include <utility>

namespace embedscope {

namespace {

constexpr char32_t kSpellings = 0x144; ///< behind the last character that spells a byte

// encoder.py of openai/gpt-2: printable bytes spell themselves, the other 68 are U+0100 and on.
std::array<char32_t, 256> makeSpelling()
{
    std::array<char32_t, 256> spelling;
    char32_t next = 0x100;
    for (char32_t byte = 0; byte < 256; ++byte) {
        const bool printable = (byte >= 33 && byte <= 126) || (byte >= 161 && byte <= 172) || byte >= 174;
        spelling[byte] = printable ? byte : next++;
    }
    return spelling;
}

const std::array<std::string, 256>& spelledBytes()
{
    static const auto kSpelled = [] {
        std::array<std::string, 256> spelled;
        const auto spelling = makeSpelling();
        for (std::size_t byte = 0; byte < 256; ++byte)
            appendUtf8(spelled[byte], spelling[byte]);
        return spelled;
    }();
    return kSpelled;
}

const std::array<int, kSpellings>& bytesOfSpelling()
{
    static const auto kBytes = [] {
        std::array<int, kSpellings> bytes;
        bytes.fill(-1);
        const auto spelling = makeSpelling();
        for (std::size_t byte = 0; byte < 256; ++byte)
            bytes[spelling[byte]] = static_cast<int>(byte);
        return bytes;
    }();
    return kBytes;
}

bool isText(const Vocabulary& vocabulary, TokenId id)
{
    return !vocabulary.is(id, TokenType::Control) && !vocabulary.is(id, TokenType::Unknown);
}

}

Result<std::unique_ptr<Tokenizer>> ByteBpe::create(const GgufFile& file, Vocabulary vocabulary,
                                                   const TokenizerOptions& options)
{
    const auto rules = PreTokenizer::fromGguf(file);
    if (!rules)
        return rules.error();
    const SpecialDefaults defaults = {11, 11, -1, rules->addsFirst, false};
    const auto special = readSpecialTokens(file, vocabulary, defaults, options);
    if (!special)
        return special.error();
    std::unique_ptr<ByteBpe> tokenizer(new ByteBpe(vocabulary, *special, *rules));
    PieceIndex index(vocabulary.pieces);
    for (std::size_t i = 0; i < vocabulary.pieces.size(); ++i) {
        if (const auto id = static_cast<TokenId>(i); isText(vocabulary, id))
            index.add(id);
    }
    auto merges = MergeTable::fromGguf(file, index);
    if (!merges)
        return merges.error();
    tokenizer->m_merges = std::move(*merges);
    for (std::size_t byte = 0; byte < 256; ++byte)
        tokenizer->m_bytes[byte] = index.find(spelledBytes()[byte]);
    if (rules->wholePiecesFirst)
        tokenizer->m_wholePieces = std::move(index);
    return std::unique_ptr<Tokenizer>(std::move(tokenizer));
}

ByteBpe::ByteBpe(const Vocabulary& vocabulary, const SpecialTokens& special, const PreTokenizer& rules)
    : TextTokenizer(vocabulary, special)
    , m_rules(rules)
    , m_spelled(vocabulary.pieces.size())
{
    for (std::size_t i = 0; i < m_spelled.size(); ++i) {
        const auto id = static_cast<TokenId>(i);
        m_spelled[i] = isText(vocabulary, id) && !vocabulary.is(id, TokenType::UserDefined);
    }
}

TokenId ByteBpe::wholePiece(std::string_view piece, std::string& spelled) const
{
    if (piece.size() > m_wholePieces.longest())
        return -1;
    spelled.clear();
    for (const char byte : piece)
        spelled += spelledBytes()[static_cast<unsigned char>(byte)];
    return m_wholePieces.find(spelled);
}

void ByteBpe::tokenizePart(std::string_view part, std::vector<TokenSpan>& out) const
{
    MergeRun run;
    std::string spelled;
    const auto emit = [&](uint32_t begin, uint32_t end, TokenId id) {
        if (id < 0)
            id = m_special.unknown;
        if (id >= 0) // a byte that has no token and no unknown token either leaves nothing
            out.push_back({id, begin, end});
    };
    for (std::size_t begin = 0, end = 0; begin < part.size(); begin = end) {
        end = m_rules.end(part, begin);
        if (m_rules.wholePiecesFirst) {
            if (const TokenId id = wholePiece(part.substr(begin, end - begin), spelled); id >= 0) {
                emit(static_cast<uint32_t>(begin), static_cast<uint32_t>(end), id);
                continue;
            }
        }
        run.start(end - begin);
        for (std::size_t at = begin; at < end; ++at)
            run.add(at, m_bytes[static_cast<unsigned char>(part[at])]);
        run.merge(end, [this](const MergeRun::Symbol& left, const MergeRun::Symbol& right, uint32_t) {
            return m_merges.find(left.id, right.id);
        });
        run.forEach(emit);
    }
}

std::string ByteBpe::textOf(TokenId id) const
{
    const std::string_view piece = this->piece(id);
    if (piece.empty() || !m_spelled[static_cast<std::size_t>(id)])
        return std::string(piece);
    std::string text;
    for (std::size_t at = 0; at < piece.size();) {
        const DecodedCharacter character = decodeUtf8(piece, at);
        const int byte = character.value < kSpellings ? bytesOfSpelling()[character.value] : -1;
        if (byte >= 0)
            text += static_cast<char>(byte);
        else
            text += piece.substr(at, character.length); // not from this spelling: as it stands
        at += character.length;
    }
    return text;
}

}
