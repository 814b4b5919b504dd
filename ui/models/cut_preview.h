// How a document would be cut with other lengths: its text as it is read now, where the passages lie in it,
// how many tokens they have and what it took. A value.
#pragma once

#include "engine/documents/chunker.h"

#include <QList>
#include <QMetaType>
#include <QPair>
#include <QString>

namespace embedscope {

struct CutPreview
{
    quint64 job = 0; ///< late answers are dropped by it
    qint64 documentId = 0;
    ChunkOptions options; ///< as the model allows them
    int mostTokens = 0; ///< of a passage, by this model
    QString text;
    QList<QPair<int, int>> ranges; ///< begin, end of each passage in `text` (QChars), ascending
    QList<int> tokens; ///< of each passage
    qint64 leftOut = 0; ///< QChars that are no blanks and in no passage
    double readMs = 0, cutMs = 0;
    QString remark; ///< for example that the file is gone and its stored text is shown
    QString problem; ///< a sentence instead of passages
};

}

Q_DECLARE_METATYPE(embedscope::CutPreview)
