#include "ui/models/job_queue.h"

#include <QFileInfo>
#include <QJsonArray>
#include <QJsonDocument>
#include <QJsonObject>

namespace embedscope {

namespace {

const QLatin1String kPath("path");
const QLatin1String kName("name");
const QLatin1String kText("text");
const QLatin1String kBytes("bytes");
const QLatin1String kPaused("paused");
const QLatin1String kPriority("priority");

}

QString Ticket::ending() const
{
    return isText() ? QStringLiteral("txt") : QFileInfo(path).suffix().toLower();
}

Ticket* JobQueue::addFile(const QString& path, qint64 bytes)
{
    if (m_byPath.contains(path))
        return nullptr;
    Ticket& ticket = m_tickets[++m_last];
    ticket.number = m_last;
    ticket.path = path;
    ticket.bytes = bytes;
    m_byPath.insert(path, m_last);
    return &ticket;
}

Ticket* JobQueue::addText(const QString& path, const QString& name, const QString& text)
{
    Ticket* const ticket = addFile(path, text.size());
    if (ticket) {
        ticket->name = name;
        ticket->text = text;
    }
    return ticket;
}

Ticket* JobQueue::find(quint64 number)
{
    const auto found = m_tickets.find(number);
    return found == m_tickets.end() ? nullptr : &found->second;
}

Ticket* JobQueue::findIndexerJob(quint64 indexerJob)
{
    return find(m_byIndexerJob.value(indexerJob));
}

void JobQueue::assign(Ticket& ticket, quint64 indexerJob)
{
    ticket.indexerJob = indexerJob;
    m_byIndexerJob.insert(indexerJob, ticket.number);
}

void JobQueue::unassignAll()
{
    m_byIndexerJob.clear();
    for (auto& [number, ticket] : m_tickets) {
        ticket.indexerJob = 0;
        ticket.read = false;
        ticket.tokens = ticket.tokensEmbedded = 0;
    }
}

void JobQueue::remove(quint64 number)
{
    const auto found = m_tickets.find(number);
    if (found == m_tickets.end())
        return;
    m_byIndexerJob.remove(found->second.indexerJob);
    if (m_byPath.value(found->second.path) == number)
        m_byPath.remove(found->second.path);
    m_tickets.erase(found);
}

void JobQueue::clear()
{
    m_tickets.clear();
    m_byPath.clear();
    m_byIndexerJob.clear();
}

QList<quint64> JobQueue::unassigned() const
{
    QList<quint64> numbers;
    for (const auto& [number, ticket] : m_tickets) {
        if (ticket.indexerJob == 0)
            numbers.append(number);
    }
    return numbers;
}

QByteArray JobQueue::toJson(const QList<Ticket>& tickets)
{
    QJsonArray array;
    for (const Ticket& ticket : tickets) {
        QJsonObject entry;
        if (ticket.isText()) {
            entry.insert(kName, ticket.name);
            entry.insert(kText, ticket.text);
        } else {
            entry.insert(kPath, ticket.path);
            entry.insert(kBytes, ticket.bytes);
        }
        if (ticket.paused)
            entry.insert(kPaused, true);
        if (ticket.priority != 0)
            entry.insert(kPriority, ticket.priority);
        array.append(entry);
    }
    return QJsonDocument(array).toJson(QJsonDocument::Compact);
}

QList<Ticket> JobQueue::fromJson(const QByteArray& json)
{
    QList<Ticket> tickets;
    for (const QJsonValue& value : QJsonDocument::fromJson(json).array()) {
        const QJsonObject entry = value.toObject();
        Ticket ticket;
        ticket.path = entry.value(kPath).toString();
        ticket.bytes = std::max(qint64{0}, entry.value(kBytes).toInteger());
        ticket.name = entry.value(kName).toString();
        ticket.text = entry.value(kText).toString();
        ticket.paused = entry.value(kPaused).toBool();
        ticket.priority = entry.value(kPriority).toInt();
        if (!ticket.path.isEmpty() || ticket.isText())
            tickets.append(ticket);
    }
    return tickets;
}

}
