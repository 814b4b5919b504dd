// What the kernel says of power supplies, as it looks on different machines.
#include "engine/telemetry/power.h"

#include <cstdlib>
#include <fstream>
#include <gtest/gtest.h>

using namespace embedscope;
namespace fs = std::filesystem;

namespace {

class Power : public testing::Test
{
protected:
    void SetUp() override
    {
        std::string name = ::testing::TempDir() + "power.XXXXXX";
        ASSERT_NE(::mkdtemp(name.data()), nullptr);
        m_supplies = name;
    }
    void TearDown() override { fs::remove_all(m_supplies); }
    void say(const std::string& supply, const std::string& file, const std::string& text)
    {
        fs::create_directories(m_supplies / supply);
        std::ofstream(m_supplies / supply / file) << text << "\n";
    }
    fs::path m_supplies;
};

TEST_F(Power, aLaptopOnItsBatteryAndOnMains)
{
    say("AC", "type", "Mains");
    say("AC", "online", "0");
    say("BAT0", "type", "Battery");
    say("BAT0", "status", "Discharging");
    EXPECT_TRUE(runsOnBattery(m_supplies));
    say("AC", "online", "1");
    EXPECT_FALSE(runsOnBattery(m_supplies)) << "some discharge a little on mains too";
    say("AC", "online", "0");
    say("BAT0", "status", "Charging");
    EXPECT_FALSE(runsOnBattery(m_supplies)) << "by a plug that is no mains adapter";
}

TEST_F(Power, aMouseIsNoComputer)
{
    say("hidpp_battery_0", "type", "Battery");
    say("hidpp_battery_0", "scope", "Device");
    say("hidpp_battery_0", "status", "Discharging");
    EXPECT_FALSE(runsOnBattery(m_supplies));
}

TEST_F(Power, whereNothingIsSaidThereIsNoBattery)
{
    EXPECT_FALSE(runsOnBattery(m_supplies));
    EXPECT_FALSE(runsOnBattery(m_supplies / "missing"));
    say("odd", "type", "");
    EXPECT_FALSE(runsOnBattery(m_supplies));
}

}
