#include "engine/lab/comparison.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

namespace embedscope {
namespace {

using ::testing::HasSubstr;

TEST(OptionsSpec, readsEverySetting)
{
    const auto options = optionsFromSpec("mode=hybrid,workers=3,matmul-threads=2,pack-tokens=96,pin=yes");
    ASSERT_TRUE(options) << options.error().sentence;
    EXPECT_EQ(options->mode, Mode::Hybrid);
    EXPECT_EQ(options->workers, 3);
    EXPECT_EQ(options->matmulThreads, 2);
    EXPECT_EQ(options->packTokens, 96);
    EXPECT_TRUE(options->pin);
}

TEST(OptionsSpec, keepsTheSwitchesInItsText)
{
    for (const char* spec : {"mode=coarse,workers=2,background=yes,help=no", "mode=nested,workers=3,pin=yes"}) {
        const auto options = optionsFromSpec(spec);
        ASSERT_TRUE(options) << options.error().sentence;
        const auto again = optionsFromSpec(specFromOptions(*options));
        ASSERT_TRUE(again) << again.error().sentence;
        EXPECT_EQ(again->mode, options->mode);
        EXPECT_EQ(again->pin, options->pin);
        EXPECT_EQ(again->help, options->help);
        EXPECT_EQ(again->background, options->background);
    }
}

TEST(OptionsSpec, leavesOutWhatIsUsual)
{
    const auto options = optionsFromSpec("");
    ASSERT_TRUE(options);
    EXPECT_EQ(specFromOptions(*options), "mode=coarse,workers=auto");
    EXPECT_EQ(options->packTokens, EmbedOptions().packTokens);
}

void expectRefused(std::string_view spec, const char* part)
{
    const auto options = optionsFromSpec(spec);
    ASSERT_FALSE(options) << spec;
    EXPECT_THAT(options.error().sentence, HasSubstr(part));
    EXPECT_TRUE(options.error().sentence.ends_with('.')) << options.error().sentence;
}

TEST(OptionsSpec, refusesWithASentenceThatNamesTheFault)
{
    expectRefused("colour=red", "\"colour\"");
    expectRefused("workers", "\"workers\"");
    expectRefused("workers=", "workers=");
    expectRefused("workers=two", "workers=two");
    expectRefused("workers=2x", "workers=2x");
    expectRefused("workers=-1", "workers=-1");
    expectRefused("workers=99999999999999", "workers=99999999999999");
    expectRefused("workers=257", "256");
    expectRefused("workers=2,workers=3", "twice");
    expectRefused("mode=fast", "fast");
    expectRefused("pin=maybe", "yes or no");
    expectRefused("mode=coarse,,workers=2", "\"\"");
}

RC_GTEST_PROP(OptionsSpec, comesBackFromItsOwnText, ())
{
    EmbedOptions options;
    options.mode = *rc::gen::element(Mode::Coarse, Mode::Nested, Mode::Hybrid, Mode::Naive);
    options.workers = *rc::gen::inRange(0, Embedder::kMaxThreads + 1);
    options.matmulThreads = *rc::gen::inRange(0, Embedder::kMaxThreads + 1);
    options.packTokens = *rc::gen::inRange(1, 65537);
    options.pin = *rc::gen::arbitrary<bool>();
    const auto back = optionsFromSpec(specFromOptions(options));
    RC_ASSERT(bool(back));
    RC_ASSERT(back->mode == options.mode && back->workers == options.workers && back->pin == options.pin);
    RC_ASSERT(back->matmulThreads == options.matmulThreads && back->packTokens == options.packTokens);
}

}
}
