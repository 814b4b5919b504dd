#include "engine/tokens/spaced_bpe.h"

#include "engine/base/utf8.h"
#include "engine/tokens/special_tokens.h"

#include <algorithm>
#include <utility>

namespace embedscope {

Result<std::unique_ptr<Tokenizer>> SpacedBpe::create(const GgufFile& file, Vocabulary vocabulary,
                                                     const TokenizerOptions& options)
{
    const auto special = readSpecialTokens(file, vocabulary, {2, 1, 3, true, false}, options);
    if (!special)
        return special.error();
    std::unique_ptr<SpacedBpe> tokenizer(new SpacedBpe(vocabulary, *special));
    auto merges = MergeTable::fromGguf(file, tokenizer->m_index);
    if (!merges)
        return merges.error();
    tokenizer->m_merges = std::move(*merges);
    return std::unique_ptr<Tokenizer>(std::move(tokenizer));
}

SpacedBpe::SpacedBpe(const Vocabulary& vocabulary, const SpecialTokens& special)
    : TextTokenizer(vocabulary, special)
    , m_index(vocabulary.pieces)
    , m_bytes(vocabulary)
    , m_borders(vocabulary.pieces)
{
    for (std::size_t i = 0; i < vocabulary.pieces.size(); ++i) {
        const TokenType type = vocabulary.types[i];
        if (type != TokenType::Control && type != TokenType::Unknown && type != TokenType::Byte)
            m_index.add(static_cast<TokenId>(i));
    }
}

void SpacedBpe::tokenizePart(std::string_view part, std::vector<TokenSpan>& out) const
{
    MergeRun run;
    SpacedText stretch;
    const auto stretches = [&](std::size_t from, std::size_t to, const auto& stretchEnd) {
        for (std::size_t at = from, end = from; at < to; at = end) {
            end = stretchEnd(at);
            stretch.assign(part.substr(at, end - at), false);
            tokenizeStretch(stretch, at, run, out);
        }
    };
    for (std::size_t at = 0; at < part.size();) {
        const std::size_t lineEnd = std::min(part.find('\n', at), part.size());
        const std::string_view line = part.substr(0, lineEnd);
        stretches(at, lineEnd, [&](std::size_t from) { return m_borders.stretchEnd(line, from); });
        const std::size_t end = std::min(part.find_first_not_of('\n', lineEnd), part.size());
        if (const TokenId id = m_index.find(part.substr(lineEnd, end - lineEnd)); id >= 0 && end > lineEnd)
            out.push_back({id, static_cast<uint32_t>(lineEnd), static_cast<uint32_t>(end)});
        else
            stretches(lineEnd, end, [&](std::size_t) { return end; });
        at = end;
    }
}

void SpacedBpe::tokenizeStretch(SpacedText& stretch, std::size_t offset, MergeRun& run,
                                std::vector<TokenSpan>& out) const
{
    const std::string_view text = stretch.text();
    run.start(text.size());
    for (std::size_t at = 0, length = 0; at < text.size(); at += length) {
        length = decodeUtf8(text, at).length;
        run.add(at, m_index.find(text.substr(at, length)));
    }
    run.merge(text.size(), [this](const MergeRun::Symbol& left, const MergeRun::Symbol& right, uint32_t) {
        return m_merges.find(left.id, right.id);
    });
    run.forEach([&](uint32_t begin, uint32_t end, TokenId id) {
        const SpacedText::Range range = stretch.take(end - begin);
        const auto from = static_cast<uint32_t>(offset + range.begin);
        const auto to = static_cast<uint32_t>(offset + range.end);
        if (id >= 0)
            out.push_back({id, from, to});
        else
            m_bytes.append(text.substr(begin, end - begin), m_special.unknown, from, to, out);
    });
}

std::string SpacedBpe::textOf(TokenId id) const
{
    if (const int byte = ByteTokens::byteOf(piece(id)); byte >= 0)
        return std::string(1, static_cast<char>(byte));
    return withoutSpaceMarks(piece(id));
}

}
