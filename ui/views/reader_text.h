// What the reader shows: a document's text, or a part of a very long one, and what is marked in it. All
// places are QChar offsets in `text`. Values only.
#pragma once

#include "ui/models/types.h"

namespace embedscope {

struct TextRange
{
    int begin = 0, end = 0;
    bool isEmpty() const { return end <= begin; }
};

/// What should be marked; words are looked for in the whole text.
struct ReaderMarks
{
    qint64 chunkId = 0; ///< the passage; 0: none
    TextRange sentence; ///< in the passage
    QStringList words;
};

struct ReaderText
{
    QString text;
    bool isPart = false; ///< the document is longer
    bool isCode = false; ///< fixed-width letters, no justified lines
    TextRange passage, sentence;
    QList<TextRange> words; ///< ascending, at most kMostWords
    QList<TextRange> headings;
    QList<std::pair<TextRange, QString>> places; ///< passages with "page 3"

    static constexpr int kMostWords = 2000;
    static constexpr int kMostCharacters = 300'000;

    static ReaderText from(const DocumentTextReady& document, const ReaderMarks& marks, bool whole);
    QString placeAt(int offset) const;
};

}
