// Numbers and times as the window writes them: thousands by locale, milliseconds below one second, seconds
// below a minute. Pure functions.
#pragma once

#include <QLocale>
#include <QString>

namespace embedscope {

/// The system's; the C locale writes no thousands and sorts by codes, so plain English stands in for it.
QLocale shownLocale();
QString numberText(qint64 value); ///< "12,431"
QString durationText(double milliseconds); ///< "46 ms", "3.2 s", "1:05"
QString kindText(const std::string& kind, const std::string& fileName); ///< "PDF", "Web page"

}
