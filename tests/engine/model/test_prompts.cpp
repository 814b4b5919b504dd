// Which prompts a model gets, by family and name, and what becomes of a text.
#include "engine/gguf/gguf_writer.h"
#include "engine/model/prompts.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace embedscope {
namespace {

using testing::AllOf;
using testing::HasSubstr;

Result<Prompts> promptsOf(const std::string& architecture, const std::string& name,
                          const PromptChoice& choice = {}, const std::string& file = "model.gguf")
{
    GgufWriter writer;
    writer.set("general.architecture", architecture.c_str());
    writer.set("general.name", name.c_str());
    const auto bytes = writer.toBytes();
    const auto opened = GgufFile::fromBytes(*bytes, file);
    if (!opened)
        return opened.error();
    return Prompts::choose(*opened, *findFamily(architecture), choice);
}

std::string question(const std::string& architecture, const std::string& name)
{
    const auto prompts = promptsOf(architecture, name);
    return prompts ? prompts->apply(TextRole::Question, "x") : prompts.error().sentence;
}

std::string passage(const std::string& architecture, const std::string& name)
{
    const auto prompts = promptsOf(architecture, name);
    return prompts ? prompts->apply(TextRole::Passage, "x") : prompts.error().sentence;
}

TEST(Prompts, followFamilyAndName)
{
    EXPECT_EQ(question("gemma-embedding", "anything"), "task: search result | query: x");
    EXPECT_EQ(passage("gemma-embedding", "anything"), "title: none | text: x");
    EXPECT_EQ(question("nomic-bert", "nomic-embed-text-v1.5"), "search_query: x");
    EXPECT_EQ(passage("nomic-bert-moe", "nomic"), "search_document: x");
    EXPECT_EQ(question("bert", "E5 Base V2"), "query: x");
    EXPECT_EQ(passage("bert", "multilingual-e5-small"), "passage: x");
    EXPECT_EQ(question("bert", "Bge Small En V1.5"),
              "Represent this sentence for searching relevant passages: x");
    EXPECT_EQ(passage("bert", "bge-small-en-v1.5"), "x");
    EXPECT_EQ(question("bert", "bge-m3"), "x");
    EXPECT_EQ(
        question("qwen3", "Qwen3 Embedding 0.6B"),
        "Instruct: Given a web search query, retrieve relevant passages that answer the query\nQuery:x");
    EXPECT_EQ(passage("qwen3", "Qwen3-Embedding-0.6B"), "x");
    EXPECT_THAT(question("llama", "e5-mistral-7b-instruct"), HasSubstr("\nQuery: x"));
    EXPECT_EQ(question("jina-bert-v3", "jina"), "Represent the query for retrieving evidence documents: x");
    EXPECT_EQ(question("bert", "all-MiniLM-L6-v2"), "x");
    EXPECT_EQ(question("bert", "space5-model"), "x"); // no e5
    EXPECT_EQ(question("modern-bert", "modernbert-embed-base"), "search_query: x");
}

TEST(Prompts, areFoundByTheNameOfTheFile)
{
    const auto prompts = promptsOf("bert", "model", {}, "/models/e5-small-v2.Q8_0.gguf");
    ASSERT_TRUE(prompts);
    EXPECT_EQ(prompts->set(), "E5");
    EXPECT_EQ(prompts->source(), "name of the model");
}

TEST(Prompts, haveTheEightTasksOfEmbeddingGemma)
{
    const auto prompts = promptsOf("gemma-embedding", "embeddinggemma-300m");
    ASSERT_TRUE(prompts);
    EXPECT_EQ(prompts->tasks().size(), 8u);
    EXPECT_EQ(*prompts->promptOf("fact checking"), "task: fact checking | query: ");
    EXPECT_EQ(*prompts->promptOf("code retrieval"), "task: code retrieval | query: ");
    EXPECT_EQ(*prompts->promptOf("sort letters"), "task: sort letters | query: "); // in one's own words
    EXPECT_EQ(Prompts::withTitle(*prompts->promptOf("document"), "Bells"), "title: Bells | text: ");
    EXPECT_EQ(prompts->apply(TextRole::Passage, "x", "Bells"), "title: Bells | text: x");
}

TEST(Prompts, ofATaskThatComparesLikeWithLikeStandBeforeBoth)
{
    const auto clustering = promptsOf("nomic-bert", "nomic", {.task = "clustering"});
    ASSERT_TRUE(clustering);
    EXPECT_EQ(clustering->apply(TextRole::Question, "x"), "clustering: x");
    EXPECT_EQ(clustering->apply(TextRole::Passage, "x"), "clustering: x");
    EXPECT_EQ(clustering->source(), "you");
    const auto answering = promptsOf("gemma-embedding", "g", {.task = "question answering"});
    ASSERT_TRUE(answering);
    EXPECT_EQ(answering->apply(TextRole::Question, "x"), "task: question answering | query: x");
    EXPECT_EQ(answering->apply(TextRole::Passage, "x"), "title: none | text: x");
}

TEST(Prompts, canBeWrittenByTheUser)
{
    const auto prompts = promptsOf("bert", "all-MiniLM", {.question = "Q: ", .passage = "P: "});
    ASSERT_TRUE(prompts);
    EXPECT_EQ(prompts->apply(TextRole::Question, "x"), "Q: x");
    EXPECT_EQ(prompts->apply(TextRole::Passage, "x"), "P: x");
    EXPECT_EQ(prompts->source(), "you");
}

TEST(Prompts, belongToTheIdentityOfAVector)
{
    EXPECT_EQ(promptsOf("bert", "all-MiniLM")->identity(), "");
    EXPECT_EQ(promptsOf("bert", "bge-base-en")->identity(), ""); // passages go in as they are
    const auto search = promptsOf("nomic-bert", "nomic"),
               other = promptsOf("nomic-bert", "nomic", {.task = "clustering"});
    EXPECT_NE(search->identity(), other->identity());
    EXPECT_NE(search->identity(), "");
    // With titles in it the same prompt gives other vectors than an earlier version, which wrote "none" everywhere.
    EXPECT_EQ(promptsOf("gemma-embedding", "g")->identity(), "titled prompt=title: {title} | text: ");
}

TEST(Prompts, refuseATaskThatTheModelHasNot)
{
    EXPECT_THAT(promptsOf("bert", "all-MiniLM", {.task = "query"}).error().sentence,
                AllOf(HasSubstr("model.gguf"), HasSubstr("no tasks")));
    EXPECT_THAT(promptsOf("nomic-bert", "nomic", {.task = "poetry"}).error().sentence,
                AllOf(HasSubstr("poetry"), HasSubstr("classification"), HasSubstr("clustering")));
}

}
}
