#include "engine/base/cpu.h"
#include "tests/engine/kernels/kernel_testing.h"

#include <cstdlib>
#include <optional>

namespace embedscope {
namespace {

/// Sets EMBEDSCOPE_TARGET for one test and puts back what was there.
class Environment
{
public:
    explicit Environment(const char* value)
    {
        if (const char* before = std::getenv("EMBEDSCOPE_TARGET"))
            m_before = before;
        value ? ::setenv("EMBEDSCOPE_TARGET", value, 1) : ::unsetenv("EMBEDSCOPE_TARGET");
    }
    ~Environment()
    {
        m_before ? ::setenv("EMBEDSCOPE_TARGET", m_before->c_str(), 1) : ::unsetenv("EMBEDSCOPE_TARGET");
    }
    Environment(const Environment&) = delete;
    Environment& operator=(const Environment&) = delete;

private:
    std::optional<std::string> m_before;
};

bool isSentence(const std::string& text)
{
    return text.size() > 20 && text.back() == '.' && text.find('\n') == std::string::npos;
}

TEST(Dispatch, takesTheBestWhenNothingIsForced)
{
    const Environment none(nullptr);
    const auto chosen = chooseKernels("");
    ASSERT_TRUE(chosen);
    EXPECT_EQ(*chosen, availableKernels().front());
    const Environment empty("");
    EXPECT_EQ(*chooseKernels(""), availableKernels().front());
}

TEST(Dispatch, offersWhatTheProcessorHasBestFirst)
{
    const CpuFeatures cpu = detectCpuFeatures();
    std::vector<std::string> expected;
    if (cpu.avx512bf16 && avx512Bf16Kernels())
        expected.emplace_back("avx512bf16");
    if (cpu.avx512vnni && avx512VnniKernels())
        expected.emplace_back("avx512vnni");
    if (cpu.avxvnni && avxVnniKernels())
        expected.emplace_back("avxvnni");
    if (cpu.avx512 && avx512Kernels())
        expected.emplace_back("avx512");
    if (cpu.avx2 && avx2Kernels())
        expected.emplace_back("avx2");
    if (cpu.neon && neonKernels())
        expected.emplace_back("neon");
    expected.emplace_back("scalar");
    std::vector<std::string> names;
    for (const KernelTable* table : availableKernels())
        names.emplace_back(table->name);
    EXPECT_EQ(names, expected);
}

TEST(Dispatch, anArgumentForcesEachTarget)
{
    const Environment other("scalar");
    for (const KernelTable* table : availableKernels()) {
        const auto chosen = chooseKernels(table->name);
        ASSERT_TRUE(chosen) << table->name;
        EXPECT_EQ(*chosen, table) << "the argument must win over the environment";
    }
}

TEST(Dispatch, theEnvironmentForcesEachTarget)
{
    for (const KernelTable* table : availableKernels()) {
        const Environment forced(table->name);
        const auto chosen = chooseKernels("");
        ASSERT_TRUE(chosen) << table->name;
        EXPECT_EQ(*chosen, table);
    }
}

TEST(Dispatch, refusesAnUnknownNameWithASentence)
{
    const auto argument = chooseKernels("sse9");
    ASSERT_FALSE(argument);
    EXPECT_TRUE(isSentence(argument.error().sentence)) << argument.error().sentence;
    EXPECT_NE(argument.error().sentence.find("sse9"), std::string::npos);
    EXPECT_EQ(argument.error().sentence.find("EMBEDSCOPE_TARGET"), std::string::npos);

    const Environment unknown("AVX2 ");
    const auto environment = chooseKernels("");
    ASSERT_FALSE(environment);
    EXPECT_NE(environment.error().sentence.find("EMBEDSCOPE_TARGET"), std::string::npos)
        << "must say where the name came from: " << environment.error().sentence;
}

TEST(Dispatch, refusesATargetThatTheProcessorLacks)
{
    for (const char* name : {"avx512bf16", "avx512vnni", "avxvnni", "avx512", "avx2", "neon"}) {
        const CpuFeatures without; // a processor with nothing
        const auto chosen = chooseKernels(name, without);
        ASSERT_FALSE(chosen);
        EXPECT_TRUE(isSentence(chosen.error().sentence)) << chosen.error().sentence;
        EXPECT_NE(chosen.error().sentence.find(name), std::string::npos);
    }
    const char* const foreign =
        neonKernels() ? "avx2" : "neon"; // another family's, whatever the processor says
    const auto other = chooseKernels(foreign, {.avx2 = true, .neon = true});
    ASSERT_FALSE(other);
    EXPECT_NE(other.error().sentence.find("built without"), std::string::npos) << other.error().sentence;
    EXPECT_EQ(availableKernels(CpuFeatures{}).size(), 1u);
    EXPECT_EQ(availableKernels(CpuFeatures{}).front(), scalarKernels());
    EXPECT_TRUE(chooseKernels("scalar", CpuFeatures{}));
}

// Processors as they were sold: the best target of each, and what it must refuse.
TEST(Dispatch, choosesForEachGenerationOfProcessors)
{
    if (!avx2Kernels())
        GTEST_SKIP() << "built for another processor family";
    const Environment none(nullptr);
    struct Generation
    {
        CpuFeatures cpu;
        const KernelTable* best;
        std::vector<const char*> refused;
    };
    const Generation generations[] = {
        {{}, scalarKernels(), {"avx2", "avxvnni", "avx512", "avx512vnni", "avx512bf16"}},
        {{.avx2 = true}, avx2Kernels(), {"avxvnni", "avx512", "avx512vnni", "avx512bf16"}},
        {{.avx2 = true, .avxvnni = true}, avxVnniKernels(), {"avx512", "avx512vnni", "avx512bf16"}},
        {{.avx2 = true, .avx512 = true}, avx512Kernels(), {"avxvnni", "avx512vnni", "avx512bf16"}},
        {{.avx2 = true, .avx512 = true, .avx512vnni = true}, avx512VnniKernels(), {"avxvnni", "avx512bf16"}},
        {{.avx2 = true, .avxvnni = true, .avx512 = true, .avx512vnni = true, .avx512bf16 = true},
         avx512Bf16Kernels(),
         {}},
    };
    for (const Generation& generation : generations) {
        const auto best = chooseKernels("", generation.cpu);
        ASSERT_TRUE(best);
        EXPECT_EQ(*best, generation.best) << (*best)->name;
        EXPECT_EQ(availableKernels(generation.cpu).back(), scalarKernels());
        for (const char* name : generation.refused)
            EXPECT_FALSE(chooseKernels(name, generation.cpu)) << name << " on " << generation.best->name;
        for (const KernelTable* table : availableKernels(generation.cpu))
            EXPECT_EQ(*chooseKernels(table->name, generation.cpu), table);
    }
}

TEST(Dispatch, saysWhichTargetsThereAre)
{
    for (const KernelTable* table : availableKernels())
        EXPECT_NE(targetNames().find(table->name), std::string::npos) << table->name;
    const auto unknown = chooseKernels("sse9");
    ASSERT_FALSE(unknown);
    EXPECT_NE(unknown.error().sentence.find(targetNames()), std::string::npos);
}

}
}
