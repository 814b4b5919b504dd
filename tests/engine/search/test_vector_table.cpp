// The scan over int8 companions against brute force in double, on every target that the machine has.
#include "engine/kernels/dispatch.h"
#include "engine/search/vector_table.h"

#include <algorithm>
#include <cmath>
#include <gtest/gtest.h>
#include <numeric>
#include <random>
#include <rapidcheck.h>

using namespace embedscope;

namespace {

using Rows = std::vector<std::vector<float>>;

VectorTable tableOf(const Rows& rows, int dimensions, const KernelTable& kernels)
{
    VectorTable table(dimensions, kernels);
    for (std::size_t i = 0; i < rows.size(); ++i)
        table.append(static_cast<int64_t>(10 * i + 5), static_cast<int64_t>(i / 3), rows[i]);
    return table;
}

double exactProduct(std::span<const float> a, std::span<const float> b)
{
    double sum = 0;
    for (std::size_t i = 0; i < a.size(); ++i)
        sum += static_cast<double>(a[i]) * b[i];
    return sum;
}

// Best first, ties by row.
std::vector<std::size_t> bruteForce(const Rows& rows, std::span<const float> query, std::size_t count)
{
    std::vector<std::size_t> order(rows.size());
    std::iota(order.begin(), order.end(), std::size_t{0});
    std::stable_sort(order.begin(), order.end(), [&](std::size_t a, std::size_t b) {
        return exactProduct(rows[a], query) > exactProduct(rows[b], query);
    });
    order.resize(std::min(count, order.size()));
    return order;
}

std::vector<std::size_t> rowsOf(const std::vector<VectorTable::Match>& matches)
{
    std::vector<std::size_t> rows;
    for (const VectorTable::Match& match : matches)
        rows.push_back(match.row);
    return rows;
}

std::vector<float> unitVector(std::mt19937& random, int dimensions)
{
    std::normal_distribution<float> normal;
    std::vector<float> vector(static_cast<std::size_t>(dimensions));
    for (float& value : vector)
        value = normal(random);
    const auto length = static_cast<float>(std::sqrt(exactProduct(vector, vector)));
    for (float& value : vector)
        value /= length;
    return vector;
}

// Small whole numbers have exact products in fp32, so that even ties must come out in the same order.
TEST(VectorTable, isExactlyBruteForceOnWholeNumbers)
{
    for (const KernelTable* kernels : availableKernels()) {
        SCOPED_TRACE(kernels->name);
        EXPECT_TRUE(rc::check([kernels] {
            const int dimensions = *rc::gen::inRange(1, 70);
            const auto vector = rc::gen::container<std::vector<float>>(
                static_cast<std::size_t>(dimensions),
                rc::gen::map(rc::gen::inRange(-8, 9), [](int v) { return static_cast<float>(v); }));
            const Rows rows = *rc::gen::container<Rows>(vector);
            const std::vector<float> query = *vector;
            const auto count = *rc::gen::inRange<std::size_t>(0, 20);
            const VectorTable table = tableOf(rows, dimensions, *kernels);
            RC_ASSERT(rowsOf(table.best(query, count)) == bruteForce(rows, query, count));
        }));
    }
}

TEST(VectorTable, findsTheBestOfCrowdedVectors)
{
    for (const KernelTable* kernels : availableKernels()) {
        SCOPED_TRACE(kernels->name);
        std::mt19937 random(7);
        for (const int dimensions : {3, 31, 256, 384, 768}) {
            // Many rows around few centres: differences far below the rounding of the companions.
            Rows rows;
            for (int i = 0; i < 600; ++i) {
                std::vector<float> row =
                    i < 4 ? unitVector(random, dimensions) : rows[static_cast<std::size_t>(i % 4)];
                row[static_cast<std::size_t>(i % dimensions)] += 1e-4F * static_cast<float>(i % 17);
                rows.push_back(row);
            }
            const VectorTable table = tableOf(rows, dimensions, *kernels);
            for (int question = 0; question < 5; ++question) {
                const auto query =
                    question < 4 ? rows[static_cast<std::size_t>(question)] : unitVector(random, dimensions);
                const auto expected = bruteForce(rows, query, 25);
                const auto got = table.best(query, 25);
                ASSERT_EQ(got.size(), 25u);
                for (std::size_t i = 0; i < got.size(); ++i) {
                    const double best = exactProduct(rows[expected[i]], query);
                    EXPECT_NEAR(exactProduct(rows[got[i].row], query), best, 1e-6)
                        << dimensions << " rank " << i;
                    EXPECT_NEAR(got[i].score, best, 1e-5);
                    EXPECT_TRUE(i == 0 || got[i - 1].score >= got[i].score);
                }
            }
        }
    }
}

TEST(VectorTable, tiesComeInTheOrderOfTheirIds)
{
    const KernelTable& kernels = *availableKernels().front();
    const VectorTable table = tableOf(Rows(9, {0.6F, 0.8F}), 2, kernels);
    EXPECT_EQ(rowsOf(table.best(std::vector{1.0F, 0.0F}, 4)), (std::vector<std::size_t>{0, 1, 2, 3}));
}

TEST(VectorTable, oddQuestionsFindNothingOrAll)
{
    const KernelTable& kernels = *availableKernels().front();
    const VectorTable table = tableOf({{1, 0}, {0, 1}}, 2, kernels);
    EXPECT_TRUE(table.best(std::vector{1.0F}, 4).empty()) << "another model's vector";
    EXPECT_TRUE(table.best({}, 4).empty());
    EXPECT_TRUE(table.best(std::vector{1.0F, 0.0F}, 0).empty());
    EXPECT_EQ(table.best(std::vector{0.0F, 0.0F}, 4).size(), 2u) << "a zero vector is as near to all";
    EXPECT_TRUE(VectorTable(2, kernels).best(std::vector{1.0F, 0.0F}, 4).empty());
    EXPECT_TRUE(VectorTable(0, kernels).best({}, 4).empty());
}

TEST(VectorTable, filterKeepsOrderAndContent)
{
    for (const KernelTable* kernels : availableKernels()) {
        EXPECT_TRUE(rc::check([kernels] {
            const auto kept = *rc::gen::arbitrary<std::vector<bool>>();
            Rows rows;
            for (std::size_t i = 0; i < kept.size(); ++i)
                rows.push_back({static_cast<float>(i), static_cast<float>(kept.size() - i), 1});
            VectorTable table = tableOf(rows, 3, *kernels);
            table.filter(
                [&](int64_t chunk, int64_t) { return bool(kept[static_cast<std::size_t>(chunk / 10)]); });
            Rows expected;
            for (std::size_t i = 0; i < kept.size(); ++i) {
                const auto id = static_cast<int64_t>(10 * i + 5);
                if (!kept[i]) {
                    RC_ASSERT(table.rowOf(id) == -1);
                    continue;
                }
                const auto row = table.rowOf(id);
                RC_ASSERT(row == static_cast<std::ptrdiff_t>(expected.size()));
                RC_ASSERT(table.documentId(static_cast<std::size_t>(row)) == static_cast<int64_t>(i / 3));
                const auto vector = table.vector(static_cast<std::size_t>(row));
                RC_ASSERT(std::equal(vector.begin(), vector.end(), rows[i].begin(), rows[i].end()));
                expected.push_back(rows[i]);
            }
            RC_ASSERT(table.size() == expected.size());
            const std::vector<float> query{1, 2, 3};
            RC_ASSERT(rowsOf(table.best(query, 5)) == bruteForce(expected, query, 5));
        }));
    }
}

}
