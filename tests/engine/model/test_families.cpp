// A small model of every family against vectors of an independent pass (tests/tools/make_family_fixtures.py),
// on every target; and the same bits however rows are packed, split over lanes, or handed over product by
// product.
#include "engine/kernels/dispatch.h"
#include "engine/model/forward.h"
#include "engine/model/weights.h"
#include "tests/engine/model/reference_pass.h"

#include <filesystem>
#include <fstream>
#include <gtest/gtest.h>
#include <nlohmann/json.hpp>
#include <set>

namespace embedscope {
namespace {

namespace fs = std::filesystem;
using nlohmann::json;

const fs::path kFolder = EMBEDSCOPE_TEST_DATA "/model/families";

struct Fixture
{
    std::string name;
    std::vector<std::vector<TokenId>> texts;
    std::vector<std::vector<double>> vectors;
};

std::vector<Fixture> fixtures()
{
    std::vector<Fixture> all;
    for (const auto& entry : fs::directory_iterator(kFolder)) {
        if (entry.path().extension() != ".json")
            continue;
        std::ifstream input(entry.path());
        const json expected = json::parse(input);
        all.push_back({entry.path().stem().string(), expected["ids"], expected["vectors"]});
    }
    return all;
}

std::shared_ptr<const Model> open(const Fixture& fixture, const std::string& target)
{
    auto model = Model::open(kFolder / (fixture.name + ".gguf"), {.target = target, .needsTokenizer = false});
    if (!model) {
        ADD_FAILURE() << model.error().sentence;
        return nullptr;
    }
    return *model;
}

std::vector<std::vector<double>> vectorsOf(const Model& model, const std::vector<std::vector<TokenId>>& texts,
                                           Parallel& parallel)
{
    std::vector<TokenId> ids;
    std::vector<int> lengths;
    for (const auto& text : texts) {
        ids.insert(ids.end(), text.begin(), text.end());
        lengths.push_back(static_cast<int>(text.size()));
    }
    Workspace workspace(model);
    const auto flat = forward(model, {ids, lengths}, workspace, parallel);
    const auto d = static_cast<std::size_t>(model.info().dimensions);
    std::vector<std::vector<double>> vectors;
    for (std::size_t i = 0; i < texts.size(); ++i)
        vectors.emplace_back(flat.begin() + static_cast<std::ptrdiff_t>(i * d),
                             flat.begin() + static_cast<std::ptrdiff_t>((i + 1) * d));
    return vectors;
}

// Lanes one after another: by stages as a team takes them, or by products as the naive mode does.
class SplitRows final : public Parallel
{
public:
    SplitRows(bool stages, int parts)
        : m_stages(stages)
        , m_parts(parts)
    {
    }
    int lanes() const override { return m_parts; }
    void stage(int rows, RowTask task) override { m_stages ? split({0, rows}, task) : task({0, rows}, 0); }
    void product(RowRange rows, int lane, RowTask task) override
    {
        m_stages ? task(rows, lane) : split(rows, task);
    }

private:
    void split(RowRange rows, RowTask task) const
    {
        for (int i = 0; i < m_parts; ++i) {
            if (const RowRange part = evenPart(rows, i, m_parts); part.count > 0)
                task(part, i);
        }
    }
    bool m_stages;
    int m_parts;
};

class Families : public testing::TestWithParam<std::string>
{
};

TEST_P(Families, giveTheVectorsOfAnIndependentPass)
{
    for (const Fixture& fixture : fixtures()) {
        const auto model = open(fixture, GetParam());
        ASSERT_TRUE(model) << fixture.name;
        SerialRows serial;
        const auto vectors = vectorsOf(*model, fixture.texts, serial);
        for (std::size_t i = 0; i < vectors.size(); ++i)
            EXPECT_LT(largestDifference(vectors[i], fixture.vectors[i]), 1e-5) << fixture.name << " " << i;
    }
}

TEST_P(Families, giveTheSameBitsHoweverRowsAreSplit)
{
    for (const Fixture& fixture : fixtures()) {
        const auto model = open(fixture, GetParam());
        ASSERT_TRUE(model) << fixture.name;
        SerialRows serial;
        SplitRows team(true, 3), naive(false, 5);
        const auto together = vectorsOf(*model, fixture.texts, serial);
        EXPECT_EQ(together, vectorsOf(*model, fixture.texts, team)) << fixture.name;
        EXPECT_EQ(together, vectorsOf(*model, fixture.texts, naive)) << fixture.name;
        for (std::size_t i = 0; i < fixture.texts.size(); ++i)
            EXPECT_EQ(together[i], vectorsOf(*model, {fixture.texts[i]}, serial)[0]) << fixture.name;
    }
}

TEST(FamilyFixtures, areThereForEveryFamily)
{
    std::set<std::string, std::less<>> tested = {"bert"};
    for (const Fixture& fixture : fixtures()) {
        const auto model = open(fixture, "");
        ASSERT_TRUE(model);
        tested.insert(model->info().architecture);
        EXPECT_EQ(model->info().facts.front().name, "family");
    }
    for (const Family& family : allFamilies())
        EXPECT_TRUE(tested.contains(family.architecture)) << family.architecture;
}

TEST(FamilyFixtures, leaveNoTensorUnused)
{
    for (const Fixture& fixture : fixtures()) {
        const auto model = open(fixture, "");
        ASSERT_TRUE(model);
        EXPECT_EQ(model->weights().unused, std::vector<std::string>()) << fixture.name;
    }
}

std::vector<std::string> targetNames()
{
    std::vector<std::string> names;
    for (const KernelTable* table : availableKernels())
        names.emplace_back(table->name);
    return names;
}

std::string nameOfTarget(const testing::TestParamInfo<std::string>& target)
{
    return target.param;
}

INSTANTIATE_TEST_SUITE_P(Targets, Families, testing::ValuesIn(targetNames()), nameOfTarget);

}
}
