#include "ui/models/model_names.h"

#include <QByteArray>
#include <QDir>
#include <QRegularExpression>
#include <QUrl>

namespace embedscope {

namespace {

const QString kEnding = QStringLiteral(".gguf");
constexpr int kMostCharacters = 120; // some file systems take 255 bytes

}

QString safeModelName(const QString& offered)
{
    QString name = offered;
    name.replace(QLatin1Char('\\'), QLatin1Char('/'));
    name = name.mid(name.lastIndexOf(QLatin1Char('/')) + 1);
    if (name.endsWith(kEnding, Qt::CaseInsensitive))
        name.chop(kEnding.size());
    QString kept;
    for (const QChar c : name) {
        const bool odd = !c.isPrint() || c.isSurrogate() || QStringLiteral(":*?\"<>|").contains(c);
        kept += odd ? QLatin1Char('_') : c;
    }
    static const QRegularExpression edges(QStringLiteral("^[.\\s-]+|[.\\s]+$")); // hidden files, options
    kept.remove(edges);
    kept.truncate(kMostCharacters);
    return (kept.isEmpty() ? QStringLiteral("model") : kept) + kEnding;
}

QString modelNameFromUrl(const QUrl& url)
{
    return safeModelName(url.fileName(QUrl::FullyDecoded));
}

QString fileNameFromDisposition(const QByteArray& header)
{
    const QString text = QString::fromLatin1(header);
    static const QRegularExpression encoded(
        QStringLiteral("(?:^|;)\\s*filename\\*\\s*=\\s*utf-8'[^']*'([^;\\s]+)"),
        QRegularExpression::CaseInsensitiveOption);
    static const QRegularExpression plain(
        QStringLiteral("(?:^|;)\\s*filename\\s*=\\s*(?:\"((?:[^\"\\\\]|\\\\.)*)\"|([^;\\s]+))"),
        QRegularExpression::CaseInsensitiveOption);
    if (const auto match = encoded.match(text); match.hasMatch())
        return QUrl::fromPercentEncoding(match.captured(1).toLatin1());
    const auto match = plain.match(text);
    return match.captured(1).isEmpty() ? match.captured(2) : match.captured(1);
}

QString freeModelName(const QDir& folder, const QString& name)
{
    QString free = name;
    for (int i = 2; folder.exists(free); ++i)
        free = name.chopped(kEnding.size()) + QStringLiteral(" (%1)").arg(i) + kEnding;
    return free;
}

}
