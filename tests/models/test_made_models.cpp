// Every shape, with one layer and a small vocabulary: the engine runs it and finds nothing wrong with it, and
// types agree with F32 as well as their rounding allows.
#include "engine/model/fidelity.h"
#include "engine/model/forward.h"
#include "engine/model/weights.h"
#include "tests/engine/model/reference_pass.h"
#include "tests/models/model_shapes.h"

#include <filesystem>
#include <fmt/format.h>
#include <gtest/gtest.h>
#include <unistd.h>

namespace embedscope {
namespace {

namespace fs = std::filesystem;

class MadeModelFiles : public testing::Test
{
protected:
    void SetUp() override { fs::create_directories(m_folder); }
    void TearDown() override { fs::remove_all(m_folder); }

    std::shared_ptr<const Model> make(std::string_view shape, TensorType type, uint64_t seed = 1)
    {
        const fs::path path = m_folder / fmt::format("{}-{}.gguf", tensorTypeName(type), seed);
        const auto written = writeModel({shape, type, seed, 1, 6000}, path);
        if (!written)
            ADD_FAILURE() << written.error().sentence;
        auto model = Model::open(path);
        if (!model)
            ADD_FAILURE() << model.error().sentence;
        return model ? *model : nullptr;
    }

private:
    fs::path m_folder = fs::temp_directory_path() / fmt::format("embedscope_made_{}", ::getpid());
};

class MadeModels : public MadeModelFiles, public testing::WithParamInterface<std::string_view>
{
};

std::vector<double> vectorOf(const Model& model)
{
    const std::vector<TokenId> ids = model.idsOf(TextRole::Passage, "The tide comes in twice a day.");
    const int length = static_cast<int>(ids.size());
    Workspace workspace(model);
    SerialRows serial;
    const auto vector = forward(model, {ids, {&length, 1}}, workspace, serial);
    return {vector.begin(), vector.end()};
}

TEST_P(MadeModels, passTheFidelityGuard)
{
    const auto model = make(GetParam(), TensorType::Q8_0);
    ASSERT_TRUE(model);
    for (const FidelityCheck& check : checkFidelity(*model))
        EXPECT_NE(check.ok, false) << check.name << ": " << check.detail;
}

TEST_F(MadeModelFiles, haveTheSameNumbersInEveryType)
{
    const auto exact = make("minilm", TensorType::F32);
    ASSERT_TRUE(exact);
    const auto vector = vectorOf(*exact);
    for (const auto& [type, least] : {std::pair{TensorType::F16, 0.999999},
                                      {TensorType::BF16, 0.9999},
                                      {TensorType::Q8_0, 0.999},
                                      {TensorType::Q4_0, 0.9}}) {
        const auto rounded = make("minilm", type);
        ASSERT_TRUE(rounded);
        const double alike = cosine(vector, vectorOf(*rounded));
        EXPECT_GT(alike, least) << tensorTypeName(type);
        EXPECT_LT(alike, 1) << tensorTypeName(type);
    }
    const auto other = make("minilm", TensorType::F32, 2);
    ASSERT_TRUE(other);
    EXPECT_LT(cosine(vector, vectorOf(*other)), 0.9) << "another seed";
}

INSTANTIATE_TEST_SUITE_P(Shapes, MadeModels, testing::ValuesIn(shapeNames()), [](const auto& shape) {
    std::string name(shape.param);
    std::erase_if(name, [](char c) { return c == '-' || c == '.'; });
    return name;
});

}
}
