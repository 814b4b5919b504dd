// Files and texts that are on their way into the library: a ticket each, in order of arrival. A ticket
// outlives the indexer that works on it, so that a change of the model or a crash loses nothing: the queue is
// kept in the library as JSON. GUI thread.
#pragma once

#include "engine/library/library.h"

#include <QByteArray>
#include <QHash>
#include <QList>
#include <QString>
#include <map>

namespace embedscope {

struct Ticket
{
    quint64 number = 0; ///< unique while the program runs
    QString path; ///< of a pasted text: "text:" and its hash
    QString name, text; ///< of a pasted text
    qint64 bytes = 0;
    bool paused = false; ///< by itself; the whole queue may be paused too
    int priority = 0; ///< larger goes first
    quint64 indexerJob = 0; ///< 0: no indexer has it yet
    DocumentRow before; ///< the row in the library that this one replaces, if its id is set
    bool read = false;
    qint64 tokens = 0, tokensEmbedded = 0;
    bool isText() const { return !text.isEmpty(); }
    QString ending() const; ///< "pdf": files of one kind have about as many tokens per byte
};

class JobQueue
{
public:
    Ticket* addFile(const QString& path, qint64 bytes); ///< nullptr: this file is already waiting
    Ticket* addText(const QString& path, const QString& name, const QString& text);
    Ticket* find(quint64 number);
    Ticket* findIndexerJob(quint64 indexerJob);
    void assign(Ticket& ticket, quint64 indexerJob);
    void unassignAll();
    void remove(quint64 number);
    void clear();

    QList<quint64> unassigned() const; ///< in order of arrival
    const std::map<quint64, Ticket>& tickets() const { return m_tickets; }
    bool isEmpty() const { return m_tickets.empty(); }

    static QByteArray toJson(const QList<Ticket>& tickets);
    /// Tickets with path, or name and text; what is not understood is left out.
    static QList<Ticket> fromJson(const QByteArray& json);

private:
    std::map<quint64, Ticket> m_tickets;
    QHash<QString, quint64> m_byPath;
    QHash<quint64, quint64> m_byIndexerJob;
    quint64 m_last = 0;
};

}
