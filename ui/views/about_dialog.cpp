#include "ui/views/about_dialog.h"

#include "ui/charts/theme.h"
#include "ui/views/action_button.h"

#include <QApplication>
#include <QLabel>
#include <QPlainTextEdit>
#include <QVBoxLayout>
#include <array>

namespace embedscope {

namespace {

struct LibraryNote
{
    const char *name, *licence, *purpose;
};

// Facts from the packages' copyright files.
constexpr std::array<LibraryNote, 14> kLibraries = {{{"Qt 6", "LGPL-3", "the window"},
                                                     {"Qt Charts", "GPL-3", "charts of the lab"},
                                                     {"SQLite", "public domain", "storage and words"},
                                                     {"ICU", "Unicode licence", "borders of sentences"},
                                                     {"Poppler", "GPL-2 or later", "PDF"},
                                                     {"libarchive", "BSD-2", "zipped formats"},
                                                     {"libxml2", "MIT", "XML of office formats"},
                                                     {"Gumbo", "Apache-2", "web pages"},
                                                     {"MD4C", "MIT", "Markdown"},
                                                     {"uchardet", "MPL-1.1, GPL-2 or LGPL-2.1", "encodings"},
                                                     {"Eigen", "MPL-2", "the map"},
                                                     {"Boost", "Boost licence", "distributions of the lab"},
                                                     {"fmt", "MIT", "formatting"},
                                                     {"xxHash", "BSD-2", "hashes of content"}}};

QString licences()
{
    QStringList lines;
    for (const LibraryNote& library : kLibraries)
        lines.append(QCoreApplication::translate("AboutDialog", "%1 (%2): %3")
                         .arg(QLatin1String(library.name), QLatin1String(library.licence),
                              QCoreApplication::translate("AboutDialog", library.purpose)));
    return lines.join(QLatin1Char('\n'));
}

}

AboutDialog::AboutDialog(QWidget* parent)
    : QDialog(parent)
{
    setObjectName(QStringLiteral("aboutDialog"));
    setWindowTitle(tr("About Embedscope"));
    setAccessibleName(windowTitle());
    setModal(false);
    auto* title = new QLabel(tr("Embedscope %1").arg(QApplication::applicationVersion()), this);
    title->setObjectName(QStringLiteral("aboutTitleLabel"));
    title->setFont(Metrics::title());
    auto* text = new QLabel(tr("Drop documents, search them by meaning, and see the cores at work. Nothing "
                               "leaves this computer.\n\n"
                               "Free software under the GNU General Public License, version 3 or later. It "
                               "comes without any warranty. "
                               "The model that comes with it is our own, under the same licence.\n\n"
                               "It stands on these libraries:"),
                            this);
    text->setObjectName(QStringLiteral("aboutTextLabel"));
    text->setWordWrap(true);
    text->setTextFormat(Qt::PlainText);
    auto* libraries = new QPlainTextEdit(licences(), this);
    libraries->setObjectName(QStringLiteral("licencesPlainTextEdit"));
    libraries->setAccessibleName(tr("Libraries and their licences"));
    libraries->setReadOnly(true);
    libraries->setMinimumHeight(Metrics::px(200));
    auto* close = new ActionButton(ActionButton::Kind::Ordinary, tr("Close"), {}, this);
    close->setObjectName(QStringLiteral("closeAboutPushButton"));
    close->setAccessibleName(tr("Close"));
    connect(close, &QPushButton::clicked, this, &QDialog::close);
    auto* layout = new QVBoxLayout(this);
    const int edge = Metrics::px(24);
    layout->setContentsMargins(edge, edge, edge, edge);
    layout->setSpacing(Metrics::px(12));
    layout->addWidget(title);
    layout->addWidget(text);
    layout->addWidget(libraries, 1);
    layout->addWidget(close, 0, Qt::AlignRight);
    resize(Metrics::px(560), Metrics::px(520));
}

}
