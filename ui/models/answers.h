// Makes rows for people out of the hits of a search: passages, marked words, the sentence that answers best.
// Runs on the question pool; names of documents are filled in by the workbench. No state.
#pragma once

#include "ui/models/index_line.h"
#include "ui/models/types.h"

#include <QList>
#include <functional>
#include <span>
#include <vector>

namespace embedscope::answers {

/// Without words that stand in more than a quarter of all passages ("the"): marking them would hide the
/// others. All, when nothing would be left.
QStringList tellingWords(Library& library, const QStringList& words, std::size_t passages);

/// Hits whose passages are gone are left out.
Result<QList<SearchResultRow>> rowsOf(Library& library, const std::vector<SearchHit>& hits,
                                      const QStringList& words);

/// The sentence with most of the marked words; the first rows only have words to go by.
void markByWords(QList<SearchResultRow>& rows);

/// The sentence nearest to the vector, in the first rows. Each sentence is embedded, so `goOn` is asked
/// before every row.
void markByMeaning(QList<SearchResultRow>& rows, Embedder& embedder, std::span<const float> query,
                   const std::function<bool()>& goOn);

}
