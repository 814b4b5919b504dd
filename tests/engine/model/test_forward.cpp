// The pass against the double-precision oracle, for every target that this machine has.
#include "engine/kernels/dispatch.h"
#include "engine/model/forward.h"
#include "tests/engine/model/reference_pass.h"
#include "tests/engine/model/tiny_model.h"

#include <gtest/gtest.h>

namespace embedscope {
namespace {

std::shared_ptr<const Model> open(const std::vector<std::byte>& bytes, const ModelOptions& options)
{
    auto model = Model::openBytes(bytes, "tiny.gguf", options);
    if (!model) {
        ADD_FAILURE() << model.error().sentence;
        return nullptr;
    }
    return *model;
}

std::vector<std::vector<double>> vectorsOf(const Model& model, const std::vector<std::vector<int32_t>>& texts)
{
    std::vector<int32_t> ids;
    std::vector<int> lengths;
    for (const auto& text : texts) {
        ids.insert(ids.end(), text.begin(), text.end());
        lengths.push_back(static_cast<int>(text.size()));
    }
    Workspace workspace(model);
    SerialRows serial;
    const auto flat = forward(model, {ids, lengths}, workspace, serial);
    const auto d = static_cast<std::size_t>(model.info().dimensions);
    std::vector<std::vector<double>> vectors;
    for (std::size_t i = 0; i < texts.size(); ++i)
        vectors.emplace_back(flat.begin() + static_cast<std::ptrdiff_t>(i * d),
                             flat.begin() + static_cast<std::ptrdiff_t>((i + 1) * d));
    return vectors;
}

class Forward : public testing::TestWithParam<std::string>
{
protected:
    // Every text, in one pack, against the oracle. A tolerance of 1e-5 sees a missing type row, a shifted
    // position, a wrong epsilon and tanh GELU.
    void expectRight(const TinyModel& tiny, double tolerance = 1e-5, ModelOptions options = {})
    {
        options.target = GetParam();
        const auto bytes = tiny.bytes();
        const auto model = open(bytes, options);
        ASSERT_TRUE(model);
        std::vector<std::vector<int32_t>> texts;
        for (const int tokens : {2, 1, 7, 33, 64, 150})
            texts.push_back(tiny.randomIds(tokens, static_cast<uint32_t>(tokens)));
        const auto vectors = vectorsOf(*model, texts);
        const bool firstToken = model->info().pooling == Pooling::Cls;
        for (std::size_t i = 0; i < texts.size(); ++i) {
            const auto expected = referenceVector(tiny, texts[i], firstToken, options.normalize);
            EXPECT_LT(largestDifference(vectors[i], expected), tolerance) << texts[i].size() << " tokens";
        }
    }
};

TEST_P(Forward, agreesWithTheOracle)
{
    expectRight(TinyModel());
}

TEST_P(Forward, poolsTheFirstTokenWhenTheFileSaysSo)
{
    expectRight(TinyModel({.pooling = 2}));
}

TEST_P(Forward, poolsAsTheCallerWants)
{
    expectRight(TinyModel({.pooling = 2}), 1e-5, {.pooling = Pooling::Mean});
}

TEST_P(Forward, readsFusedMatrices)
{
    expectRight(TinyModel({.fused = true}));
}

TEST_P(Forward, readsFusedMatricesWithSeparateBiases)
{
    expectRight(TinyModel({.fused = true, .fusedBias = false}));
}

TEST_P(Forward, doesWithoutOneOfTheSeparateBiases)
{
    TinyModel tiny({.fused = true, .fusedBias = false});
    tiny.tensors().erase("blk.0.attn_k.bias");
    expectRight(tiny);
    TinyModel separate;
    separate.tensors().erase("blk.1.attn_q.bias");
    expectRight(separate);
}

TEST_P(Forward, doesWithoutBiases)
{
    expectRight(TinyModel({.biases = false}));
}

TEST_P(Forward, doesWithoutTokenTypes)
{
    expectRight(TinyModel({.tokenTypes = false}));
}

TEST_P(Forward, takesWidthsThatFillNoTile)
{
    expectRight(TinyModel({.width = 72, .heads = 6, .feedForward = 100}));
    expectRight(TinyModel({.width = 36, .heads = 3, .feedForward = 44, .fused = true}));
}

TEST_P(Forward, computesWithHalfFloats)
{
    expectRight(TinyModel({.type = TensorType::F16, .tableType = TensorType::F16}));
    expectRight(TinyModel({.type = TensorType::BF16, .tableType = TensorType::BF16}));
}

TEST_P(Forward, computesWithMixedTypes)
{
    expectRight(TinyModel({.valueType = TensorType::F16}));
    expectRight(TinyModel({.type = TensorType::F16, .tableType = TensorType::Q8_0}));
}

// Activations are rounded to 8 bits: the vector moves a little.
TEST_P(Forward, computesWithQuantisedWeights)
{
    expectRight(TinyModel({.type = TensorType::Q8_0, .tableType = TensorType::Q8_0}), 8e-3);
    expectRight(TinyModel({.type = TensorType::Q8_0, .valueType = TensorType::F32}), 8e-3);
}

TEST_P(Forward, givesVectorsAsTheyAreWhenAsked)
{
    expectRight(TinyModel(), 5e-5, {.normalize = false});
}

TEST_P(Forward, keepsTheFirstDimensionsAndNormsThemAnew)
{
    const TinyModel tiny;
    const auto bytes = tiny.bytes();
    const auto model = open(bytes, {.target = GetParam(), .dimensions = 10});
    ASSERT_TRUE(model);
    const auto ids = tiny.randomIds(9, 4);
    auto expected = referenceVector(tiny, ids, false, false);
    expected.resize(10);
    const auto vector = vectorsOf(*model, {ids})[0];
    ASSERT_EQ(vector.size(), 10u);
    EXPECT_GT(cosine(vector, expected), 1 - 1e-10);
    double squares = 0;
    for (const double value : vector)
        squares += value * value;
    EXPECT_NEAR(squares, 1, 1e-6);
}

TEST_P(Forward, givesATextTheSameBitsAloneAndInAPack)
{
    for (const TensorType type : {TensorType::F32, TensorType::F16, TensorType::Q8_0}) {
        const TinyModel tiny({.type = type});
        const auto bytes = tiny.bytes();
        const auto model = open(bytes, {.target = GetParam()});
        ASSERT_TRUE(model);
        std::vector<std::vector<int32_t>> texts;
        for (int tokens = 1; tokens < 40; ++tokens)
            texts.push_back(tiny.randomIds(tokens * 7 % 41 + 1, static_cast<uint32_t>(tokens)));
        texts.push_back(tiny.randomIds(300, 9));
        const auto packed = vectorsOf(*model, texts);
        for (std::size_t i = 0; i < texts.size(); ++i)
            EXPECT_EQ(packed[i], vectorsOf(*model, {texts[i]})[0]) << texts[i].size() << " tokens";
    }
}

TEST(ForwardTargets, attentionIsRoundedOnlyBetweenQ8Matrices)
{
    if (!chooseKernels("avx512bf16"))
        GTEST_SKIP() << "this machine has no bf16 products";
    const auto sameOnBoth = [](const TinyModel::Shape& shape) {
        const TinyModel tiny(shape);
        const auto bytes = tiny.bytes();
        const auto rounding = open(bytes, {.target = "avx512bf16"}), exact = open(bytes, {.target = "avx512vnni"});
        const std::vector<std::vector<int32_t>> texts = {tiny.randomIds(40, 1)};
        return rounding && exact && vectorsOf(*rounding, texts) == vectorsOf(*exact, texts);
    };
    EXPECT_TRUE(sameOnBoth({.type = TensorType::F32}));
    EXPECT_TRUE(sameOnBoth({.type = TensorType::F16}));
    EXPECT_TRUE(sameOnBoth({.type = TensorType::Q8_0, .valueType = TensorType::F32}));
    EXPECT_FALSE(sameOnBoth({.type = TensorType::Q8_0}));
    EXPECT_FALSE(sameOnBoth({.type = TensorType::Q8_0, .fused = true}));
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

INSTANTIATE_TEST_SUITE_P(Targets, Forward, testing::ValuesIn(targetNames()), nameOfTarget);

}
}
