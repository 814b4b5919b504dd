#include "ui/models/answers.h"

#include "engine/documents/chunker.h"
#include "ui/models/text_offsets.h"

#include <algorithm>
#include <climits>
#include <numeric>
#include <unordered_map>

namespace embedscope::answers {

namespace {

constexpr int kRowsWithSentences = 10;
constexpr std::size_t kMostSentences = 16; ///< per passage: about 2 ms each with the bundled model
constexpr std::size_t kLeastPassages = 20; ///< below, a share says nothing of a word
constexpr std::size_t kLeastBytes = 12; ///< "Yes." and numbers of lists answer nothing

struct Sentence
{
    std::size_t begin = 0, end = 0;
};

/// Headings are left out where there is more: the list shows them above the passage anyway.
std::vector<Sentence> sentencesOf(const ChunkRow& chunk)
{
    const std::string_view text = chunk.text;
    const auto isBlank = [&](std::size_t at) {
        return text[at] == ' ' || text[at] == '\n' || text[at] == '\t';
    };
    std::vector<Sentence> sentences;
    std::size_t begin = 0;
    for (const uint32_t border : sentenceEnds(text)) {
        Sentence sentence{begin, border};
        begin = border;
        while (sentence.begin < sentence.end && isBlank(sentence.begin))
            ++sentence.begin;
        while (sentence.end > sentence.begin && isBlank(sentence.end - 1))
            --sentence.end;
        if (sentence.end > sentence.begin)
            sentences.push_back(sentence);
    }
    const auto isHeading = [&](const Sentence& sentence) {
        return std::string_view(chunk.heading)
            .ends_with(text.substr(sentence.begin, sentence.end - sentence.begin));
    };
    if (sentences.size() > 1 && isHeading(sentences.front()))
        sentences.erase(sentences.begin());
    return sentences;
}

void mark(SearchResultRow& row, const Sentence& sentence)
{
    const Utf16Offsets offsets(row.chunk.text);
    row.sentenceBegin = offsets.at(sentence.begin);
    row.sentenceEnd = offsets.at(sentence.end);
}

double likeness(Embedder& embedder, std::string_view sentence, std::span<const float> query)
{
    const Model& model = embedder.model();
    const std::vector<float> vector = embedder.embedNow(model.idsOf(TextRole::Passage, sentence));
    return vector.size() == query.size()
        ? std::inner_product(vector.begin(), vector.end(), query.begin(), 0.0)
        : -1.0;
}

}

QStringList tellingWords(Library& library, const QStringList& words, std::size_t passages)
{
    if (passages < kLeastPassages)
        return words;
    const int common = static_cast<int>(std::min<std::size_t>(passages / 4, INT_MAX - 1));
    QStringList telling;
    for (const QString& word : words) {
        const auto found = library.searchWords('"' + word.toStdString() + '"', common + 1);
        if (!found || found->size() <= static_cast<std::size_t>(common))
            telling.append(word);
    }
    return telling.isEmpty() ? words : telling;
}

Result<QList<SearchResultRow>> rowsOf(Library& library, const std::vector<SearchHit>& hits,
                                      const QStringList& words)
{
    std::vector<int64_t> ids;
    for (const SearchHit& hit : hits)
        ids.push_back(hit.chunkId);
    Result<std::vector<ChunkRow>> chunks = library.chunksById(ids);
    if (!chunks)
        return chunks.error();
    std::unordered_map<int64_t, ChunkRow*> byId;
    for (ChunkRow& chunk : *chunks)
        byId.emplace(chunk.id, &chunk);
    QList<SearchResultRow> rows;
    for (const SearchHit& hit : hits) {
        const auto found = byId.find(hit.chunkId);
        if (found == byId.end())
            continue;
        SearchResultRow row;
        row.hit = hit;
        row.chunk = *found->second;
        row.hit.documentId = row.chunk.documentId;
        row.place = QString::fromStdString(positionText(row.chunk.position));
        row.text = QString::fromStdString(row.chunk.text);
        row.matchedWords = findWords(row.text, words);
        rows.append(std::move(row));
    }
    return rows;
}

void markByWords(QList<SearchResultRow>& rows)
{
    for (SearchResultRow& row : rows) {
        if (row.matchedWords.isEmpty())
            continue;
        const Utf16Offsets offsets(row.chunk.text);
        qsizetype most = 0;
        for (const Sentence& sentence : sentencesOf(row.chunk)) {
            const int begin = offsets.at(sentence.begin), end = offsets.at(sentence.end);
            const auto inside =
                std::count_if(row.matchedWords.cbegin(), row.matchedWords.cend(), [&](const auto& word) {
                    return word.first >= begin && word.first + word.second <= end;
                });
            if (inside > most) {
                most = inside;
                row.sentenceBegin = begin;
                row.sentenceEnd = end;
            }
        }
    }
}

void markByMeaning(QList<SearchResultRow>& rows, Embedder& embedder, std::span<const float> query,
                   const std::function<bool()>& goOn)
{
    const auto count = std::min<qsizetype>(kRowsWithSentences, rows.size());
    for (qsizetype i = 0; i < count && goOn(); ++i) {
        SearchResultRow& row = rows[i];
        std::vector<Sentence> sentences = sentencesOf(row.chunk);
        if (sentences.size() > 1)
            std::erase_if(sentences, [](const Sentence& s) { return s.end - s.begin < kLeastBytes; });
        if (sentences.size() > kMostSentences)
            sentences.resize(kMostSentences);
        double best = -2;
        for (const Sentence& sentence : sentences) {
            const std::string_view text =
                std::string_view(row.chunk.text).substr(sentence.begin, sentence.end - sentence.begin);
            const double value = sentences.size() == 1 ? 1.0 : likeness(embedder, text, query);
            if (value > best) {
                best = value;
                mark(row, sentence);
            }
        }
    }
}

}
