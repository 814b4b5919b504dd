#include "ui/models/number_text.h"

#include <QCoreApplication>
#include <QFileInfo>
#include <QHash>
#include <cmath>

namespace embedscope {

namespace {

QString translated(const char* text)
{
    return QCoreApplication::translate("embedscope", text);
}

}

QLocale shownLocale()
{
    const QLocale system;
    return system.language() == QLocale::C ? QLocale(QLocale::English, QLocale::UnitedStates) : system;
}

QString numberText(qint64 value)
{
    return shownLocale().toString(value);
}

QString durationText(double milliseconds)
{
    const double ms = std::max(0.0, milliseconds);
    if (ms < 999.5)
        return translated("%1 ms").arg(std::llround(ms));
    if (ms < 59'950)
        return translated("%1 s").arg(shownLocale().toString(ms / 1000, 'f', 1));
    const qint64 seconds = std::llround(ms / 1000);
    if (seconds < 3600)
        return QStringLiteral("%1:%2").arg(seconds / 60).arg(seconds % 60, 2, 10, QLatin1Char('0'));
    return QStringLiteral("%1:%2:%3")
        .arg(seconds / 3600)
        .arg(seconds / 60 % 60, 2, 10, QLatin1Char('0'))
        .arg(seconds % 60, 2, 10, QLatin1Char('0'));
}

QString kindText(const std::string& kind, const std::string& fileName)
{
    static const QHash<QString, const char*> words = {
        {QStringLiteral("pdf"), QT_TRANSLATE_NOOP("embedscope", "PDF")},
        {QStringLiteral("text"), QT_TRANSLATE_NOOP("embedscope", "Text")},
        {QStringLiteral("txt"), QT_TRANSLATE_NOOP("embedscope", "Text")},
        {QStringLiteral("markdown"), QT_TRANSLATE_NOOP("embedscope", "Markdown")},
        {QStringLiteral("md"), QT_TRANSLATE_NOOP("embedscope", "Markdown")},
        {QStringLiteral("html"), QT_TRANSLATE_NOOP("embedscope", "Web page")},
        {QStringLiteral("htm"), QT_TRANSLATE_NOOP("embedscope", "Web page")},
        {QStringLiteral("rst"), QT_TRANSLATE_NOOP("embedscope", "reStructuredText")},
        {QStringLiteral("latex"), QT_TRANSLATE_NOOP("embedscope", "LaTeX")},
        {QStringLiteral("tex"), QT_TRANSLATE_NOOP("embedscope", "LaTeX")},
        {QStringLiteral("source"), QT_TRANSLATE_NOOP("embedscope", "Code")},
        {QStringLiteral("mail"), QT_TRANSLATE_NOOP("embedscope", "Mail")},
        {QStringLiteral("eml"), QT_TRANSLATE_NOOP("embedscope", "Mail")},
        {QStringLiteral("mailbox"), QT_TRANSLATE_NOOP("embedscope", "Mailbox")},
        {QStringLiteral("zip"), QT_TRANSLATE_NOOP("embedscope", "Zip archive")},
        {QStringLiteral("tar"), QT_TRANSLATE_NOOP("embedscope", "Tar archive")},
        {QStringLiteral("7z"), QT_TRANSLATE_NOOP("embedscope", "7z archive")},
        {QStringLiteral("mbox"), QT_TRANSLATE_NOOP("embedscope", "Mail")},
        {QStringLiteral("subtitles"), QT_TRANSLATE_NOOP("embedscope", "Subtitles")},
        {QStringLiteral("vtt"), QT_TRANSLATE_NOOP("embedscope", "Subtitles")},
        {QStringLiteral("srt"), QT_TRANSLATE_NOOP("embedscope", "Subtitles")},
        {QStringLiteral("epub"), QT_TRANSLATE_NOOP("embedscope", "Book")},
        {QStringLiteral("docx"), QT_TRANSLATE_NOOP("embedscope", "Word")},
        {QStringLiteral("odt"), QT_TRANSLATE_NOOP("embedscope", "OpenDocument")},
        {QStringLiteral("rtf"), QT_TRANSLATE_NOOP("embedscope", "Rich text")},
        {QStringLiteral("xlsx"), QT_TRANSLATE_NOOP("embedscope", "Excel")},
        {QStringLiteral("ods"), QT_TRANSLATE_NOOP("embedscope", "Spreadsheet")},
        {QStringLiteral("pptx"), QT_TRANSLATE_NOOP("embedscope", "Slides")},
        {QStringLiteral("odp"), QT_TRANSLATE_NOOP("embedscope", "Slides")},
    };
    const QString name =
        kind.empty() ? QFileInfo(QString::fromStdString(fileName)).suffix() : QString::fromStdString(kind);
    const auto word = words.constFind(name.toLower());
    return word != words.constEnd() ? translated(*word) : name.toUpper();
}

}
