#include "engine/readers/xlsx_styles.h"

#include "engine/readers/xml_stream.h"

#include <charconv>
#include <chrono>
#include <cmath>
#include <fmt/format.h>
#include <map>

namespace embedscope {

namespace {

using Event = XmlStream::Event;

constexpr double kLastDay = 2'958'465; // the end of the year 9999
constexpr int kDaysTo1970 = 25'569; // from the day 0 of Excel; right from March 1900 on
constexpr int kDaysTo1904 = 1'462;
constexpr int kMinutesOfDay = 24 * 60;

// ECMA-376 part 1, 18.8.30: numbers that every workbook knows.
CellForm builtInForm(int format)
{
    if ((format >= 14 && format <= 17) || (format >= 27 && format <= 31) || format == 36
        || (format >= 50 && format <= 58))
        return CellForm::Date;
    if ((format >= 18 && format <= 21) || (format >= 32 && format <= 35) || (format >= 45 && format <= 47))
        return CellForm::Time;
    return format == 22 ? CellForm::DateTime : CellForm::Plain;
}

// Letters outside of quotes and brackets: years and days make a date, hours and seconds a time; "m" alone
// says neither.
CellForm formOfCode(std::string_view code)
{
    bool date = false, time = false, quoted = false;
    for (std::size_t i = 0; i < code.size(); ++i) {
        const char c = code[i];
        if (c == '"') {
            quoted = !quoted;
        } else if (quoted) {
            continue;
        } else if (c == '\\' || c == '_') {
            ++i;
        } else if (c == '[') { // a colour, a language, or elapsed hours, which are no time of the day
            i = std::min(code.find(']', i), code.size());
        } else if (c == ';') {
            break;
        } else {
            date = date || c == 'y' || c == 'Y' || c == 'd' || c == 'D';
            time = time || c == 'h' || c == 'H' || c == 's' || c == 'S';
        }
    }
    return date ? (time ? CellForm::DateTime : CellForm::Date) : time ? CellForm::Time : CellForm::Plain;
}

}

std::vector<CellForm> cellFormsOf(const std::string* stylesXml)
{
    std::vector<CellForm> forms;
    if (!stylesXml)
        return forms;
    std::map<int, CellForm> own;
    XmlStream stream(*stylesXml);
    bool inCells = false;
    for (auto event = stream.next(); event != Event::Finished; event = stream.next()) {
        if (event == Event::Text)
            continue;
        if (stream.name() == "cellXfs")
            inCells = event == Event::Start;
        if (event != Event::Start)
            continue;
        if (stream.name() == "numFmt") {
            own[stream.number("numFmtId", -1)] = formOfCode(stream.attribute("formatCode"));
        } else if (inCells && stream.name() == "xf") {
            const int format = stream.number("numFmtId", 0);
            const auto known = own.find(format);
            forms.push_back(known == own.end() ? builtInForm(format) : known->second);
        }
    }
    return forms;
}

std::string shownDate(std::string_view value, CellForm form, bool from1904)
{
    double days = 0;
    const auto result = std::from_chars(value.data(), value.data() + value.size(), days);
    if (form == CellForm::Plain || result.ec != std::errc() || result.ptr != value.data() + value.size()
        || !(days >= 0 && days <= kLastDay))
        return std::string(value);
    const double whole = std::floor(days);
    auto minutes = static_cast<int>(std::lround((days - whole) * kMinutesOfDay));
    auto day = static_cast<int>(whole) - kDaysTo1970 + (from1904 ? kDaysTo1904 : 0);
    if (minutes == kMinutesOfDay) { // half a minute before midnight
        minutes = 0;
        ++day;
    }
    const std::string time = fmt::format("{:02}:{:02}", minutes / 60, minutes % 60);
    if (form == CellForm::Time)
        return time;
    const std::chrono::year_month_day date{std::chrono::sys_days(std::chrono::days(day))};
    const std::string shown =
        fmt::format("{:04}-{:02}-{:02}", static_cast<int>(date.year()), static_cast<unsigned>(date.month()),
                    static_cast<unsigned>(date.day()));
    return form == CellForm::Date ? shown : shown + " " + time;
}

}
