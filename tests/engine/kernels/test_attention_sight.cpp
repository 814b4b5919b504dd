// Attention with fewer key heads than query heads, with windows and with a bias: against exact sums in
// double.
#include "tests/engine/kernels/attention_ways.h"

#include <algorithm>
#include <ctime>
#include <limits>

namespace embedscope {
namespace {

using namespace testing;

class AttentionSight : public ::testing::TestWithParam<Way>
{
};
EMBEDSCOPE_IN_EVERY_WAY(AttentionSight);

/// [token][q | k | v] with K and V narrower than Q, and one float between the rows.
struct Text
{
    Text(AttentionShape given, unsigned seed, float spread = 1)
        : shape(given)
        , keyHeads(given.keyHeads > 0 ? given.keyHeads : given.heads)
        , width(given.heads * given.headSize)
        , keyWidth(keyHeads * given.headSize)
        , stride(width + 2 * keyWidth + 1)
    {
        Random random(seed);
        qkv = random.normals(std::size_t(shape.tokens * stride + 1), spread);
    }
    /// A table for all distances of the text, one number of padding between the heads.
    void addBias(float spread, unsigned seed)
    {
        Random random(seed);
        shape.biasStride = 2 * shape.tokens;
        shape.biasCentre = shape.tokens - 1;
        table = random.normals(std::size_t(shape.heads * shape.biasStride), spread);
        shape.bias = table.data();
    }
    /// As jina-bert-v2 has it: slopes 2^-1, 2^-2 ...
    void addAlibi()
    {
        addBias(0, 1);
        for (int head = 0; head < shape.heads; ++head)
            for (int distance = 1 - shape.tokens; distance < shape.tokens; ++distance)
                table[std::size_t(head * shape.biasStride + shape.biasCentre + distance)] =
                    -std::ldexp(float(std::abs(distance)), -head - 1);
    }
    float* q() { return qkv.data() + 1; } // an odd address
    float* k() { return q() + width; }
    float* v() { return k() + keyWidth; }
    bool seen(int i, int j) const { return j >= i - shape.before && j <= i + shape.after; }

    std::vector<float> run(const Way& way, int first, int count)
    {
        std::vector<float> out(std::size_t(shape.tokens * width), 12345.0f);
        std::vector<float> scratch(way.kernels->attentionScratchFloats(shape) + 4, 777.0f);
        (way.rounded ? way.kernels->attentionRounded : way.kernels->attention)(
            q(), k(), v(), stride, shape, first, count, out.data(), width, scratch.data());
        for (std::size_t i = scratch.size() - 4; i < scratch.size(); ++i)
            EXPECT_EQ(scratch[i], 777.0f) << "scratch is too small";
        return out;
    }
    std::vector<float> run(const Way& way) { return run(way, 0, shape.tokens); }

    std::vector<double> exactRow(const Way& way, int head, int i)
    {
        const auto round = [&](float x) { return double(way.rounded ? toBf16(x) : x); };
        constexpr float kLog2E = 1.44269504f;
        const float factor = shape.scale * kLog2E;
        const float* query = q() + i * stride + head * shape.headSize;
        const int keyAt = head / (shape.heads / keyHeads) * shape.headSize;
        std::vector<double> scores(std::size_t(shape.tokens), -std::numeric_limits<double>::infinity());
        std::vector<double> result(std::size_t(shape.headSize));
        double largest = -std::numeric_limits<double>::infinity(), total = 0;
        for (int j = 0; j < shape.tokens; ++j) {
            if (!seen(i, j))
                continue;
            double sum = 0;
            for (int d = 0; d < shape.headSize; ++d)
                sum += round(query[d] * factor) * round(k()[j * stride + keyAt + d]);
            if (shape.bias)
                sum +=
                    double(shape.bias[head * shape.biasStride + shape.biasCentre + (j - i)]) * double(kLog2E);
            scores[std::size_t(j)] = sum;
            largest = std::max(largest, sum);
        }
        for (double& score : scores)
            total += score = std::exp2(score - largest);
        for (int j = 0; j < shape.tokens; ++j)
            for (int d = 0; d < shape.headSize; ++d)
                result[std::size_t(d)] += scores[std::size_t(j)] / total * round(v()[j * stride + keyAt + d]);
        return result;
    }
    void expectRight(const Way& way, double bound)
    {
        const std::vector<float> out = run(way);
        double largest = 0;
        for (float value : qkv)
            largest = std::max(largest, std::abs(double(value)));
        if (way.rounded)
            bound += largest / 256;
        for (int i = 0; i < shape.tokens; ++i)
            for (int head = 0; head < shape.heads; ++head) {
                const auto exact = exactRow(way, head, i);
                for (int d = 0; d < shape.headSize; ++d)
                    ASSERT_NEAR(out[std::size_t(i * width + head * shape.headSize + d)],
                                exact[std::size_t(d)], bound)
                        << shape.tokens << " tokens, " << shape.before << " before, " << shape.after
                        << " after, head " << head << " of size " << shape.headSize << ", query " << i;
            }
    }

