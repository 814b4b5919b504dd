#include "ui/views/drop_area.h"

#include "ui/views/action_button.h"
#include "ui/views/painting.h"

#include <QHBoxLayout>
#include <QPainterPath>
#include <QVBoxLayout>

namespace embedscope {

namespace {

// Positions inside the area, in design pixels: picture, heading, sentence, buttons, kinds.
constexpr int kHeight = 300, kPictureTop = 40, kHeadingTop = 120, kSentenceTop = 156, kButtonsTop = 198,
              kKindsTop = 244;

/// Sheets of paper with an arrow, drawn on a grid of 88 x 72 design pixels.
void paintSheets(QPainter& painter, const QPointF& corner)
{
    const Theme& theme = Theme::current();
    painter.save();
    painter.setRenderHint(QPainter::Antialiasing);
    painter.translate(corner);
    painter.scale(Metrics::px(100) / 100.0, Metrics::px(100) / 100.0);
    const auto pen = [](const QColor& color) {
        return QPen(color, 2, Qt::SolidLine, Qt::RoundCap, Qt::RoundJoin);
    };
    painter.setPen(pen(theme.lineStrong));
    painter.setBrush(theme.raised);
    painter.drawPolygon(QPolygonF({{14, 20}, {32, 14}, {44, 49}, {26, 55}}));
    painter.drawPolygon(QPolygonF({{56, 12}, {76, 17}, {67, 53}, {47, 48}}));
    painter.setPen(pen(theme.accent));
    painter.setBrush(theme.base);
    painter.drawPolygon(QPolygonF({{30, 8}, {50, 8}, {59, 17}, {59, 56}, {30, 56}}));
    const std::array<QLineF, 5> lines = {QLineF(50, 8, 50, 17), QLineF(50, 17, 59, 17),
                                         QLineF(37, 28, 52, 28), QLineF(37, 35, 52, 35),
                                         QLineF(37, 42, 46, 42)};
    painter.drawLines(lines.data(), static_cast<int>(lines.size()));
    painter.setPen(QPen(theme.base, 3));
    painter.setBrush(theme.accent);
    painter.drawEllipse(QPointF(58, 52), 12, 12);
    painter.setPen(pen(theme.onAccent));
    const std::array<QLineF, 3> arrow = {QLineF(58, 46, 58, 57), QLineF(53.5, 53, 58, 57.5),
                                         QLineF(58, 57.5, 62.5, 53)};
    painter.drawLines(arrow.data(), static_cast<int>(arrow.size()));
    painter.restore();
}

}

DropArea::DropArea(QWidget* parent)
    : QWidget(parent)
{
    setObjectName(QStringLiteral("dropAreaWidget"));
    setAccessibleName(tr("Drop documents here"));
    setAccessibleDescription(tr("Files, folders, text, or an embedding model (.gguf). Nothing is copied, "
                                "nothing leaves this computer."));
    setFixedHeight(Metrics::px(kHeight));
    addButtons();
}

void DropArea::addButtons()
{
    auto* files =
        new ActionButton(ActionButton::Kind::Main, tr("Add files..."), QStringLiteral("file-text"), this);
    files->setObjectName(QStringLiteral("startAddFilesPushButton"));
    files->setAccessibleName(tr("Add files"));
    auto* folder =
        new ActionButton(ActionButton::Kind::Ordinary, tr("Add folder..."), QStringLiteral("folder"), this);
    folder->setObjectName(QStringLiteral("startAddFolderPushButton"));
    folder->setAccessibleName(tr("Add folder"));
    auto* paste =
        new ActionButton(ActionButton::Kind::Ordinary, tr("Paste text"), QStringLiteral("copy"), this);
    paste->setObjectName(QStringLiteral("startPastePushButton"));
    paste->setAccessibleName(tr("Paste text"));
    connect(files, &QPushButton::clicked, this, &DropArea::addFilesChosen);
    connect(folder, &QPushButton::clicked, this, &DropArea::addFolderChosen);
    connect(paste, &QPushButton::clicked, this, &DropArea::pasteChosen);

    auto* row = new QHBoxLayout;
    row->setSpacing(Metrics::px(8));
    row->addStretch();
    for (ActionButton* button : {files, folder, paste})
        row->addWidget(button);
    row->addStretch();
    auto* layout = new QVBoxLayout(this);
    layout->setContentsMargins(0, Metrics::px(kButtonsTop), 0, 0);
    layout->addLayout(row);
    layout->addStretch();
}

void DropArea::paintEvent(QPaintEvent*)
{
    const Theme& theme = Theme::current();
    QPainter painter(this);
    painting::box(painter, rect(), Metrics::px(12), theme.base);
    painter.setRenderHint(QPainter::Antialiasing);
    QPen pen(theme.lineStrong, 2, Qt::CustomDashLine);
    pen.setDashPattern({3, 2});
    painter.setPen(pen);
    painter.setBrush(Qt::NoBrush);
    painter.drawRoundedRect(QRectF(rect()).adjusted(1, 1, -1, -1), Metrics::px(12), Metrics::px(12));
    paintSheets(painter, {(width() - Metrics::px(88)) / 2.0, static_cast<double>(Metrics::px(kPictureTop))});

    const auto line = [&](int top, int height, const QFont& font, const QColor& color, const QString& text) {
        painter.setFont(font);
        painter.setPen(color);
        painter.drawText(
            QRect(Metrics::px(16), Metrics::px(top), width() - Metrics::px(32), Metrics::px(height)),
            Qt::AlignCenter | Qt::TextWordWrap, text);
    };
    QFont heading = Metrics::title();
    heading.setBold(true);
    line(kHeadingTop, 32, heading, theme.text, accessibleName());
    line(kSentenceTop, 28, Metrics::body(), theme.text2, accessibleDescription());
    line(kKindsTop, 24, Metrics::small(), theme.text2,
         tr("PDF, Word, OpenDocument, EPUB, Markdown, web pages, tables, slides, source code"));
}

}
