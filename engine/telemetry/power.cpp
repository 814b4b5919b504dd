#include "engine/telemetry/power.h"

#include <fstream>
#include <string>
#include <system_error>

namespace embedscope {

namespace {

std::string wordIn(const std::filesystem::path& file)
{
    std::ifstream stream(file);
    std::string word;
    stream >> word;
    return word;
}

}

bool runsOnBattery(const std::filesystem::path& supplies)
{
    std::error_code error;
    bool discharges = false;
    for (std::filesystem::directory_iterator entry(supplies, error), end; !error && entry != end;
         entry.increment(error)) {
        const std::filesystem::path supply = entry->path();
        const std::string type = wordIn(supply / "type");
        if (type == "Mains" && wordIn(supply / "online") == "1")
            return false;
        const bool isOfDevice = wordIn(supply / "scope") == "Device"; // a mouse, a headset
        discharges =
            discharges || (type == "Battery" && !isOfDevice && wordIn(supply / "status") == "Discharging");
    }
    return discharges;
}

}
