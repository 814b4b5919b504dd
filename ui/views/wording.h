// How numbers are written for people: thousands by locale, one decimal for percent, two for scores, ms below
// one second, s below a minute, then m:ss. Pure functions.
#pragma once

#include <QLocale>
#include <QString>
#include <string_view>

namespace embedscope::wording {

QLocale locale(); ///< the system's; plain English where the system has none
QString number(qint64 value); ///< "12,431"
QString compact(qint64 value); ///< "2.94 M" from a million on, else like number()
QString percent(double percent); ///< "74.7 %"
QString score(double value); ///< "0.78"
QString duration(double milliseconds); ///< "46 ms", "3.2 s", "1:05"
QString seconds(double seconds); ///< "12 s", "1:05"
QString timeLeft(double lowSeconds, double highSeconds); ///< "1:15 to 1:25 left"; empty: not known
QString bytes(qint64 bytes); ///< "87 kB", "6.6 MB"
QString firstWords(const QString& text, int characters); ///< cut at a word, with an ellipsis
QString nameForText(const QString& text); ///< a name for a pasted text: its first line
/// Does this reason for a problem go away with a (right) password?
bool asksForPassword(std::string_view reason);

}
