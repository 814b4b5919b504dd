#include "ui/views/reader_text.h"

#include "ui/views/kind_icon.h"
#include "ui/views/passages_model.h"

#include <QSet>
#include <algorithm>

namespace embedscope {

namespace {

int chunkIndex(const DocumentTextReady& document, qint64 chunkId)
{
    for (int i = 0; i < document.chunks.size() && i < document.chunkRanges.size(); ++i) {
        if (document.chunks[i].id == chunkId)
            return i;
    }
    return -1;
}

/// The part of a long text around an offset, cut at paragraphs.
TextRange partAround(const QString& text, int offset)
{
    const auto size = static_cast<int>(text.size());
    TextRange part = {std::max(0, offset - ReaderText::kMostCharacters / 3), size};
    part.end = std::min(size, part.begin + ReaderText::kMostCharacters);
    if (part.begin > 0) {
        const auto paragraph = static_cast<int>(text.indexOf(QLatin1String("\n\n"), part.begin));
        if (paragraph >= 0 && paragraph + 2 <= offset)
            part.begin = paragraph + 2;
    }
    return part;
}

bool isWordLetter(const QString& text, qsizetype at)
{
    return at >= 0 && at < text.size() && text[at].isLetterOrNumber();
}

QList<TextRange> findWords(const QString& text, const QStringList& words)
{
    QList<TextRange> found;
    for (const QString& word : words) {
        qsizetype at = word.isEmpty() ? -1 : text.indexOf(word, 0, Qt::CaseInsensitive);
        for (; at >= 0 && found.size() < ReaderText::kMostWords;
             at = text.indexOf(word, at + 1, Qt::CaseInsensitive)) {
            if (!isWordLetter(text, at - 1) && !isWordLetter(text, at + word.size()))
                found.append({static_cast<int>(at), static_cast<int>(at + word.size())});
        }
    }
    std::sort(found.begin(), found.end(),
              [](const TextRange& a, const TextRange& b) { return a.begin < b.begin; });
    return found;
}

/// Lines that are the heading of a passage.
QList<TextRange> findHeadings(const QString& text, const QList<ChunkRow>& chunks)
{
    QSet<QString> headings;
    for (const ChunkRow& chunk : chunks) {
        for (const QString& heading :
             QString::fromStdString(chunk.heading).split(QStringLiteral(" > "), Qt::SkipEmptyParts))
            headings.insert(heading.trimmed());
    }
    QList<TextRange> found;
    if (headings.isEmpty())
        return found;
    qsizetype begin = 0;
    while (begin <= text.size()) {
        qsizetype end = text.indexOf(QLatin1Char('\n'), begin);
        if (end < 0)
            end = text.size();
        if (end > begin && end - begin < 200 && headings.contains(text.mid(begin, end - begin).trimmed()))
            found.append({static_cast<int>(begin), static_cast<int>(end)});
        begin = end + 1;
    }
    return found;
}

}

ReaderText ReaderText::from(const DocumentTextReady& document, const ReaderMarks& marks, bool whole)
{
    ReaderText reader;
    const int chunk = chunkIndex(document, marks.chunkId);
    TextRange passage;
    if (chunk >= 0)
        passage = {document.chunkRanges[chunk].first, document.chunkRanges[chunk].second};
    TextRange part = {0, static_cast<int>(document.text.size())};
    if (!whole && part.end > kMostCharacters)
        part = partAround(document.text, passage.begin);
    reader.text = document.text.mid(part.begin, part.end - part.begin);
    reader.isPart = reader.text.size() < document.text.size();
    const QString kind =
        kindIconName(QString::fromStdString(document.row.kind), QString::fromStdString(document.row.name));
    reader.isCode = kind == QLatin1String("file-code") || kind == QLatin1String("file-table");

    const auto moved = [&](int offset) {
        return std::clamp(offset - part.begin, 0, static_cast<int>(reader.text.size()));
    };
    reader.passage = {moved(passage.begin), moved(passage.end)};
    if (!marks.sentence.isEmpty())
        reader.sentence = {moved(passage.begin + marks.sentence.begin),
                           moved(passage.begin + marks.sentence.end)};
    reader.words = findWords(reader.text, marks.words);
    reader.headings = findHeadings(reader.text, document.chunks);
    for (int i = 0; i < document.chunks.size() && i < document.chunkRanges.size(); ++i) {
        const QString place = placeWords(document.chunks[i].position);
        if (!place.isEmpty())
            reader.places.append(
                {{moved(document.chunkRanges[i].first), moved(document.chunkRanges[i].second)}, place});
    }
    return reader;
}

QString ReaderText::placeAt(int offset) const
{
    QString place;
    for (const auto& [range, name] : places) {
        if (range.begin > offset)
            break;
        place = name;
    }
    return place;
}

}
