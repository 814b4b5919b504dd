#include "ui/models/partial_file.h"

#include "ui/models/model_names.h"

#include <QCoreApplication>
#include <QCryptographicHash>
#include <QDir>
#include <QJsonDocument>
#include <QJsonObject>
#include <QSaveFile>
#include <unistd.h>

namespace embedscope {

namespace {

const QString kPart = QStringLiteral(".part"), kNotes = QStringLiteral(".json");

QString sentence(const char* text)
{
    return QCoreApplication::translate("PartialFile", text);
}

PartialNotes readNotes(const QString& part)
{
    QFile file(part + kNotes);
    constexpr qint64 kMostBytes = 64 * 1024;
    if (!file.open(QIODevice::ReadOnly) || file.size() > kMostBytes)
        return {};
    const QJsonObject object = QJsonDocument::fromJson(file.readAll()).object();
    PartialNotes notes;
    notes.url = QUrl(object[QStringLiteral("url")].toString(), QUrl::StrictMode);
    notes.name = safeModelName(object[QStringLiteral("name")].toString());
    notes.version = object[QStringLiteral("version")].toString().toLatin1();
    notes.sha256 = object[QStringLiteral("sha256")].toString().toLatin1();
    notes.total = object[QStringLiteral("total")].toInteger(-1);
    notes.received = QFileInfo(part).size();
    if (notes.version.isEmpty() || (notes.total >= 0 && notes.received > notes.total))
        notes.received = 0;
    return notes;
}

}

PartialFile::PartialFile(const QString& folder, const QUrl& url, const QString& name)
    : m_folder(folder)
    , m_url(url)
{
    const QByteArray hash = QCryptographicHash::hash(url.toEncoded(), QCryptographicHash::Sha1).toHex();
    m_file.setFileName(QStringLiteral("%1/%2.%3%4").arg(folder, name, QLatin1String(hash.left(8)), kPart));
}

PartialNotes PartialFile::notes() const
{
    PartialNotes notes = readNotes(path());
    if (notes.url != m_url)
        notes = {};
    return notes;
}

QString PartialFile::problem() const
{
    if (m_file.error() == QFileDevice::ResourceError)
        return sentence("The disk is full. What has come is kept; free some space, then resume.");
    return sentence("%1 cannot be written: %2.").arg(QFileInfo(path()).fileName(), m_file.errorString());
}

QString PartialFile::begin(const PartialNotes& notes)
{
    m_file.close();
    if (!QDir().mkpath(m_folder))
        return sentence("The folder %1 cannot be made.").arg(m_folder);
    if (!m_file.open(QIODevice::WriteOnly | QIODevice::Truncate | QIODevice::Unbuffered))
        return problem();
    QSaveFile file(path() + kNotes);
    const QJsonObject object{{QStringLiteral("url"), QString::fromLatin1(notes.url.toEncoded())},
                             {QStringLiteral("name"), notes.name},
                             {QStringLiteral("version"), QString::fromLatin1(notes.version)},
                             {QStringLiteral("sha256"), QString::fromLatin1(notes.sha256)},
                             {QStringLiteral("total"), notes.total}};
    if (!file.open(QIODevice::WriteOnly) || file.write(QJsonDocument(object).toJson()) < 0 || !file.commit())
        return sentence("%1 cannot be written: %2.").arg(file.fileName(), file.errorString());
    return {};
}

QString PartialFile::resume()
{
    m_file.close();
    return m_file.open(QIODevice::WriteOnly | QIODevice::Append | QIODevice::Unbuffered) ? QString()
                                                                                         : problem();
}

QString PartialFile::append(const QByteArray& bytes)
{
    return m_file.write(bytes) == bytes.size() ? QString() : problem();
}

QString PartialFile::close()
{
    const bool kept = !m_file.isOpen() || ::fsync(m_file.handle()) == 0;
    m_file.close();
    return kept ? QString() : problem();
}

QString PartialFile::finish(const QString& name, QString& becomes)
{
    constexpr int kTries = 10; // another program may take a free name at the same moment
    for (int i = 0; i < kTries; ++i) {
        becomes = QDir(m_folder).filePath(freeModelName(QDir(m_folder), name));
        if (QFile::rename(path(), becomes)) { // refuses a name that is taken
            QFile::remove(path() + kNotes);
            return {};
        }
    }
    return sentence("%1 cannot be given its name in %2.").arg(name, m_folder);
}

void PartialFile::discard()
{
    m_file.close();
    QFile::remove(path());
    QFile::remove(path() + kNotes);
}

QList<PartialNotes> PartialFile::all(const QString& folder)
{
    QList<PartialNotes> found;
    const QStringList parts =
        QDir(folder).entryList({QLatin1Char('*') + kPart}, QDir::Files | QDir::NoSymLinks, QDir::Time);
    for (const QString& part : parts) {
        const PartialNotes notes = readNotes(QDir(folder).filePath(part));
        // Only what this program made: the hash in the name must be that of the address.
        if (!notes.url.isEmpty()
            && QFileInfo(PartialFile(folder, notes.url, notes.name).path()).fileName() == part)
            found.append(notes);
    }
    return found;
}

}
