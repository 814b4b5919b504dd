#include "ui/views/wording.h"

#include "ui/models/number_text.h"

#include <QCoreApplication>
#include <cmath>

namespace embedscope::wording {

namespace {

QString translated(const char* text)
{
    return QCoreApplication::translate("wording", text);
}

}

QLocale locale()
{
    const QLocale system;
    return system.language() == QLocale::C ? QLocale(QLocale::English, QLocale::UnitedStates) : system;
}

QString number(qint64 value)
{
    return numberText(value);
}

QString compact(qint64 value)
{
    if (value < 1'000'000)
        return number(value);
    return translated("%1 M").arg(locale().toString(static_cast<double>(value) / 1e6, 'f', 2));
}

QString percent(double percent)
{
    return translated("%1 %").arg(locale().toString(percent, 'f', 1));
}

QString score(double value)
{
    return locale().toString(value, 'f', 2);
}

QString seconds(double seconds)
{
    const auto whole = static_cast<qint64>(std::llround(std::max(0.0, seconds)));
    if (whole < 60)
        return translated("%1 s").arg(whole);
    if (whole < 3600)
        return QStringLiteral("%1:%2").arg(whole / 60).arg(whole % 60, 2, 10, QLatin1Char('0'));
    return translated("%1 h %2 min").arg(whole / 3600).arg(whole % 3600 / 60);
}

QString duration(double milliseconds)
{
    return durationText(milliseconds);
}

QString timeLeft(double lowSeconds, double highSeconds)
{
    if (lowSeconds < 0 || highSeconds < 0 || !std::isfinite(highSeconds))
        return {};
    const QString low = seconds(lowSeconds);
    const QString high = seconds(highSeconds);
    if (low == high)
        return translated("%1 left").arg(low);
    if (highSeconds < 59.5) // both in seconds: the unit once
        return translated("%1 to %2 left").arg(std::llround(lowSeconds)).arg(high);
    return translated("%1 to %2 left").arg(low, high);
}

QString bytes(qint64 bytes)
{
    return locale().formattedDataSize(bytes, bytes < 10'000'000 && bytes >= 1'000'000 ? 1 : 0,
                                      QLocale::DataSizeSIFormat);
}

QString firstWords(const QString& text, int characters)
{
    const QString simple = text.simplified();
    if (simple.size() <= characters)
        return simple;
    const qsizetype space = simple.lastIndexOf(QLatin1Char(' '), characters);
    return simple.left(space > characters / 2 ? space : characters) + QChar(0x2026);
}

QString nameForText(const QString& text)
{
    const QString first = firstWords(text.trimmed().section(QLatin1Char('\n'), 0, 0), 48);
    return first.isEmpty() ? translated("Pasted text") : first;
}

bool asksForPassword(std::string_view reason)
{
    const auto has = [&](std::string_view words) { return reason.find(words) != std::string_view::npos; };
    return has("protected by a password.") || has("protected by another password.");
}

}
