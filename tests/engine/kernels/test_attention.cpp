#include "tests/engine/kernels/kernel_testing.h"

#include <limits>

namespace embedscope {
namespace {

using namespace testing;

using Attention = KernelTest;
EMBEDSCOPE_ON_EVERY_TARGET(Attention);

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

    void run(const KernelTable& kernels, int first, int count, float* out, int outStride) const
    {
        std::vector<float> scratch(kernels.attentionScratchFloats(shape) + 4, 777.0f);
        const std::size_t end = scratch.size() - 4;
        kernels.attention(q(), k(), v(), stride, shape, first, count, out, outStride, scratch.data());
        for (std::size_t i = end; i < scratch.size(); ++i)
            ASSERT_EQ(scratch[i], 777.0f) << "scratch is too small";
    }
    std::vector<double> exactRow(int head, int query) const
    {
        const int at = head * shape.headSize;
        std::vector<double> scores(std::size_t(shape.tokens)), result(std::size_t(shape.headSize));
        double largest = -std::numeric_limits<double>::infinity(), total = 0;
        for (int j = 0; j < shape.tokens; ++j) {
            double sum = 0;
            for (int d = 0; d < shape.headSize; ++d)
                sum += double(q()[query * stride + at + d]) * double(k()[j * stride + at + d]);
            scores[std::size_t(j)] = sum * double(shape.scale);
            largest = std::max(largest, scores[std::size_t(j)]);
        }
        for (double& score : scores)
            total += score = std::exp(score - largest);
        for (int j = 0; j < shape.tokens; ++j)
            for (int d = 0; d < shape.headSize; ++d)
                result[std::size_t(d)] += scores[std::size_t(j)] / total * double(v()[j * stride + at + d]);
        return result;
    }
    void expectRight(const KernelTable& kernels, double bound) const
    {
        const int outStride = width + 3;
        std::vector<float> out(std::size_t(shape.tokens * outStride), 12345.0f);
        run(kernels, 0, shape.tokens, out.data(), outStride);
        for (int i = 0; i < shape.tokens; ++i) {
            for (int head = 0; head < shape.heads; ++head) {
                const auto exact = exactRow(head, i);
                for (int d = 0; d < shape.headSize; ++d)
                    ASSERT_NEAR(out[std::size_t(i * outStride + head * shape.headSize + d)],
                                exact[std::size_t(d)], bound)
                        << shape.tokens << " tokens, head size " << shape.headSize << ", query " << i
                        << ", place " << d;
            }
            for (int d = width; d < outStride; ++d)
                ASSERT_EQ(out[std::size_t(i * outStride + d)], 12345.0f) << "wrote behind row " << i;
        }
    }

    AttentionShape shape;
    int width, stride;
    std::vector<float> qkv;
};

TEST_P(Attention, isRightAtEveryLength)
{
    for (int tokens = 1; tokens <= 70; ++tokens)
        ASSERT_NO_FATAL_FAILURE(Text(tokens, 2, 32, unsigned(tokens)).expectRight(kernels(), 3e-6));
    ASSERT_NO_FATAL_FAILURE(Text(513, 1, 32, 513).expectRight(kernels(), 3e-6));
}

TEST_P(Attention, isRightAtEveryHeadSize)
{
    for (int size = 4; size <= 256; size += size < 132 ? 4 : 20)
        for (int tokens : {1, 15, 33, 50})
            ASSERT_NO_FATAL_FAILURE(Text(tokens, 2, size, unsigned(size)).expectRight(kernels(), 6e-6));
}

TEST_P(Attention, survivesSharpAndFlatScores)
{
    ASSERT_NO_FATAL_FAILURE(Text(70, 2, 32, 1, 6.0f).expectRight(kernels(), 2e-4)); // scores of some hundreds
    ASSERT_NO_FATAL_FAILURE(Text(70, 2, 32, 1, 1e-20f).expectRight(kernels(), 1e-24));
    ASSERT_NO_FATAL_FAILURE(Text(70, 2, 32, 1, 0.0f).expectRight(kernels(), 0));
    Text huge(40, 1, 32, 2);
    for (int j = 0; j < 40; ++j)
        for (int d = 0; d < 32; ++d)
            huge.qkv[std::size_t(j * huge.stride + 32 + d)] *= 1e15f;
    std::vector<float> out(std::size_t(40 * 32));
    huge.run(kernels(), 0, 40, out.data(), 32);
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
    ASSERT_NO_FATAL_FAILURE(text.expectRight(kernels(), 4e-5));
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
        text.run(kernels(), 0, tokens, whole.data(), text.width);
        for (int part = 1; part <= 14; ++part) {
            std::vector<float> split(whole.size());
            for (int first = 0; first < tokens; first += part)
                text.run(kernels(), first, std::min(part, tokens - first), split.data(), text.width);
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
    text.run(kernels(), 0, 40, out.data(), 32);
    for (int i = 0; i < 40; ++i)
        ASSERT_EQ(std::isfinite(out[std::size_t(i * 32)]), i != 7) << "query " << i;
}

}
}
