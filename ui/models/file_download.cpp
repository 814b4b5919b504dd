#include "ui/models/file_download.h"

#include "engine/model/model.h"
#include "ui/models/model_names.h"

#include <QCryptographicHash>
#include <QDir>
#include <QNetworkReply>
#include <QRegularExpression>
#include <QStorageInfo>
#include <algorithm>

namespace embedscope {

namespace {

constexpr qint64 kPiece = 256 * 1024, kReadAhead = 4 * 1024 * 1024, kKeepFree = 64 * 1024 * 1024;
constexpr int kMostRedirects = 10, kTellEveryMs = 250;

int statusOf(const QNetworkReply& reply)
{
    return reply.attribute(QNetworkRequest::HttpStatusCodeAttribute).toInt();
}

/// What tells this version of the file from another: only a strong ETag does for sure, a date if there is no
/// tag.
QByteArray versionOf(const QNetworkReply& reply)
{
    const QByteArray tag = reply.rawHeader("ETag");
    if (tag.isEmpty())
        return reply.rawHeader("Last-Modified");
    return tag.startsWith("W/") ? QByteArray() : tag;
}

struct ContentRange
{
    qint64 begin = -1, total = -1;
};

ContentRange rangeOf(const QNetworkReply& reply)
{
    static const QRegularExpression form(QStringLiteral("^bytes (\\d+)-\\d+/(\\d+|\\*)$"));
    const auto match = form.match(QString::fromLatin1(reply.rawHeader("Content-Range")));
    if (!match.hasMatch())
        return {};
    bool known = false;
    const qint64 total = match.captured(2).toLongLong(&known);
    return {match.captured(1).toLongLong(), known ? total : -1};
}

QString megabytes(qint64 bytes)
{
    return FileDownload::tr("%1 MB").arg((bytes + 999'999) / 1'000'000);
}

}

DownloadSurroundings DownloadSurroundings::real()
{
    DownloadSurroundings real;
    real.freeBytes = [](const QString& folder) {
        QDir there(folder);
        while (!there.exists() && there.cdUp()) { }
        return QStorageInfo(there).bytesAvailable();
    };
    real.refuse = [](const QString& file) {
        const auto model = Model::open(file.toStdString());
        return model ? QString() : QString::fromStdString(model.error().sentence);
    };
    return real;
}

FileDownload::FileDownload(DownloadRequest request, DownloadSurroundings surroundings,
                           QNetworkAccessManager& manager, std::shared_ptr<std::atomic<bool>> stop,
                           QObject* parent)
    : QObject(parent)
    , m_request(std::move(request))
    , m_surroundings(std::move(surroundings))
    , m_manager(manager)
    , m_stop(std::move(stop))
    , m_name(modelNameFromUrl(m_request.url))
    , m_part(m_request.folder, m_request.url, m_name)
    , m_tellLater(this)
{
    m_tellLater.setSingleShot(true);
    connect(&m_tellLater, &QTimer::timeout, this, [this] {
        if (!m_done)
            tell(true);
    });
}

FileDownload::~FileDownload()
{
    dropReply();
}

void FileDownload::start()
{
    m_done = false;
    m_tries = 0;
    send();
}

void FileDownload::stop()
{
    if (m_done)
        return;
    m_done = true;
    dropReply();
    m_part.close();
    emit stopped();
}

void FileDownload::send()
{
    if (m_done)
        return;
    const PartialNotes notes = m_part.notes();
    m_asked = notes.received;
    m_received = m_asked;
    m_total = m_asked > 0 ? notes.total : -1;
    m_begun = false;
    QNetworkRequest request(m_request.url);
    request.setAttribute(QNetworkRequest::RedirectPolicyAttribute, QNetworkRequest::NoLessSafeRedirectPolicy);
    request.setMaximumRedirectsAllowed(kMostRedirects);
    for (const auto attribute :
         {QNetworkRequest::CookieLoadControlAttribute, QNetworkRequest::CookieSaveControlAttribute,
          QNetworkRequest::AuthenticationReuseAttribute})
        request.setAttribute(attribute, QNetworkRequest::Manual);
    request.setTransferTimeout(m_surroundings.stallAfterMs);
    request.setRawHeader("User-Agent", "Embedscope");
    request.setRawHeader("Accept-Encoding", "identity"); // places in the file are counted in its own bytes
    if (m_asked > 0) {
        request.setRawHeader("Range", "bytes=" + QByteArray::number(m_asked) + "-");
        request.setRawHeader("If-Range", notes.version);
    }
    m_clock.start();
    m_toldBytes = m_received;
    m_reply = m_manager.get(request);
    m_reply->setReadBufferSize(kReadAhead);
    connect(m_reply, &QNetworkReply::readyRead, this, &FileDownload::takeBody);
    connect(m_reply, &QNetworkReply::finished, this, &FileDownload::replyFinished);
}

/// The answer's first bytes are there: is it the file, and from where on?
void FileDownload::bodyBegins()
{
    m_begun = true;
    QString problem;
    if (statusOf(*m_reply) == 206) {
        const ContentRange range = rangeOf(*m_reply);
        const QByteArray version = versionOf(*m_reply);
        const bool another = !version.isEmpty() && version != m_part.notes().version;
        const bool otherSize = m_total >= 0 && range.total >= 0 && range.total != m_total;
        if (m_asked == 0 || range.begin != m_asked || otherSize || another)
            return startAnew();
        m_total = std::max(m_total, range.total);
        problem = m_part.resume();
    } else {
        m_received = 0;
        const QVariant length = m_reply->header(QNetworkRequest::ContentLengthHeader);
        m_total = length.isValid() ? length.toLongLong() : -1;
        if (m_reply->peek(4) != "GGUF")
            return fail(
                tr("%1 sent a page or another file, not a GGUF model. Use the address of the file itself, "
                   "the one that its download button has.")
                    .arg(m_reply->url().host()),
                false);
        problem = m_part.begin({m_request.url, m_name, versionOf(*m_reply), m_request.sha256, m_total, 0});
    }
    const qint64 needed = m_total - m_received, available = m_surroundings.freeBytes(m_request.folder);
    if (problem.isEmpty() && m_total >= 0 && available >= 0 && available < needed + kKeepFree)
        problem = tr("%1 needs %2 more and %3 are free on the disk of %4. Free some space, then try again.")
                      .arg(m_name, megabytes(needed), megabytes(available), m_request.folder);
    if (!problem.isEmpty())
        fail(problem, true);
}

void FileDownload::takeBody()
{
    const int status = statusOf(*m_reply);
    if (m_done || (status != 200 && status != 206))
        return; // what an error says in its body is nobody's business
    const qint64 there = m_reply->bytesAvailable();
    if (!m_begun && (there == 0 || (there < 4 && !m_reply->isFinished())))
        return;
    if (!m_begun)
        bodyBegins();
    while (!m_done && m_reply && m_begun && m_reply->bytesAvailable() > 0) {
        const QByteArray bytes = m_reply->read(kPiece);
        if (m_total >= 0 && bytes.size() > m_total - m_received) {
            m_part.discard();
            return fail(tr("%1 sent more than it had announced. What came was thrown away.")
                            .arg(m_reply->url().host()),
                        true);
        }
        if (const QString problem = m_part.append(bytes); !problem.isEmpty())
            return fail(problem, true);
        m_received += bytes.size();
        m_tries = 0;
    }
    if (!m_done)
        tell(false);
}

void FileDownload::replyFinished()
{
    if (m_done || !m_reply)
        return;
    takeBody();
    if (m_done || !m_reply)
        return;
    const int status = statusOf(*m_reply);
    const QNetworkReply::NetworkError error = m_reply->error();
    const QString host = m_reply->url().host();
    if (error == QNetworkReply::InsecureRedirectError)
        return fail(
            tr("%1 leads from https to an address that is not protected. It was not followed.").arg(host),
            false);
    if (error == QNetworkReply::TooManyRedirectsError)
        return fail(tr("%1 leads from one address to the next without end.").arg(host), false);
    if (error == QNetworkReply::SslHandshakeFailedError)
        return fail(tr("%1 cannot be trusted: %2.").arg(host, m_reply->errorString()), false);
    if (status == 416 && m_asked > 0)
        return startAnew();
    if (status >= 300)
        return refusedByServer(status);
    if (error == QNetworkReply::HostNotFoundError)
        return brokenOff(tr("%1 was not found. Is this computer connected?").arg(host));
    if (error != QNetworkReply::NoError && m_received == m_asked)
        return brokenOff(tr("%1 cannot be reached: %2.").arg(host, m_reply->errorString()));
    if (error != QNetworkReply::NoError || (m_total >= 0 && m_received < m_total))
        return brokenOff(tr("The connection to %1 broke off. What has come is kept.").arg(host));
    if (!m_begun)
        return fail(tr("%1 sent an empty answer.").arg(host), true);
    complete();
}

void FileDownload::refusedByServer(int status)
{
    const QString host = m_reply->url().host();
    if (status == 404 || status == 410)
        return fail(
            tr("%1 has no such file (%2). Look whether the address is complete.").arg(host).arg(status),
            false);
    if (status == 401 || status == 403)
        return fail(
            tr("%1 gives this file only to people who signed in, perhaps after a licence was agreed to "
               "(%2). Download it in a web browser, then drop it here.")
                .arg(host)
                .arg(status),
            false);
    const QString sentence = tr("%1 refuses at the moment (%2).").arg(host).arg(status);
    status >= 500 || status == 429 || status == 408 ? brokenOff(sentence) : fail(sentence, false);
}

/// Tries again by itself some times, each time from where it was.
void FileDownload::brokenOff(const QString& reason)
{
    dropReply();
    m_part.close();
    if (++m_tries >= kTries)
        return fail(reason, true);
    tell(true);
    QTimer::singleShot(m_surroundings.retryAfterMs << (m_tries - 1), this, &FileDownload::send);
}

/// What is there does not fit what the server has: from the first byte, but only once.
void FileDownload::startAnew()
{
    const QString host = m_reply->url().host();
    dropReply();
    m_part.discard();
    if (m_anew)
        return fail(tr("%1 does not keep to parts of the file. Try again later.").arg(host), true);
    m_anew = true;
    QTimer::singleShot(0, this, &FileDownload::send);
}

void FileDownload::complete()
{
    const QString offered = fileNameFromDisposition(m_reply->rawHeader("Content-Disposition"));
    if (!offered.isEmpty())
        m_name = safeModelName(offered);
    dropReply();
    if (const QString problem = m_part.close(); !problem.isEmpty())
        return fail(problem, true);
    tell(true);
    emit checking();
    QString refusal = wrongHash();
    if (*m_stop)
        return stop();
    if (refusal.isEmpty())
        refusal = m_surroundings.refuse(m_part.path());
    if (!refusal.isEmpty()) {
        refusal.replace(QFileInfo(m_part.path()).fileName(), m_name);
        m_part.discard();
        return fail(tr("%1 It was not kept.").arg(refusal), false);
    }
    QString path;
    if (const QString problem = m_part.finish(m_name, path); !problem.isEmpty())
        return fail(problem, true);
    m_done = true;
    emit finished(path);
}

QString FileDownload::wrongHash() const
{
    if (m_request.sha256.isEmpty())
        return {};
    QFile file(m_part.path());
    QCryptographicHash hash(QCryptographicHash::Sha256);
    if (!file.open(QIODevice::ReadOnly))
        return tr("%1 cannot be read again.").arg(m_name);
    while (!file.atEnd() && !*m_stop)
        hash.addData(file.read(kReadAhead));
    if (*m_stop || hash.result().toHex() == m_request.sha256.toLower())
        return {};
    return tr("%1 is not the file that was expected: its SHA-256 is another.").arg(m_name);
}

void FileDownload::tell(bool now)
{
    const qint64 elapsed = m_clock.elapsed();
    if (!now && elapsed < kTellEveryMs) {
        if (!m_tellLater.isActive())
            m_tellLater.start(kTellEveryMs);
        return;
    }
    m_tellLater.stop();
    if (elapsed > 0 && m_received > m_toldBytes) {
        const double rate =
            1000.0 * static_cast<double>(m_received - m_toldBytes) / static_cast<double>(elapsed);
        m_rate = m_rate > 0 ? 0.7 * m_rate + 0.3 * rate : rate;
    }
    m_toldBytes = m_received;
    m_clock.restart();
    emit progressed(m_received, m_total, m_rate);
}

void FileDownload::fail(const QString& sentence, bool again)
{
    if (m_done)
        return;
    m_done = true;
    dropReply();
    m_part.close();
    emit failed(sentence, again);
}

void FileDownload::dropReply()
{
    if (!m_reply)
        return;
    QNetworkReply* const reply = m_reply;
    m_reply = nullptr;
    reply->disconnect(this);
    reply->abort();
    reply->deleteLater();
}

}
