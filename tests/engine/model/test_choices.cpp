// Prompts and dimensions chosen for an open model: what changes, what stays, what is refused.
#include "engine/model/forward.h"
#include "engine/model/vector_sizes.h"
#include "tests/engine/model/family_with_words.h"

#include <cmath>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace embedscope {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;

class Choices : public testing::Test
{
protected:
    std::shared_ptr<const Model> open(const std::string& family, const std::string& name,
                                      uint32_t context = 0)
    {
        m_bytes = test::familyWithWords(family, name, context);
        auto model = Model::openBytes(m_bytes, "model.gguf");
        EXPECT_TRUE(model) << model.error().sentence;
        return model ? *model : nullptr;
    }
    static std::vector<float> vectorOf(const Model& model, TextRole role, std::string_view text,
                                       std::string_view title = {})
    {
        const auto ids = model.idsOf(role, text, nullptr, title);
        const int length = static_cast<int>(ids.size());
        Workspace workspace(model);
        SerialRows serial;
        const auto vector = forward(model, {ids, std::span(&length, 1)}, workspace, serial);
        return {vector.begin(), vector.end()};
    }
    std::vector<std::byte> m_bytes;
};

TEST_F(Choices, shareTheNetwork)
{
    const auto model = open("gemma-embedding", "gemma");
    ASSERT_TRUE(model);
    const auto other = model->with({.task = "clustering"}, 0);
    ASSERT_TRUE(other) << other.error().sentence;
    EXPECT_EQ(&(*other)->weights(), &model->weights());
    EXPECT_EQ((*other)->info().fingerprint, model->info().fingerprint);
    EXPECT_EQ((*other)->prompts().of(TextRole::Question), "task: clustering | query: ");
    EXPECT_EQ(model->prompts().of(TextRole::Question), "task: search result | query: ");
    EXPECT_NE(vectorOf(**other, TextRole::Question, "tea"), vectorOf(*model, TextRole::Question, "tea"));
    const auto facts = (*other)->info().facts;
    const auto shown = std::ranges::find(facts, "before a question", &ModelFact::name);
    ASSERT_NE(shown, facts.end());
    EXPECT_THAT(shown->value, HasSubstr("clustering"));
    EXPECT_EQ(shown->source, "you");
}

TEST_F(Choices, giveTheFirstNumbersNormedAnew)
{
    const auto model = open("gemma-embedding", "gemma");
    const auto shorter = model->with({}, 16);
    ASSERT_TRUE(shorter);
    EXPECT_EQ((*shorter)->info().dimensions, 16);
    const auto whole = vectorOf(*model, TextRole::Passage, "tea"),
               part = vectorOf(**shorter, TextRole::Passage, "tea");
    ASSERT_EQ(part.size(), 16u);
    double squares = 0, wholeSquares = 0;
    for (std::size_t i = 0; i < part.size(); ++i) {
        squares += part[i] * part[i];
        wholeSquares += whole[i] * whole[i];
    }
    EXPECT_NEAR(squares, 1, 1e-5);
    for (std::size_t i = 0; i < part.size(); ++i)
        EXPECT_NEAR(part[i], whole[i] / std::sqrt(wholeSquares), 1e-5);
    EXPECT_FALSE(model->with({}, model->info().dimensions + 1));
}

TEST_F(Choices, knowWhereEachPromptComesFrom)
{
    const auto model = open("nomic-bert", "nomic");
    const auto other = model->with({.task = {}, .question = "Q: ", .passage = {}}, 0);
    ASSERT_TRUE(other);
    EXPECT_EQ((*other)->prompts().source(TextRole::Question), "you");
    EXPECT_EQ((*other)->prompts().source(TextRole::Passage), "rule of the nomic-bert family");
    EXPECT_EQ((*other)->prompts().ofRule(TextRole::Question), "search_query: ");
    EXPECT_EQ((*other)->prompts().identity(), model->prompts().identity()); // costs nothing
}

TEST_F(Choices, putTheTitleOfADocumentBeforeItsPassages)
{
    const auto model = open("gemma-embedding", "gemma");
    const auto untitled = vectorOf(*model, TextRole::Passage, "tea");
    EXPECT_NE(vectorOf(*model, TextRole::Passage, "tea", "the moon"), untitled);
    EXPECT_EQ(vectorOf(*model, TextRole::Passage, "tea", ""), untitled);
    EXPECT_EQ(vectorOf(*model, TextRole::Passage, "tea", "none"), untitled);
    EXPECT_EQ(model->titleThatFits("  the\n moon  "), "the moon");
    const std::string longTitle = model->titleThatFits(std::string(400, 'a'));
    EXPECT_GT(longTitle.size(), 0u);
    EXPECT_LE(model->tokenizer().countTokens(longTitle), 16u); // a quarter of 64
    EXPECT_TRUE(model->prompts().takesTitle(TextRole::Passage));
    const auto plain = model->with({.task = {}, .question = {}, .passage = "P: "}, 0);
    EXPECT_EQ((*plain)->titleThatFits("the moon"), "");
}

TEST_F(Choices, leaveRoomForATextOrAreRefused)
{
    const auto model = open("nomic-bert", "nomic");
    const int room = model->roomFor(TextRole::Passage);
    std::size_t cut = 0;
    const auto ids = model->idsOf(TextRole::Passage, std::string(static_cast<std::size_t>(room), 'a'), &cut);
    EXPECT_EQ(cut, 0u);
    EXPECT_EQ(ids.size(), 64u);
    const auto crowded = model->with({.task = {}, .question = {}, .passage = std::string(80, 'a')}, 0);
    ASSERT_FALSE(crowded);
    EXPECT_THAT(crowded.error().sentence, HasSubstr("before passages takes"));
    EXPECT_THAT(model->with({.task = "poetry"}, 0).error().sentence, HasSubstr("poetry"));
}

VectorSizes sizesOf(const char* architecture, const char* name, int whole)
{
    GgufWriter writer;
    writer.set("general.architecture", architecture);
    writer.set("general.name", name);
    const auto bytes = writer.toBytes();
    const auto file = GgufFile::fromBytes(*bytes, "model.gguf");
    return vectorSizes(*file, *findFamily(architecture), whole);
}

TEST(VectorSizes, areThoseThatTheModelWasTrainedFor)
{
    EXPECT_THAT(sizesOf("gemma-embedding", "x", 768).sizes, ElementsAre(768, 512, 256, 128));
    EXPECT_THAT(sizesOf("nomic-bert", "nomic-embed-text-v1.5", 768).sizes,
                ElementsAre(768, 512, 256, 128, 64));
    EXPECT_THAT(sizesOf("nomic-bert", "nomic-embed-text-v1", 768).sizes, ElementsAre(768));
    EXPECT_THAT(sizesOf("nomic-bert-moe", "nomic-embed-text-v2-moe", 768).sizes, ElementsAre(768, 256));
    EXPECT_THAT(sizesOf("qwen3", "Qwen3 Embedding 0.6B", 1024).sizes,
                ElementsAre(1024, 512, 256, 128, 64, 32));
    EXPECT_THAT(sizesOf("bert", "all-MiniLM-L6-v2", 384).sizes, ElementsAre(384));
    EXPECT_EQ(sizesOf("bert", "all-MiniLM-L6-v2", 384).source, "");
    EXPECT_EQ(sizesOf("gemma-embedding", "x", 768).source, "rule of the gemma-embedding family");
    EXPECT_EQ(sizesOf("bert", "mxbai-embed-large-v1", 1024).source, "name of the model");
}

}
}
