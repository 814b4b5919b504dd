// Whether the computer runs on its battery, as the kernel says in /sys/class/power_supply. Not for how long.
#pragma once

#include <filesystem>

namespace embedscope {

/// True when a battery of the computer (not of a mouse) is being discharged and no mains adapter is
/// connected. False when it is unknown.
bool runsOnBattery(const std::filesystem::path& supplies = "/sys/class/power_supply");

}
