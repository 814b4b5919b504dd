#include "tests/engine/kernels/attention_ways.h"

#include <limits>

namespace embedscope {
namespace {

using namespace testing;

class Attention : public ::testing::TestWithParam<Way>
{
};
EMBEDSCOPE_IN_EVERY_WAY(Attention);

/// Q, K and V as one product leaves them: [token][q | k | v], some floats between the rows.
struct Text
{
    Text(int tokens, int heads, int headSize, unsigned seed, float spread = 1)
        : shape{tokens, heads, headSize, 1 / std::sqrt(float(headSize))}
        , width(heads * headSize)
        , stride(3 * width + 1)
    {
        Random random(seed);
        qkv = random.normals(std::size_t(tokens * stride), spread);
    }
    const float* q() const { return qkv.data(); }
    const float* k() const { return qkv.data() + width; }
    const float* v() const { return qkv.data() + 2 * width; }

    void run(const Way& way, int first, int count, float* out, int outStride) const
    {
        std::vector<float> scratch(way.kernels->attentionScratchFloats(shape) + 4, 777.0f);
        const std::size_t end = scratch.size() - 4;
        (way.rounded ? way.kernels->attentionRounded : way.kernels->attention)(
            q(), k(), v(), stride, shape, first, count, out, outStride, scratch.data());
        for (std::size_t i = end; i < scratch.size(); ++i)
            ASSERT_EQ(scratch[i], 777.0f) << "scratch is too small";
    }
    /// A rounding way is judged against exact sums of rounded numbers.
    std::vector<double> exactRow(const Way& way, int head, int query) const
    {
        const auto round = [&](float x) { return double(way.rounded ? toBf16(x) : x); };
        constexpr float kLog2E = 1.44269504f;
        const float factor = shape.scale * kLog2E;
        const int at = head * shape.headSize;
        std::vector<double> scores(std::size_t(shape.tokens)), result(std::size_t(shape.headSize));
        double largest = -std::numeric_limits<double>::infinity(), total = 0;
        for (int j = 0; j < shape.tokens; ++j) {
            double sum = 0;
            for (int d = 0; d < shape.headSize; ++d)
                sum += round(q()[query * stride + at + d] * factor) * round(k()[j * stride + at + d]);
            scores[std::size_t(j)] = sum;
            largest = std::max(largest, sum);
        }
        for (double& score : scores)
            total += score = std::exp2(score - largest);
        for (int j = 0; j < shape.tokens; ++j)
            for (int d = 0; d < shape.headSize; ++d)
                result[std::size_t(d)] += scores[std::size_t(j)] / total * round(v()[j * stride + at + d]);
        return result;
    }
    /// `bound`: of the exact way. Rounded weights are wrong by 2^-9 each, and so is their sum; their mean
    /// tells whether one key is missing.
    void expectRight(const Way& way, double bound) const
    {
        const int outStride = width + 3;
        std::vector<float> out(std::size_t(shape.tokens * outStride), 12345.0f);
        run(way, 0, shape.tokens, out.data(), outStride);
        double largest = 0, squares = 0, squaredErrors = 0;
        for (int j = 0; j < shape.tokens; ++j)
            for (int d = 0; d < width; ++d) {
                largest = std::max(largest, std::abs(double(v()[j * stride + d])));
                squares += double(v()[j * stride + d]) * double(v()[j * stride + d]);
            }
        if (way.rounded)
            bound += largest / 256;
        for (int i = 0; i < shape.tokens; ++i) {
            for (int head = 0; head < shape.heads; ++head) {
                const auto exact = exactRow(way, head, i);
                for (int d = 0; d < shape.headSize; ++d) {
                    const double error = double(out[std::size_t(i * outStride + head * shape.headSize + d)])
                        - exact[std::size_t(d)];
                    ASSERT_LE(std::abs(error), bound) << shape.tokens << " tokens, head size "
                                                      << shape.headSize << ", query " << i << ", place " << d;
                    squaredErrors += error * error;
                }
            }
            for (int d = width; d < outStride; ++d)
                ASSERT_EQ(out[std::size_t(i * outStride + d)], 12345.0f) << "wrote behind row " << i;
        }
        if (way.rounded) {
            EXPECT_LE(std::sqrt(squaredErrors), std::sqrt(squares / shape.tokens) / 128)
                << shape.tokens << " tokens";
        }
    }

