// Labels and headings as the lab's views have them.
#pragma once

#include "ui/charts/theme.h"

#include <QLabel>

namespace embedscope::labparts {

inline QLabel* label(const QFont& font, const char* name, QWidget* parent, bool grey = false)
{
    auto* made = new QLabel(parent);
    made->setObjectName(QLatin1String(name));
    made->setFont(font);
    made->setTextFormat(Qt::PlainText);
    made->setWordWrap(true);
    if (grey)
        made->setForegroundRole(QPalette::PlaceholderText);
    return made;
}

inline QLabel* heading(const QString& text, QWidget* parent)
{
    auto* made = label(Metrics::heading(), "labHeadingLabel", parent);
    made->setText(text);
    return made;
}

inline QFont bold(QFont font)
{
    font.setBold(true);
    return font;
}

}