    AttentionShape shape;
    int keyHeads, width, keyWidth, stride;
    std::vector<float> qkv, table;
};

AttentionShape shapeOf(int tokens, int heads, int headSize)
{
    AttentionShape shape;
    shape.tokens = tokens;
    shape.heads = heads;
    shape.headSize = headSize;
    shape.scale = 1 / std::sqrt(float(headSize));
    return shape;
}

TEST_P(AttentionSight, causalAndWindowedAreRightAtEveryLength)
{
    for (int tokens = 1; tokens <= 140; tokens += tokens < 70 ? 1 : 7)
        for (const auto& [before, after] : {std::pair{kAllKeys, 0}, {8, 8}, {0, 0}, {3, kAllKeys}, {64, 1}}) {
            AttentionShape shape = shapeOf(tokens, 2, 16);
            shape.before = before;
            shape.after = after;
            ASSERT_NO_FATAL_FAILURE(Text(shape, unsigned(tokens)).expectRight(GetParam(), 4e-6));
        }
}

TEST_P(AttentionSight, everyWindowIsExactlyAsWideAsAsked)
{
    for (int before = 0; before <= 70; before += before < 20 ? 1 : 9)
        for (int after : {0, 1, 15, 16, 17, 31, 33, 64, 100}) {
            AttentionShape shape = shapeOf(150, 1, 4);
            shape.before = before;
            shape.after = after;
            Text text(shape, 5);
            // Equal scores, values 1 at one place: a row answers with 1 / keys seen or nothing.
            std::fill(text.qkv.begin(), text.qkv.end(), 0.0f);
            for (int marked : {0, 40, 63, 64, 149}) {
                text.v()[marked * text.stride] = 1;
                const auto out = text.run(GetParam());
                for (int i = 0; i < 150; ++i) {
                    const int seen = std::min(149, i + after) - std::max(0, i - before) + 1;
                    const double expected = text.seen(i, marked) ? 1.0 / seen : 0.0;
                    ASSERT_NEAR(out[std::size_t(i * 4)], expected, 1e-6)
                        << before << " " << after << " " << i;
                }
                text.v()[marked * text.stride] = 0;
            }
        }
}

TEST_P(AttentionSight, queryHeadsShareKeyHeads)
{
    for (const auto& [heads, keyHeads] : {std::pair{4, 2}, {3, 1}, {6, 2}, {8, 8}, {5, 5}})
        for (int size : {4, 12, 16, 24, 32, 64, 100, 256})
            for (int tokens : {1, 17, 50}) {
                AttentionShape shape = shapeOf(tokens, heads, size);
                shape.keyHeads = keyHeads;
                ASSERT_NO_FATAL_FAILURE(Text(shape, unsigned(size)).expectRight(GetParam(), 6e-6));
                shape.after = 0;
                ASSERT_NO_FATAL_FAILURE(Text(shape, unsigned(size)).expectRight(GetParam(), 6e-6));
            }
}

TEST_P(AttentionSight, biasIsAddedByDistanceAndHead)
{
    for (int tokens : {1, 2, 15, 16, 33, 64, 65, 130})
        for (float spread : {0.5f, 20.0f, 300.0f}) // some rows bounded, some not, none
            for (int after : {kAllKeys, 0, 9}) {
                AttentionShape shape = shapeOf(tokens, 4, 16);
                shape.keyHeads = 2;
                shape.after = after;
                Text text(shape, unsigned(tokens));
                text.addBias(spread, unsigned(tokens) + 1);
                ASSERT_NO_FATAL_FAILURE(text.expectRight(GetParam(), 1e-5 + double(spread) * 3e-7));
            }
}

// A table may end where sight ends: nothing beside it may be read (address sanitizer) or added.
TEST_P(AttentionSight, biasIsReadOnlyWhereSomethingIsSeen)
{
    AttentionShape shape = shapeOf(100, 1, 16);
    shape.before = 5;
    shape.after = 3;
    Text text(shape, 9);
    text.table.assign(9, 0.25f);
    text.table[0] = 3;
    text.shape.bias = text.table.data();
    text.shape.biasCentre = 5;
    ASSERT_NO_FATAL_FAILURE(text.expectRight(GetParam(), 5e-6));
}

TEST_P(AttentionSight, distanceCanPushAllOtherKeysOutOfReach)
{
    AttentionShape shape = shapeOf(700, 4, 16);
    Text text(shape, 3);
    text.addAlibi();
    ASSERT_NO_FATAL_FAILURE(text.expectRight(GetParam(), 6e-6));
    Text sharp(shape, 4, 6.0f);
    sharp.addAlibi();
    ASSERT_NO_FATAL_FAILURE(sharp.expectRight(GetParam(), 4e-4));
}

TEST_P(AttentionSight, noRowIsEverNothingByNothing)
{
    const float lowest = -std::numeric_limits<float>::max();
    for (float bias : {lowest, -1e30f, -200.0f, 200.0f, 1e30f, -std::numeric_limits<float>::infinity()})
        for (bool own : {false, true}) // the bias of distance 0 alone, or of all distances
            for (int after : {0, 4, kAllKeys}) {
                AttentionShape shape = shapeOf(130, 2, 16);
                shape.after = after;
                Text text(shape, 6);
                text.addBias(0, 1);
                if (own)
                    text.table[std::size_t(text.shape.biasCentre)] = bias;
                else
                    std::fill(text.table.begin(), text.table.end(), bias);
                for (float value : text.run(GetParam()))
                    ASSERT_TRUE(std::isfinite(value)) << bias << (own ? " own" : " all") << after;
            }
}

TEST_P(AttentionSight, splittingTheQueriesChangesNoBit)
{
    for (int tokens : {1, 37, 129, 200})
        for (const auto& [before, after] : {std::pair{kAllKeys, 0}, {20, 20}, {kAllKeys, kAllKeys}})
            for (bool biased : {false, true}) {
                AttentionShape shape = shapeOf(tokens, 4, 24);
                shape.keyHeads = 2;
                shape.before = before;
                shape.after = after;
                Text text(shape, unsigned(tokens));
                if (biased)
                    text.addBias(3, 2);
                for (int i = 0; i < tokens; i += 3) // long queries among short ones go another way
                    for (int d = 0; d < text.width; ++d)
                        text.q()[i * text.stride + d] *= 30;
                const auto whole = text.run(GetParam());
                for (int part = 1; part <= 14; ++part)
                    for (int first = 0; first < tokens; first += part) {
                        const int count = std::min(part, tokens - first);
                        const auto some = text.run(GetParam(), first, count);
                        const auto at = std::size_t(first * text.width);
                        ASSERT_TRUE(
                            sameBits(whole.data() + at, some.data() + at, std::size_t(count * text.width)))
                            << tokens << " tokens, " << count << " from " << first;
                    }
            }
}

// A window that hides nothing is no window, and a bias of zeros is no bias.
TEST_P(AttentionSight, whatChangesNothingChangesLittle)
{
    Text text(shapeOf(150, 2, 32), 8);
    const auto plain = text.run(GetParam());
    text.shape.before = text.shape.after = 149;
    const auto wide = text.run(GetParam());
    EXPECT_TRUE(sameBits(plain.data(), wide.data(), plain.size()));
    text.shape.keyHeads = 2;
    const auto grouped = text.run(GetParam());
    EXPECT_TRUE(sameBits(plain.data(), grouped.data(), plain.size()));
    text.addBias(0, 1);
    const auto biased = text.run(GetParam());
    EXPECT_TRUE(sameBits(plain.data(), biased.data(), plain.size()));
}

double threadSeconds() // other programs do not count
{
    timespec time = {};
    ::clock_gettime(CLOCK_THREAD_CPUTIME_ID, &time);
    return double(time.tv_sec) + double(time.tv_nsec) * 1e-9;
}

// A text eight times as long takes eight times as long in a window, 64 times in full.
TEST_P(AttentionSight, aWindowCostsAsMuchAsItShows)
{
    const auto seconds = [&](int tokens) {
        AttentionShape shape = shapeOf(tokens, 1, 32);
        shape.before = shape.after = 32;
        Text text(shape, 1);
        double best = 1e9;
        for (int i = 0; i < 6; ++i) {
            const double start = threadSeconds();
            text.run(GetParam());
            best = std::min(best, threadSeconds() - start);
        }
        return best;
    };
    EXPECT_LT(seconds(4096), 40 * seconds(512));
}

}
}
