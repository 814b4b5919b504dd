// Texts of passages by document, asked from the workbench when somebody wants to show them, and kept for a
// while. For views that know passages by number only: the map. GUI thread.
#pragma once

#include "ui/models/types.h"

#include <QHash>
#include <QObject>
#include <QSet>

namespace embedscope {

class Workbench;

class PassageTexts : public QObject
{
    Q_OBJECT

public:
    explicit PassageTexts(Workbench& workbench, QObject* parent = nullptr);

    /// nullptr: not there (yet); it is asked for then and loaded() tells. Valid until the next call.
    const ChunkRow* passage(qint64 documentId, qint64 chunkId);
    void clear();

signals:
    void loaded(qint64 documentId);

private:
    using Passages = QHash<qint64, ChunkRow>;
    void take(const DocumentTextReady& document);

    Workbench& m_workbench;
    QHash<qint64, Passages> m_documents;
    QList<qint64> m_order; ///< last used at the end
    QSet<qint64> m_asked;
};

}
