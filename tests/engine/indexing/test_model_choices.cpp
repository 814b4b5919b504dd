// Prompts, titles and dimensions of the vectors of a library: they are never mixed, and remembered.
#include "engine/indexing/model_memory.h"
#include "tests/engine/indexing/index_run.h"
#include "tests/engine/model/family_with_words.h"

#include <gmock/gmock.h>

using namespace embedscope;
using namespace embedscope::test;
using testing::HasSubstr;

namespace {

class ModelChoices : public testing::Test
{
protected:
    ModelChoices() { m_library = std::move(*Library::open(m_folder.path() / "library")); }

    static std::shared_ptr<const Model> changed(const PromptChoice& prompts, int dimensions = 0)
    {
        return *bundledModel()->with(prompts, dimensions);
    }
    /// How many texts went through the model.
    uint64_t index(const std::shared_ptr<const Model>& model, const std::filesystem::path& path)
    {
        IndexRun run(m_library, {}, EMBEDSCOPE_READER_PROGRAM, model);
        const auto progress = run.run({path});
        EXPECT_EQ(progress.problems, 0u);
        m_cut = progress.cutChunks;
        return run.embeddedTexts();
    }
    std::size_t vectorsOf(const std::shared_ptr<const Model>& model)
    {
        return m_library->chunkIds(identityOf(*model))->size();
    }
    std::filesystem::path write(const std::string& name, const std::string& text)
    {
        const auto path = m_folder.path() / name;
        std::ofstream(path) << text;
        return path;
    }

    TemporaryFolder m_folder;
    std::shared_ptr<Library> m_library;
    uint64_t m_cut = 0;
};

TEST_F(ModelChoices, changedPassagePromptMakesOtherVectors)
{
    const auto file = write("bees.md", "# Bees\n\nThe hive hums.\n\n# Bread\n\nFlour and water.\n");
    const auto plain = bundledModel(),
               prompted = changed({.task = {}, .question = {}, .passage = "passage: "}),
               shorter = changed({}, 64), asked = changed({.task = {}, .question = "query: ", .passage = {}});
    EXPECT_EQ(index(plain, file), 2u);
    EXPECT_EQ(index(asked, file), 0u); // questions are no part of it
    EXPECT_EQ(vectorsOf(prompted), 0u);
    EXPECT_EQ(index(prompted, file), 2u);
    EXPECT_EQ(vectorsOf(prompted), 2u);
    EXPECT_EQ(vectorsOf(plain), 2u); // they stay
    EXPECT_EQ(index(shorter, file), 2u);
}

TEST_F(ModelChoices, titleStandsBeforePassagesAndDividesThem)
{
    const auto titled = changed({.task = {}, .question = {}, .passage = "title: {title} | text: "});
    const std::string text = "The hive hums.\n";
    index(titled, write("a.md", "# Bees\n\n" + text));
    std::vector<float> stored;
    EXPECT_TRUE(
        m_library->eachVector(identityOf(*titled), 0, [&](int64_t, int64_t, std::span<const float> vector) {
            stored.assign(vector.begin(), vector.end());
            return true;
        }));
    const auto chunks = *m_library->chunks(m_library->documents()->front().id);
    ASSERT_EQ(chunks.size(), 1u);
    const Embedder alone(titled, {});
    EXPECT_EQ(stored, alone.embedNow(titled->idsOf(TextRole::Passage, chunks[0].text, nullptr, "Bees")));
    EXPECT_NE(stored, alone.embedNow(titled->idsOf(TextRole::Passage, chunks[0].text)));
    // The same bytes without the markdown's title: another vector.
    EXPECT_EQ(index(titled, write("a.txt", "# Bees\n\n" + text)), 1u);
    EXPECT_EQ(index(titled, write("b.md", "# Bees\n\n" + text)), 0u);
}

TEST_F(ModelChoices, passagesAreMadeToFitBesideThePrompt)
{
    const auto bytes = familyWithWords("nomic-bert", "nomic");
    auto opened = Model::openBytes(bytes, "nomic.gguf");
    ASSERT_TRUE(opened);
    std::string words;
    for (int i = 0; i < 300; ++i)
        words += "a e ";
    EXPECT_GT(index(*opened, write("long.txt", words)), 8u);
    EXPECT_EQ(m_cut, 0u);
}

TEST_F(ModelChoices, passageThatCannotFitIsCountedAndNamed)
{
    const auto bytes = familyWithWords("nomic-bert", "nomic", 0, Letters::Bytes);
    auto opened = Model::openBytes(bytes, "nomic.gguf");
    ASSERT_TRUE(opened) << opened.error().sentence;
    std::string prompt; // two tokens are left, and the character has four
    for (int i = 0; i < 31; ++i)
        prompt += "a ";
    const int around = (*opened)->info().contextLength - 2;
    while ((*opened)->tokenizer().encode(prompt).size() > static_cast<std::size_t>(around))
        prompt.resize(prompt.size() - 1);
    const auto crowded = (*opened)->with({.task = {}, .question = {}, .passage = prompt}, 0);
    ASSERT_TRUE(crowded) << crowded.error().sentence;
    ASSERT_EQ((*crowded)->roomFor(TextRole::Passage), 2);
    index(*crowded, write("smile.txt", "\U0001F600"));
    EXPECT_EQ(m_cut, 1u);
    EXPECT_THAT(m_library->documents()->front().remark,
                HasSubstr("1 of 1 passages (1) had more than the 64 tokens"));
}

TEST_F(ModelChoices, areRememberedByTheLibrary)
{
    const auto plain = bundledModel();
    const auto untouched = asLastUsed(*m_library, plain);
    EXPECT_EQ(*untouched, plain);
    EXPECT_EQ(*asVectorsAre(*m_library, plain), plain);
    const auto used = changed({.task = {}, .question = "", .passage = "passage: "}, 64);
    ASSERT_TRUE(rememberModel(*m_library, *used));
    const auto again = asLastUsed(*m_library, plain);
    ASSERT_TRUE(again);
    EXPECT_EQ((*again)->prompts().of(TextRole::Passage), "passage: ");
    EXPECT_EQ((*again)->prompts().source(TextRole::Question), "you"); // an empty one is a choice too
    EXPECT_EQ((*again)->info().dimensions, 64);
    EXPECT_EQ(identityOf(**again).fingerprint, identityOf(*used).fingerprint);
}

TEST_F(ModelChoices, askTheVectorsThatAreThere)
{
    const auto plain = bundledModel();
    const auto first = changed({.task = {}, .question = "Q: ", .passage = "P: "});
    ASSERT_TRUE(rememberModel(*m_library, *first));
    index(first, write("bees.txt", "The hive hums."));
    const auto second = changed({}, 32);
    ASSERT_TRUE(rememberModel(*m_library, *second)); // and nothing embedded with it yet
    const auto asks = asVectorsAre(*m_library, plain);
    ASSERT_TRUE(asks && *asks);
    EXPECT_EQ(identityOf(**asks).fingerprint, identityOf(*first).fingerprint);
    EXPECT_EQ((*asks)->prompts().of(TextRole::Question), "Q: ");
    EXPECT_EQ((*asLastUsed(*m_library, plain))->info().dimensions, 32);
    const auto bytes = familyWithWords("nomic-bert", "nomic");
    auto foreign = Model::openBytes(bytes, "nomic.gguf");
    ASSERT_TRUE(foreign);
    const auto none = asVectorsAre(*m_library, *foreign);
    ASSERT_TRUE(none);
    EXPECT_EQ(*none, nullptr);
}

}
