// Words: the query's terms that say nothing are left out, and what was found is narrowed to the scope.
#include "engine/library/library_state.h"
#include "engine/library/word_query.h"

#include <algorithm>
#include <cmath>
#include <fmt/format.h>

namespace embedscope {

namespace {

using Ranked = std::vector<std::pair<int64_t, double>>;

constexpr int kWidenBy = 8; // when too few of the best lie in the scope
constexpr double kRememberFor = 1.25; // growth of the library after which terms are counted anew
constexpr int64_t kFewPassages = 2000; // where ranking all of them costs nothing

Result<Ranked> bestByWords(sqlite::Connection& reader, const std::string& words, int64_t limit)
{
    // Words of a heading count half: every passage below it has them.
    auto statement =
        reader.prepare("SELECT rowid, bm25(fts, 1.0, 0.5) AS score FROM fts WHERE fts MATCH ?1 ORDER BY "
                       "score, rowid LIMIT ?2");
    statement.with(words, limit);
    Ranked ranked;
    while (true) {
        const auto row = statement.next();
        if (!row)
            return row.error();
        if (!*row)
            return ranked;
        ranked.emplace_back(statement.integer(0), -statement.real(1));
    }
}

class Scope
{
public:
    Scope(sqlite::Connection& reader, const WordScope& scope)
        : m_documents(scope.documents)
        , m_fingerprint(scope.fingerprint)
        , m_passage(
              reader.prepare("SELECT document_id, model_id = coalesce((SELECT h.model_id FROM holding h JOIN "
                             "model m ON m.id = "
                             "h.model_id WHERE h.document_id = c.document_id AND m.fingerprint = ?2), "
                             "(SELECT max(model_id) FROM "
                             "holding h WHERE h.document_id = c.document_id)) FROM chunk c WHERE id = ?1"))
    {
    }

    Result<bool> has(int64_t chunk)
    {
        const auto row = m_passage.with(chunk, m_fingerprint).next();
        if (!row || !*row)
            return row;
        if (m_passage.integer(1) == 0)
            return false;
        return !m_documents
            || std::binary_search(m_documents->begin(), m_documents->end(), m_passage.integer(0));
    }

private:
    const std::vector<int64_t>* m_documents;
    const std::string& m_fingerprint;
    sqlite::Statement m_passage;
};

}

int64_t Library::State::passagesWith(const std::string& term, int64_t passages)
{
    if (static_cast<double>(passages) > kRememberFor * static_cast<double>(countedOf)
        || static_cast<double>(passages) * kRememberFor < static_cast<double>(countedOf)) {
        counted.clear();
        countedOf = passages;
    }
    const auto known = counted.find(term);
    if (known != counted.end())
        return known->second;
    auto count = reader->prepare("SELECT count(*) FROM (SELECT 1 FROM fts WHERE fts MATCH ?1 LIMIT ?2)");
    const auto row = count.with(term, passages / 2 + 1).next();
    const int64_t found = row && *row ? count.integer(0) : 0;
    if (counted.size() > 10'000)
        counted.clear();
    counted.emplace(term, found);
    return found;
}

// A term of more than half of the passages has no weight in BM25, but each of them would have to be ranked.
bool Library::State::isCommon(const std::string& term, int64_t passages)
{
    return passages >= kFewPassages && passagesWith(term, passages) > passages / 2;
}

// As FTS5 weighs a term; where it is in every second passage it weighs nothing.
Result<double> Library::weightOfWords(const std::string& query)
{
    std::lock_guard lock(m_state->readLock);
    const auto passages = m_state->reader->integer("SELECT coalesce(sum(chunks), 0) FROM holding");
    if (!passages)
        return passages.error();
    double sum = 0;
    for (const std::string& term : wordTerms(query)) {
        const auto with = static_cast<double>(m_state->passagesWith(term, *passages));
        sum += std::max(1e-6, std::log((static_cast<double>(*passages) - with + 0.5) / (with + 0.5)));
    }
    return sum;
}

Result<std::vector<std::pair<int64_t, double>>> Library::searchWords(const std::string& query, int limit,
                                                                     const WordScope& scope)
{
    std::lock_guard lock(m_state->readLock);
    sqlite::Connection& reader = *m_state->reader;
    const auto passages = reader.integer("SELECT coalesce(sum(chunks), 0) FROM holding");
    if (!passages)
        return passages.error();
    const std::string words =
        wordQuery(query, [&](const std::string& term) { return m_state->isCommon(term, *passages); });
    if (words.empty() || limit <= 0)
        return Ranked{};
    const auto models = reader.integer("SELECT count(*) FROM model");
    if (!models)
        return models.error();
    if (!scope.documents && *models <= 1)
        return bestByWords(reader, words, limit);
    Scope inScope(reader, scope);
    for (int64_t depth = int64_t{limit} * kWidenBy;; depth *= kWidenBy) {
        const auto ranked = bestByWords(reader, words, depth);
        if (!ranked)
            return ranked.error();
        Ranked kept;
        for (const auto& hit : *ranked) {
            const auto is = inScope.has(hit.first);
            if (!is)
                return is.error();
            if (*is)
                kept.push_back(hit);
            if (kept.size() == static_cast<std::size_t>(limit))
                return kept;
        }
        if (ranked->size() < static_cast<std::size_t>(depth))
            return kept;
    }
}

}
