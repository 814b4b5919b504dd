// Float models whose products are rounded to bf16 on request: how little it costs, that a text keeps its bits
// in a pack, and that it is refused where the processor gains nothing.
#include "engine/kernels/dispatch.h"
#include "engine/model/forward.h"
#include "tests/engine/model/reference_pass.h"
#include "tests/engine/model/tiny_model.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace embedscope {
namespace {

using testing::HasSubstr;

const KernelTable* roundingKernels()
{
    for (const KernelTable* table : availableKernels())
        if (table->linearRounded)
            return table;
    return nullptr;
}

std::vector<float> vectorOf(const Model& model, const std::vector<TokenId>& ids)
{
    Workspace workspace(model);
    SerialRows serial;
    const int length = static_cast<int>(ids.size());
    const auto vector = forward(model, {ids, {&length, 1}}, workspace, serial);
    return {vector.begin(), vector.end()};
}

std::vector<double> widened(const std::vector<float>& values)
{
    return {values.begin(), values.end()};
}

class RoundedModel : public testing::Test
{
protected:
    void SetUp() override
    {
        if (!roundingKernels())
            GTEST_SKIP() << "this processor has no products in bf16";
        const auto exact = Model::openBytes(m_bytes, "tiny.gguf", {.target = roundingKernels()->name});
        const auto rounded =
            Model::openBytes(m_bytes, "tiny.gguf", {.target = roundingKernels()->name, .bf16 = true});
        ASSERT_TRUE(exact) << exact.error().sentence;
        ASSERT_TRUE(rounded) << rounded.error().sentence;
        m_exact = *exact;
        m_rounded = *rounded;
    }

    TinyModel m_tiny;
    const std::vector<std::byte> m_bytes = m_tiny.bytes();
    std::shared_ptr<const Model> m_exact, m_rounded;
};

TEST_F(RoundedModel, losesLittleAndNotNothing)
{
    double worst = 0, least = 1;
    for (uint32_t seed = 0; seed < 20; ++seed) {
        const auto ids = m_tiny.randomIds(3 + static_cast<int>(seed) * 2, seed);
        const double loss = 1 - cosine(widened(vectorOf(*m_rounded, ids)), widened(vectorOf(*m_exact, ids)));
        worst = std::max(worst, loss);
        least = std::min(least, loss);
    }
    EXPECT_LT(worst, 5e-5);
    EXPECT_GT(worst, 1e-9) << "nothing was rounded";
    EXPECT_GE(least, -1e-9);
}

TEST_F(RoundedModel, takesHalfTheMemoryOfF32)
{
    EXPECT_LT(m_rounded->info().packedBytes, m_exact->info().packedBytes * 6 / 10);
}

TEST_F(RoundedModel, aTextKeepsItsBitsInAPack)
{
    const auto first = m_tiny.randomIds(13, 1), second = m_tiny.randomIds(40, 2),
               third = m_tiny.randomIds(3, 3);
    std::vector<TokenId> ids = first;
    ids.insert(ids.end(), second.begin(), second.end());
    ids.insert(ids.end(), third.begin(), third.end());
    const int lengths[] = {13, 40, 3};
    Workspace workspace(*m_rounded);
    SerialRows serial;
    const auto vectors = forward(*m_rounded, {ids, lengths}, workspace, serial);
    const auto size = static_cast<std::size_t>(m_rounded->info().dimensions);
    const auto at = [&](std::size_t text) {
        return std::vector<float>(vectors.begin() + static_cast<std::ptrdiff_t>(text * size),
                                  vectors.begin() + static_cast<std::ptrdiff_t>((text + 1) * size));
    };
    EXPECT_EQ(at(0), vectorOf(*m_rounded, first));
    EXPECT_EQ(at(1), vectorOf(*m_rounded, second));
    EXPECT_EQ(at(2), vectorOf(*m_rounded, third));
}

TEST(MacsPerToken, countsTheMatricesOfEveryLayer)
{
    const TinyModel tiny;
    const auto bytes = tiny.bytes();
    const auto model = Model::openBytes(bytes, "tiny.gguf");
    ASSERT_TRUE(model) << model.error().sentence;
    const auto d = static_cast<uint64_t>((*model)->info().width),
               f = static_cast<uint64_t>((*model)->info().feedForward);
    EXPECT_EQ((*model)->info().macsPerToken,
              static_cast<uint64_t>((*model)->info().layers) * (4 * d * d + 2 * d * f));
}

TEST(RoundedModelRefusal, saysWhatToDoWhereTheKernelsHaveNone)
{
    const TinyModel tiny;
    const auto bytes = tiny.bytes();
    const auto model = Model::openBytes(bytes, "tiny.gguf", {.target = "scalar", .bf16 = true});
    ASSERT_FALSE(model);
    EXPECT_THAT(model.error().sentence, HasSubstr("scalar"));
    EXPECT_THAT(model.error().sentence, HasSubstr("Leave bf16 out"));
}

}
}
