// Which cells of a workbook are dates: Excel stores them as numbers of days and says so in the cell's style
// only. Pure functions.
#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace embedscope {

enum class CellForm
{
    Plain,
    Date,
    Time,
    DateTime
};

/// By the number of a cell's style; empty when there are no styles.
std::vector<CellForm> cellFormsOf(const std::string* stylesXml);

/// "1931-05-04", "10:30", "1931-05-04 10:30"; the value itself when it is no number or far from any date.
std::string shownDate(std::string_view value, CellForm form, bool from1904);

}
