// Any text is a question; phrases, exclusions and endings mean what people expect.
#include "engine/library/word_query.h"
#include "tests/engine/library/library_files.h"

#include <cctype>
#include <fmt/format.h>
#include <rapidcheck.h>
#include <set>

using namespace embedscope;
using namespace embedscope::test;

namespace {

class WordQuery : public testing::Test
{
protected:
    WordQuery()
    {
        DocumentToStore document = madeUpDocument("/garden", 6);
        const char* const texts[] = {"The old bell hangs in the church tower.",
                                     "A bell rings; the tower shakes.",
                                     "Café au lait, naïve Zürich",
                                     "NOT AND OR NEAR are words too",
                                     "bellows and bellflowers",
                                     "C++ and e-mail cost 3.50"};
        for (std::size_t i = 0; i < 6; ++i)
            document.chunks[i].text = texts[i];
        store(*m_library, document);
    }
    // Which of the six passages are found.
    std::set<int> found(const std::string& question, int limit = 100) const
    {
        const auto hits = m_library->searchWords(question, limit);
        EXPECT_TRUE(hits) << question << ": " << (hits ? "" : hits.error().sentence);
        std::set<int> passages;
        for (std::size_t i = 0; hits && i < hits->size(); ++i) {
            const auto row = m_library->chunksById(std::array{(*hits)[i].first});
            passages.insert(row->front().ordinal);
            EXPECT_TRUE(i == 0 || (*hits)[i - 1].second >= (*hits)[i].second) << "best first";
        }
        return passages;
    }

    TemporaryFolder m_folder;
    std::unique_ptr<Library> m_library = openLibrary(m_folder.path() / "library");
};

using Passages = std::set<int>;

TEST_F(WordQuery, wordsAreAlternatives)
{
    EXPECT_EQ(found("bell"), (Passages{0, 1}));
    EXPECT_EQ(found("church shakes"), (Passages{0, 1}));
    EXPECT_EQ(found("BELL church").count(0), 1u);
    EXPECT_EQ(found("nowhere"), Passages{});
}

TEST_F(WordQuery, moreOfTheWordsComeFirst)
{
    const auto hits = m_library->searchWords("bell church old", 10);
    ASSERT_GE(hits->size(), 2u);
    EXPECT_EQ(m_library->chunksById(std::array{hits->front().first})->front().ordinal, 0);
}

TEST_F(WordQuery, quotedPhrasesMustOccur)
{
    EXPECT_EQ(found("\"church tower\""), (Passages{0}));
    EXPECT_EQ(found("\"tower church\""), Passages{});
    EXPECT_EQ(found("\"the tower\" rings"), (Passages{1}));
    EXPECT_EQ(found("\"church tower\" \"rings\""), Passages{});
    EXPECT_EQ(found("\"church tower"), (Passages{0})) << "the end closes a quotation";
}

TEST_F(WordQuery, minusExcludes)
{
    EXPECT_EQ(found("bell -church"), (Passages{1}));
    EXPECT_EQ(found("bell -\"church tower\""), (Passages{1}));
    EXPECT_EQ(found("-bell"), Passages{}) << "nothing to look for";
    EXPECT_EQ(found("bell - church"), (Passages{0, 1})) << "a dash between blanks is no minus";
}

TEST_F(WordQuery, aStarStandsForAnyEnding)
{
    EXPECT_EQ(found("bell*"), (Passages{0, 1, 4}));
    EXPECT_EQ(found("bellf**"), (Passages{4}));
    EXPECT_EQ(found("*"), Passages{});
}

TEST_F(WordQuery, accentsAndCaseDoNotMatter)
{
    EXPECT_EQ(found("cafe"), (Passages{2}));
    EXPECT_EQ(found("ZURICH"), (Passages{2}));
    EXPECT_EQ(found("naïve"), (Passages{2}));
}

TEST_F(WordQuery, operatorsOfTheIndexAreWords)
{
    EXPECT_EQ(found("NOT"), (Passages{3}));
    EXPECT_EQ(found("NEAR"), (Passages{3}));
    for (const char* odd : {"NOT NOT",   "AND",
                            "OR OR",     "NEAR(bell tower, 5)",
                            "text:bell", "{text}: bell",
                            "^bell",     "bell)",
                            "((bell",    "bell\"",
                            "\"\"\"",    "''",
                            "bell;--",   "%",
                            "\\",        "+bell",
                            "bell AND",  "- - -",
                            "-",         "\"",
                            "*bell",     "C++",
                            "e-mail",    "3.50",
                            ":",         "heading : x",
                            "\xFF\xFE",  "bell\x01tower"})
        found(odd);
    EXPECT_EQ(found("text:bell").count(3), 0u);
    EXPECT_EQ(found("e-mail"), (Passages{5}));
}

TEST_F(WordQuery, emptyQuestionsFindNothing)
{
    EXPECT_EQ(found(""), Passages{});
    EXPECT_EQ(found("  \t\n "), Passages{});
    EXPECT_EQ(found("bell", 0), Passages{});
    EXPECT_EQ(found("bell", -3), Passages{});
    EXPECT_EQ(found(std::string(5, '\0')), Passages{});
}

TEST_F(WordQuery, limitsAreKept)
{
    EXPECT_EQ(found("bell", 1).size(), 1u);
}

TEST_F(WordQuery, aPageOfTextIsAQuestionToo)
{
    std::string page = "bell";
    for (int i = 0; page.size() < 10'000; ++i)
        page += fmt::format(" filler{}", i);
    EXPECT_EQ(found(page), (Passages{0, 1}));
    EXPECT_EQ(found(std::string(10'000, 'x')), Passages{});
    EXPECT_EQ(found(std::string(10'000, '"')), Passages{});
    EXPECT_EQ(found(std::string(10'000, '(')), Passages{});
}

TEST_F(WordQuery, noTextIsRefused)
{
    EXPECT_TRUE(rc::check([this] {
        const auto pieces = *rc::gen::container<std::vector<std::string>>(rc::gen::element<std::string>(
            "bell", "tower", "\"", "-", "*", "(", ")", " ", "  ", "AND", "OR", "NOT", "NEAR", ":", "^", "+",
            "{", "}", "'", ",", "\\", "é", "\xFF", "\x01", ".", "text", "\t", "中"));
        std::string question;
        for (const std::string& piece : pieces)
            question += piece;
        const auto hits = m_library->searchWords(question, 10);
        if (!hits)
            RC_FAIL(hits.error().sentence);
    }));
    EXPECT_TRUE(
        rc::check([this](const std::string& bytes) { RC_ASSERT(m_library->searchWords(bytes, 10)); }));
}

TEST_F(WordQuery, aWordFindsExactlyThePassagesThatHaveIt)
{
    const auto chunks = m_library->chunks(m_library->documents()->front().id);
    for (const std::string word : {"bell", "tower", "the", "and", "words", "old", "lait"}) {
        Passages expected;
        for (const ChunkRow& chunk : *chunks) {
            std::string text = " " + chunk.text + " ";
            for (char& c : text) {
                const auto byte = static_cast<unsigned char>(c);
                c = byte < 0x80 && !std::isalnum(byte) ? ' ' : static_cast<char>(std::tolower(byte));
            }
            if (text.find(" " + word + " ") != std::string::npos)
                expected.insert(chunk.ordinal);
        }
        EXPECT_FALSE(expected.empty()) << word;
        EXPECT_EQ(found(word), expected) << word;
    }
}

}