    AttentionShape shape;
    int width, stride;
    std::vector<float> qkv;
};

TEST_P(Attention, isRightAtEveryLength)
{
    for (int tokens = 1; tokens <= 70; ++tokens)
        ASSERT_NO_FATAL_FAILURE(Text(tokens, 2, 32, unsigned(tokens)).expectRight(GetParam(), 3e-6));
    ASSERT_NO_FATAL_FAILURE(Text(513, 1, 32, 513).expectRight(GetParam(), 3e-6));
}

TEST_P(Attention, isRightAtEveryHeadSize)
{
    for (int size = 4; size <= 256; size += size < 132 ? 4 : 20)
        for (int tokens : {1, 15, 33, 50})
            ASSERT_NO_FATAL_FAILURE(Text(tokens, 2, size, unsigned(size)).expectRight(GetParam(), 6e-6));
}

TEST_P(Attention, survivesSharpAndFlatScores)
{
    ASSERT_NO_FATAL_FAILURE(
        Text(70, 2, 32, 1, 6.0f).expectRight(GetParam(), 2e-4)); // scores of some hundreds
    ASSERT_NO_FATAL_FAILURE(Text(70, 2, 32, 1, 1e-20f).expectRight(GetParam(), 1e-24));
    ASSERT_NO_FATAL_FAILURE(Text(70, 2, 32, 1, 0.0f).expectRight(GetParam(), 0));
    Text huge(40, 1, 32, 2);
    for (int j = 0; j < 40; ++j)
        for (int d = 0; d < 32; ++d)
            huge.qkv[std::size_t(j * huge.stride + 32 + d)] *= 1e15f;
    std::vector<float> out(std::size_t(40 * 32));
    huge.run(GetParam(), 0, 40, out.data(), 32);
    for (float value : out)
        ASSERT_TRUE(std::isfinite(value));
}

TEST_P(Attention, growingScoresRescaleWhatWasAddedBefore)
{
    Text text(100, 1, 32, 4);
    for (int j = 0; j < 100; ++j)
        for (int d = 0; d < 32; ++d) {
            text.qkv[std::size_t(j * text.stride + d)] = 20;
            text.qkv[std::size_t(j * text.stride + 32 + d)] =
                float(j) * 0.01f; // each key scores higher than the last
        }
    ASSERT_NO_FATAL_FAILURE(text.expectRight(GetParam(), 4e-5));
}

// Weights that are rounded must still sum up to one.
TEST_P(Attention, equalValuesComeBackAsTheyAre)
{
    for (int tokens : {2, 15, 16, 63, 130}) {
        Text text(tokens, 2, 32, unsigned(tokens), 2.0f);
        for (int j = 0; j < tokens; ++j)
            for (int d = 0; d < text.width; ++d)
                text.qkv[std::size_t(j * text.stride + 2 * text.width + d)] = 1.5f; // exact in every type
        std::vector<float> out(std::size_t(tokens * text.width));
        text.run(GetParam(), 0, tokens, out.data(), text.width);
        for (float value : out)
            ASSERT_NEAR(value, 1.5f, 2e-6f) << tokens << " tokens";
    }
}

TEST_P(Attention, splittingTheQueriesChangesNoBit)
{
    for (int tokens : {1, 13, 37, 70, 129}) {
        Text text(tokens, 3, 32, unsigned(tokens));
        for (int i = 0; i < tokens;
             i += 3) // long queries among short ones take another way through the softmax
            for (int d = 0; d < text.width; ++d)
                text.qkv[std::size_t(i * text.stride + d)] *= 30;
        std::vector<float> whole(std::size_t(tokens * text.width));
        text.run(GetParam(), 0, tokens, whole.data(), text.width);
        for (int part = 1; part <= 14; ++part) {
            std::vector<float> split(whole.size());
            for (int first = 0; first < tokens; first += part)
                text.run(GetParam(), first, std::min(part, tokens - first), split.data(), text.width);
            ASSERT_TRUE(sameBits(whole.data(), split.data(), whole.size()))
                << tokens << " tokens in parts of " << part;
        }
    }
}

TEST_P(Attention, notANumberNeitherHangsNorSpreadsToOtherQueries)
{
    Text text(40, 1, 32, 6);
    text.qkv[std::size_t(7 * text.stride)] = std::numeric_limits<float>::quiet_NaN(); // query 7 only
    std::vector<float> out(std::size_t(40 * 32));
    text.run(GetParam(), 0, 40, out.data(), 32);
    for (int i = 0; i < 40; ++i)
        ASSERT_EQ(std::isfinite(out[std::size_t(i * 32)]), i != 7) << "query " << i;
}

TEST(AttentionTargets, roundOnlyWhereTheProcessorGainsByIt)
{
    for (const KernelTable* kernels : availableKernels())
        EXPECT_EQ(kernels->attentionRounded != kernels->attention, kernels->name == std::string("avx512bf16"))
            << kernels->name;
}

}
}
