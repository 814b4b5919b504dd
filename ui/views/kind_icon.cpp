#include "ui/views/kind_icon.h"

#include <QCoreApplication>
#include <QFileInfo>
#include <QHash>

namespace embedscope {

namespace {

struct Kind
{
    QString icon, word;
};

const QHash<QString, Kind>& kinds()
{
    const auto s = [](const char* text) { return QString::fromLatin1(text); };
    static const QHash<QString, Kind> table = {
        {s("pdf"), {s("file-page"), s("PDF")}},        {s("markdown"), {s("file-text"), s("Markdown")}},
        {s("md"), {s("file-text"), s("Markdown")}},    {s("text"), {s("file-text"), s("Text")}},
        {s("txt"), {s("file-text"), s("Text")}},       {s("html"), {s("file-web"), s("Web page")}},
        {s("htm"), {s("file-web"), s("Web page")}},    {s("xhtml"), {s("file-web"), s("Web page")}},
        {s("docx"), {s("file-text"), s("Word")}},      {s("odt"), {s("file-text"), s("OpenDocument")}},
        {s("rtf"), {s("file-text"), s("Rich text")}},  {s("doc"), {s("file"), s("Old Word")}},
        {s("epub"), {s("file-book"), s("Book")}},      {s("eml"), {s("file-mail"), s("Mail")}},
        {s("mbox"), {s("file-mail"), s("Mailbox")}},   {s("csv"), {s("file-table"), s("Table")}},
        {s("tsv"), {s("file-table"), s("Table")}},     {s("xlsx"), {s("file-table"), s("Excel")}},
        {s("ods"), {s("file-table"), s("Table")}},     {s("pptx"), {s("file-slides"), s("Slides")}},
        {s("odp"), {s("file-slides"), s("Slides")}},   {s("zip"), {s("file-archive"), s("Archive")}},
        {s("tar"), {s("file-archive"), s("Archive")}}, {s("gz"), {s("file-archive"), s("Archive")}},
        {s("7z"), {s("file-archive"), s("Archive")}},  {s("py"), {s("file-code"), s("Code")}},
        {s("cpp"), {s("file-code"), s("Code")}},       {s("c"), {s("file-code"), s("Code")}},
        {s("h"), {s("file-code"), s("Code")}},         {s("js"), {s("file-code"), s("Code")}},
        {s("json"), {s("file-code"), s("JSON")}},      {s("xml"), {s("file-code"), s("XML")}},
        {s("tex"), {s("file-text"), s("LaTeX")}},      {s("rst"), {s("file-text"), s("Text")}},
        {s("vtt"), {s("file-text"), s("Subtitles")}},  {s("srt"), {s("file-text"), s("Subtitles")}},
        {s("code"), {s("file-code"), s("Code")}},
    };
    return table;
}

/// What the reader found; for plain text, the file's ending says more.
Kind lookUp(const QString& kind, const QString& fileName)
{
    const QString suffix = QFileInfo(fileName).suffix().toLower();
    const bool vague = kind.isEmpty() || kind == QLatin1String("text");
    if (vague && kinds().contains(suffix))
        return kinds().value(suffix);
    const Kind unknown = {QStringLiteral("file"), kind.isEmpty() ? suffix.toUpper() : kind};
    return kinds().value(kind.toLower(), unknown);
}

}

QString kindIconName(const QString& kind, const QString& fileName)
{
    return lookUp(kind, fileName).icon;
}

QString kindWord(const QString& kind, const QString& fileName)
{
    const QString word = lookUp(kind, fileName).word;
    return QCoreApplication::translate("kindWord", word.toUtf8().constData());
}

}
