// Pictures of a run as SVG, for reports. Colours are variables of the page (--s0, --s1, ...; classes ink, grid, one).
#pragma once

#include "engine/lab/lab_run.h"
#include "engine/lab/scaling.h"

#include <string>
#include <string_view>
#include <vector>

namespace embedscope {

std::string intervalSvg(const LabRun& run);
std::string slicesSvg(const LabRun& run);
std::string batchSvg(const std::vector<BenchRun>& sweep);
std::string scalingSvg(const Scaling& scaling);

std::string escapedHtml(std::string_view text);
/// JSON that may stand inside of a script element.
std::string escapedScript(std::string_view json);

}
