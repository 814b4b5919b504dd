// Icon and word for a kind of document ("pdf" -> file-page, "PDF"). Pure functions.
#pragma once

#include <QString>

namespace embedscope {

QString kindIconName(const QString& kind, const QString& fileName = {});
QString kindWord(const QString& kind, const QString& fileName = {}); ///< "PDF", "Markdown", "text"

}
