// What the loader refuses, and in which words; what a loaded model says of itself.
#include "engine/model/model.h"
#include "tests/engine/model/tiny_model.h"

#include <algorithm>
#include <cmath>
#include <cstring>
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <limits>

namespace embedscope {
namespace {

using testing::AllOf;
using testing::HasSubstr;

// The sentence, or "opened".
std::string refusal(const TinyModel& tiny, const ModelOptions& options = {})
{
    const auto bytes = tiny.bytes();
    const auto model = Model::openBytes(bytes, "tiny.gguf", options);
    return model ? "opened" : model.error().sentence;
}

std::shared_ptr<const Model> opened(const std::vector<std::byte>& bytes, const ModelOptions& options = {})
{
    auto model = Model::openBytes(bytes, "tiny.gguf", options);
    if (!model) {
        ADD_FAILURE() << model.error().sentence;
        return nullptr;
    }
    return *model;
}

std::string factOf(const Model& model, const std::string& name)
{
    for (const ModelFact& fact : model.info().facts) {
        if (fact.name == name)
            return fact.value + " | " + fact.source;
    }
    return "no such fact";
}

TEST(ModelLoad, namesEveryTensorThatIsMissing)
{
    const TinyModel whole;
    EXPECT_EQ(refusal(whole), "opened");
    for (const auto& [name, tensor] : whole.tensors()) {
        TinyModel tiny;
        tiny.tensors().erase(name);
        const bool optional = name == "token_types.weight"
            || (name.ends_with(".bias") && name.find("norm") == std::string::npos);
        if (optional)
            EXPECT_EQ(refusal(tiny), "opened") << name;
        else
            EXPECT_THAT(refusal(tiny), AllOf(HasSubstr("tiny.gguf"), HasSubstr("missing"), HasSubstr(name)));
    }
}

TEST(ModelLoad, namesEveryTensorOfAWrongShape)
{
    const TinyModel whole;
    for (const auto& [name, tensor] : whole.tensors()) {
        TinyModel tiny;
        auto shape = tensor.shape;
        shape[0] += 32;
        tiny.set(name, TensorType::F32, shape);
        EXPECT_THAT(refusal(tiny), AllOf(HasSubstr("tiny.gguf"), HasSubstr(name), HasSubstr("shape")));
        if (shape.size() == 2 && name.starts_with("blk.")) {
            shape = {tensor.shape[0], tensor.shape[1] - 1};
            tiny.set(name, TensorType::F32, shape);
            EXPECT_THAT(refusal(tiny), AllOf(HasSubstr(name), HasSubstr("shape")));
        }
    }
}

TEST(ModelLoad, namesEveryTensorWithAValueThatIsNoNumber)
{
    const TinyModel whole;
    for (const float bad :
         {std::numeric_limits<float>::quiet_NaN(), -std::numeric_limits<float>::infinity()}) {
        for (const auto& [name, tensor] : whole.tensors()) {
            TinyModel tiny;
            auto& bytes = tiny.tensors()[name].bytes;
            std::memcpy(bytes.data() + bytes.size() - sizeof bad, &bad, sizeof bad);
            EXPECT_THAT(refusal(tiny),
                        AllOf(HasSubstr("tiny.gguf"), HasSubstr(name), HasSubstr("no numbers")));
        }
    }
}

TEST(ModelLoad, findsInfiniteScalesAndHalves)
{
    for (const TensorType type : {TensorType::Q8_0, TensorType::F16, TensorType::BF16}) {
        TinyModel tiny({.type = type});
        const uint16_t infinity = type == TensorType::BF16 ? 0x7F80 : 0xFC00;
        std::memcpy(tiny.tensors()["blk.1.ffn_up.weight"].bytes.data(), &infinity, sizeof infinity);
        EXPECT_THAT(refusal(tiny), AllOf(HasSubstr("blk.1.ffn_up.weight"), HasSubstr("no numbers")));
    }
}

TEST(ModelLoad, namesATypeThatItCannotComputeWith)
{
    TinyModel tiny;
    auto& tensor = tiny.tensors()["blk.0.ffn_up.weight"];
    tensor.type = TensorType::IQ2_XS;
    tensor.shape = {256, 24};
    tensor.bytes.resize(24 * 74);
    EXPECT_THAT(refusal(tiny),
                AllOf(HasSubstr("blk.0.ffn_up.weight"), HasSubstr("IQ2_XS"), HasSubstr("choose")));
}

TEST(ModelLoad, opensTypesOfFourBits)
{
    TinyModel tiny;
    auto& tensor = tiny.tensors()["blk.0.ffn_up.weight"];
    tensor.type = TensorType::Q4_0;
    tensor.bytes = std::vector<std::byte>(64 * 96 / 32 * 18);
    EXPECT_EQ(refusal(tiny), "opened");
}

TEST(ModelLoad, namesEveryKeyThatIsMissing)
{
    for (const char* key :
         {"bert.block_count", "bert.context_length", "bert.embedding_length", "bert.feed_forward_length",
          "bert.attention.head_count", "bert.attention.layer_norm_epsilon", "general.architecture"}) {
        TinyModel tiny;
        tiny.leaveOutKey(key);
        EXPECT_THAT(refusal(tiny), AllOf(HasSubstr("tiny.gguf"), HasSubstr(key)));
    }
}

TEST(ModelLoad, refusesAnotherFamily)
{
    TinyModel tiny;
    tiny.architecture = "mamba";
    EXPECT_THAT(
        refusal(tiny),
        AllOf(HasSubstr("tiny.gguf"), HasSubstr("mamba"), HasSubstr("nomic-bert"), HasSubstr("t5encoder")));
}

TEST(ModelLoad, refusesAVocabularyWithoutWeights)
{
    TinyModel tiny;
    tiny.tensors().clear();
    EXPECT_THAT(refusal(tiny), HasSubstr("vocabulary without weights"));
}

TEST(ModelLoad, refusesAPartOfASplitModel)
{
    TinyModel tiny;
    tiny.numbers["split.count"] = 3;
    tiny.numbers["split.no"] = 1;
    EXPECT_THAT(refusal(tiny), AllOf(HasSubstr("part 2"), HasSubstr("3 files"), HasSubstr("join")));
    tiny.numbers["split.count"] = 1;
    EXPECT_EQ(refusal(tiny), "opened");
}

TEST(ModelLoad, refusesAnAdapterAndAnImageModel)
{
    TinyModel adapter;
    adapter.texts["general.type"] = "adapter";
    EXPECT_THAT(refusal(adapter), AllOf(HasSubstr("tiny.gguf"), HasSubstr("LoRA")));
    TinyModel image;
    image.architecture = "clip";
    EXPECT_THAT(refusal(image), AllOf(HasSubstr("tiny.gguf"), HasSubstr("pictures")));
}

TEST(ModelLoad, refusesATextModelWithoutPooling)
{
    for (const char* architecture : {"qwen3", "qwen2", "llama"}) {
        TinyModel tiny;
        tiny.architecture = architecture;
        for (const char* key : {"block_count", "context_length", "embedding_length", "feed_forward_length"})
            tiny.numbers[std::string(architecture) + '.' + key] = 64;
        tiny.numbers[std::string(architecture) + ".attention.head_count"] = 4;
        tiny.reals[std::string(architecture) + ".attention.layer_norm_rms_epsilon"] = 1e-6f;
        EXPECT_THAT(refusal(tiny), AllOf(HasSubstr("makes text"), HasSubstr("pooling_type")));
        // with a pooling of the caller's, the next thing that is missing
        EXPECT_THAT(refusal(tiny, {.pooling = Pooling::Last}), HasSubstr("blk.0.attn_norm.weight"));
    }
}

TEST(ModelLoad, refusesAFileThatIsHalfThere)
{
    const auto bytes = TinyModel().bytes();
    for (const std::size_t part : {bytes.size() / 2, bytes.size() - 1, std::size_t{20}}) {
        const auto model = Model::openBytes(std::span(bytes).first(part), "half.gguf");
        ASSERT_FALSE(model) << part;
        EXPECT_THAT(model.error().sentence, AllOf(HasSubstr("half.gguf"), HasSubstr("again"))) << part;
    }
}

TEST(ModelLoad, refusesHeadsThatDoNotDivide)
{
    TinyModel tiny({.heads = 5});
    EXPECT_THAT(refusal(tiny), AllOf(HasSubstr("5 heads"), HasSubstr("64")));
    TinyModel keys;
    keys.numbers["bert.attention.head_count_kv"] = 3;
    EXPECT_THAT(refusal(keys), AllOf(HasSubstr("3 heads of keys"), HasSubstr("4 heads")));
    TinyModel values;
    values.numbers["bert.attention.value_length"] = 8;
    EXPECT_THAT(refusal(values), AllOf(HasSubstr("8 numbers per head"), HasSubstr("16")));
}

TEST(ModelLoad, refusesRerankersAndUnknownPooling)
{
    EXPECT_THAT(refusal(TinyModel({.pooling = 4})), HasSubstr("reranker"));
    EXPECT_EQ(refusal(TinyModel({.pooling = 3})), "opened");
    EXPECT_THAT(refusal(TinyModel({.pooling = 77})), HasSubstr("77"));
}

TEST(ModelLoad, needsATokenizerUnlessTheTextsAreIds)
{
    TinyModel tiny;
    tiny.withVocabulary = false;
    EXPECT_THAT(refusal(tiny), HasSubstr("tiny.gguf"));
    const auto bytes = tiny.bytes();
    const auto model = opened(bytes, {.needsTokenizer = false});
    ASSERT_TRUE(model);
    EXPECT_FALSE(model->hasTokenizer());
    EXPECT_TRUE(model->checkIds(std::vector<TokenId>{2, 3}));
}

TEST(ModelLoad, refusesAVocabularyThatIsLargerThanTheTable)
{
    TinyModel tiny;
    tiny.vocabularyTokens = tiny.shape().vocabulary + 1;
    EXPECT_THAT(refusal(tiny), AllOf(HasSubstr("61 tokens"), HasSubstr("60 rows")));
}

TEST(ModelLoad, refusesAVocabularyThatIsShorterThanTheTable)
{
    TinyModel tiny;
    tiny.vocabularyTokens = tiny.shape().vocabulary - 1;
    EXPECT_THAT(refusal(tiny), AllOf(HasSubstr("59 tokens"), HasSubstr("60 rows")));
}

TEST(ModelLoad, refusesDimensionsThatTheModelHasNot)
{
    EXPECT_THAT(refusal(TinyModel(), {.dimensions = 65}), HasSubstr("64"));
    EXPECT_THAT(refusal(TinyModel(), {.dimensions = -1}), HasSubstr("64"));
    EXPECT_EQ(refusal(TinyModel(), {.dimensions = 64}), "opened");
}

TEST(ModelLoad, refusesATargetThatItDoesNotKnow)
{
    EXPECT_THAT(refusal(TinyModel(), {.target = "sse9"}), HasSubstr("sse9"));
}

TEST(ModelLoad, boundsTheContextByThePositionTable)
{
    TinyModel tiny;
    tiny.set("position_embd.weight", TensorType::F32, {64, 20});
    const auto bytes = tiny.bytes();
    const auto model = opened(bytes);
    ASSERT_TRUE(model);
    EXPECT_EQ(model->info().contextLength, 20);
    EXPECT_TRUE(model->checkIds(tiny.randomIds(20, 1)));
    const auto tooLong = model->checkIds(tiny.randomIds(21, 1));
    ASSERT_FALSE(tooLong);
    EXPECT_THAT(tooLong.error().sentence, AllOf(HasSubstr("21"), HasSubstr("20")));
    EXPECT_THAT(factOf(*model, "context"), HasSubstr("20 tokens"));
}

TEST(ModelLoad, refusesIdsOutsideTheTable)
{
    const auto bytes = TinyModel().bytes();
    const auto model = opened(bytes);
    ASSERT_TRUE(model);
    EXPECT_TRUE(model->checkIds(std::vector<TokenId>{0, 59}));
    EXPECT_FALSE(model->checkIds(std::vector<TokenId>{0, 60}));
    EXPECT_FALSE(model->checkIds(std::vector<TokenId>{-1}));
    EXPECT_FALSE(model->checkIds({}));
}

TEST(ModelLoad, saysWhereASettingComesFrom)
{
    const auto bytes = TinyModel({.pooling = 2}).bytes();
    EXPECT_EQ(factOf(*opened(bytes), "pooling"), "cls | file");
    EXPECT_EQ(factOf(*opened(bytes, {.pooling = Pooling::Mean}), "pooling"), "mean | you");
    EXPECT_EQ(factOf(*opened(bytes, {.dimensions = 12}), "dimensions"), "12 | you");
    EXPECT_EQ(factOf(*opened(bytes), "dimensions"), "64 | file");
    const auto silent = TinyModel({.pooling = std::nullopt}).bytes();
    EXPECT_EQ(factOf(*opened(silent), "pooling"), "mean | rule of the bert family");
}

TEST(ModelLoad, describesTheNetwork)
{
    const auto bytes = TinyModel({.type = TensorType::Q8_0, .valueType = TensorType::F16}).bytes();
    const auto model = opened(bytes, {.target = "scalar"});
    ASSERT_TRUE(model);
    const ModelInfo& info = model->info();
    EXPECT_EQ(info.name, "tiny");
    EXPECT_EQ(info.architecture, "bert");
    EXPECT_EQ(info.weightTypes, "Q8_0, F16");
    EXPECT_EQ(info.tokenizer, "WordPiece");
    EXPECT_EQ(info.target, "scalar");
    EXPECT_EQ(info.fileBytes, bytes.size());
    EXPECT_EQ(info.vocabularySize, 60);
    EXPECT_EQ(info.parameters,
              64u * (60 + 300 + 2 + 2) + 2 * (4 * (64 * 64 + 64) + 64 * 96 + 96 + 96 * 64 + 64 + 4 * 64u));
    EXPECT_GT(info.packedBytes, 2u * 64 * (4 * 64 + 2 * 96)); // more than a byte per weight
}

TEST(ModelLoad, fingerprintsTellModelsApart)
{
    const auto fingerprint = [](TinyModel tiny) {
        const auto bytes = tiny.bytes();
        return opened(bytes)->info().fingerprint;
    };
    const std::string first = fingerprint(TinyModel());
    EXPECT_EQ(first, fingerprint(TinyModel()));
    EXPECT_NE(first, fingerprint(TinyModel({.seed = 2})));
    EXPECT_NE(first, fingerprint(TinyModel({.heads = 8})));
    EXPECT_NE(first, fingerprint(TinyModel({.epsilon = 1e-12})));
    TinyModel otherTokens;
    otherTokens.wordPrefix = "v";
    EXPECT_NE(first, fingerprint(otherTokens));
}

TEST(ModelLoad, opensBytesAtAnOddAddress)
{
    const TinyModel tiny({.type = TensorType::F16});
    const auto bytes = tiny.bytes();
    std::vector<std::byte> shifted(bytes.size() + 1);
    std::memcpy(shifted.data() + 1, bytes.data(), bytes.size());
    const auto model = Model::openBytes(std::span(shifted).subspan(1), "odd.gguf");
    EXPECT_TRUE(model);
}

TEST(ModelLoad, saysThatAFileIsNotThere)
{
    const auto model = Model::open("no/such/model.gguf");
    ASSERT_FALSE(model);
    EXPECT_THAT(model.error().sentence, HasSubstr("model.gguf"));
}

}
}
