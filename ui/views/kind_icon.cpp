#include "ui/views/kind_icon.h"

#include <QFileInfo>
#include <QHash>
#include <array>

namespace embedscope {

namespace {

struct IconKinds
{
    const char *icon, *kinds;
};

constexpr std::array<IconKinds, 9> kIcons = {{
    {"file-page", "pdf"},
    {"file-text", "markdown md text txt rst latex tex subtitles srt vtt log docx doc odt rtf"},
    {"file-web", "html htm xhtml"},
    {"file-book", "epub"},
    {"file-mail", "mail mailbox eml mbox"},
    {"file-table", "csv tsv xlsx ods"},
    {"file-slides", "pptx odp"},
    {"file-archive", "zip tar gz 7z"},
    {"file-code", "source json jsonl xml py cpp c h js sh rs go java"},
}};

QHash<QString, QString> makeTable()
{
    QHash<QString, QString> table;
    for (const IconKinds& row : kIcons) {
        for (const QString& kind : QString::fromLatin1(row.kinds).split(QLatin1Char(' ')))
            table.insert(kind, QString::fromLatin1(row.icon));
    }
    return table;
}

}

QString kindIconName(const QString& kind, const QString& fileName)
{
    static const QHash<QString, QString> table = makeTable();
    const QString ending = QFileInfo(fileName).suffix().toLower();
    const bool vague = kind.isEmpty() || kind == QLatin1String("text");
    if (vague && table.contains(ending))
        return table.value(ending);
    return table.value(kind.toLower(), QStringLiteral("file"));
}

}
