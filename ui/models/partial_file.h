// What has come of a download so far: a file that ends in .part, and beside it .part.json with the address,
// the server's mark of that version and the whole size, so that it can be taken up after a break or another
// day. The name of both holds a hash of the address: two addresses never share one. Not for talking to
// servers. One thread; calls that write give a sentence when they fail, or nothing.
#pragma once

#include <QFile>
#include <QList>
#include <QString>
#include <QUrl>

namespace embedscope {

struct PartialNotes
{
    QUrl url;
    QString name; ///< of the file that it will become
    QByteArray version; ///< a strong ETag or a date, for If-Range; empty: it cannot be taken up
    QByteArray sha256; ///< hex, as asked for; empty: not known
    qint64 total = -1; ///< -1: the server did not say
    qint64 received = 0; ///< size of the .part file
};

class PartialFile
{
public:
    PartialFile(const QString& folder, const QUrl& url, const QString& name);

    QString path() const { return m_file.fileName(); }
    /// What is there and can be taken up; received is 0 when nothing can.
    PartialNotes notes() const;
    QString begin(const PartialNotes& notes); ///< empties it
    QString resume(); ///< further bytes follow those that are there
    QString append(const QByteArray& bytes);
    QString close(); ///< everything is on the disk
    /// Becomes a file of this name, or of a name beside it where that is taken; `becomes` is its path.
    QString finish(const QString& name, QString& becomes);
    void discard();

    static QList<PartialNotes> all(const QString& folder);

private:
    QString problem() const;
    QString m_folder;
    QUrl m_url;
    QFile m_file;
};

}
