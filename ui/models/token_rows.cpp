#include "ui/models/token_rows.h"

#include "engine/base/utf8.h"

#include <string_view>

namespace embedscope {

namespace {

constexpr std::string_view kWordStart = "\xE2\x96\x81"; // U+2581

QString bytesOf(std::string_view text)
{
    QString bytes;
    for (const char c : text)
        bytes += QStringLiteral("%1%2")
                     .arg(bytes.isEmpty() ? QString() : QStringLiteral(" "))
                     .arg(static_cast<unsigned char>(c), 2, 16, QLatin1Char('0'));
    return bytes.toUpper();
}

/// Blanks that would not be seen have a sign.
QString withVisibleBlanks(QString text)
{
    text.replace(u'\n', QChar(0x21B5)).replace(u'\t', QChar(0x21E5));
    if (text.trimmed().isEmpty())
        text.replace(u' ', QChar(0x2423));
    return text;
}

TokenRow rowOf(const Tokenizer& tokenizer, TokenId id, TokenRow::Part part)
{
    TokenRow row;
    row.id = id;
    row.part = part;
    std::string_view piece = tokenizer.piece(id);
    const std::string bytes = tokenizer.textOf(id);
    const bool byteLevel = tokenizer.algorithm() == "byte-level BPE";
    const bool marked = !byteLevel && piece.starts_with(kWordStart);
    std::string_view shown = byteLevel && part != TokenRow::Part::Special ? std::string_view(bytes) : piece;
    if (marked && piece.size() > kWordStart.size())
        shown.remove_prefix(kWordStart.size());
    const bool blankBefore = byteLevel && shown.size() > 1 && shown.front() == ' ' && shown[1] != ' ';
    if (blankBefore)
        shown.remove_prefix(1);
    row.beginsWord = part == TokenRow::Part::Special || marked || blankBefore;
    row.text = repairUtf8(shown) == shown
        ? withVisibleBlanks(QString::fromUtf8(shown.data(), static_cast<qsizetype>(shown.size())))
        : bytesOf(shown);
    return row;
}

}

QList<TokenRow> tokenRows(const Tokenizer& tokenizer, const std::string& prompt, const std::string& text,
                          qsizetype most)
{
    using Part = TokenRow::Part;
    std::vector<TokenSpan> spans;
    tokenizer.tokenizeWithSpans(prompt + text, spans);
    const SpecialTokens& special = tokenizer.special();
    QList<TokenRow> rows;
    if (special.first >= 0)
        rows.append(rowOf(tokenizer, special.first, Part::Special));
    for (const TokenSpan& span : spans) {
        if (rows.size() >= most)
            return rows;
        // A token that reaches from the prompt into the text is the text's.
        rows.append(rowOf(tokenizer, span.id, span.end <= prompt.size() ? Part::Prompt : Part::Text));
    }
    if (special.last >= 0 && rows.size() < most)
        rows.append(rowOf(tokenizer, special.last, Part::Special));
    return rows;
}

}
