#include "engine/documents/chunker.h"

#include "engine/base/utf8.h"

#include <algorithm>
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

using namespace embedscope;
using testing::ElementsAre;
using testing::HasSubstr;

namespace {

bool isBlank(char c)
{
    return c == ' ' || (c >= '\t' && c <= '\r');
}

// Like WordPiece with a vocabulary of pieces of up to four bytes: a word of ten letters is three tokens, and
// a piece of a word alone can have more tokens than inside it.
void piecesOfFour(std::string_view text, std::vector<uint32_t>& ends)
{
    for (std::size_t at = 0; at < text.size();) {
        if (isBlank(text[at])) {
            ++at;
            continue;
        }
        std::size_t wordEnd = at;
        while (wordEnd < text.size() && !isBlank(text[wordEnd]))
            ++wordEnd;
        while (at < wordEnd) {
            std::size_t end = at;
            do
                end += decodeUtf8(text, end).length;
            while (end < wordEnd && end - at < 4);
            at = end;
            ends.push_back(static_cast<uint32_t>(at));
        }
    }
}

// Byte-level: every byte a token, also blanks; ends fall inside characters.
void bytes(std::string_view text, std::vector<uint32_t>& ends)
{
    for (std::size_t i = 0; i < text.size(); ++i)
        ends.push_back(static_cast<uint32_t>(i + 1));
}

// A word of any length is one token.
void words(std::string_view text, std::vector<uint32_t>& ends)
{
    for (std::size_t i = 0; i < text.size(); ++i) {
        if (!isBlank(text[i]) && (i + 1 == text.size() || isBlank(text[i + 1])))
            ends.push_back(static_cast<uint32_t>(i + 1));
    }
}

int countOf(const TokenEnds& tokenEnds, const std::string& text)
{
    std::vector<uint32_t> ends;
    tokenEnds(text, ends);
    return static_cast<int>(ends.size());
}

Document documentOf(std::vector<Block> blocks)
{
    Document document;
    document.kind = "text";
    document.blocks = std::move(blocks);
    return document;
}

std::vector<std::string> textsOf(const std::vector<Chunk>& chunks)
{
    std::vector<std::string> texts;
    for (const Chunk& chunk : chunks)
        texts.push_back(chunk.text);
    return texts;
}

void requireSound(const Document& document, const std::vector<Chunk>& chunks, const ChunkOptions& options,
                  const TokenEnds& tokenEnds)
{
    const std::string text = documentText(document);
    uint64_t covered = 0;
    uint64_t lastBegin = 0;
    for (std::size_t i = 0; i < chunks.size(); ++i) {
        const Chunk& chunk = chunks[i];
        RC_ASSERT(chunk.begin < chunk.end && chunk.end <= text.size());
        RC_ASSERT(chunk.text == text.substr(chunk.begin, chunk.end - chunk.begin));
        RC_ASSERT(isValidUtf8(chunk.text));
        RC_ASSERT(!isBlank(chunk.text.front()) && !isBlank(chunk.text.back()));
        RC_ASSERT(i == 0 || chunk.begin > lastBegin);
        RC_ASSERT(chunk.end > covered);
        RC_ASSERT(chunk.tokens == countOf(tokenEnds, chunk.text));
        const bool oneCharacter = decodeUtf8(chunk.text, 0).length == chunk.text.size();
        RC_ASSERT(chunk.tokens <= options.chunkTokens || oneCharacter);
        for (uint64_t at = covered; at < chunk.begin; ++at)
            RC_ASSERT(isBlank(text[at]));
        lastBegin = chunk.begin;
        covered = chunk.end;
    }
    for (uint64_t at = covered; at < text.size(); ++at)
        RC_ASSERT(isBlank(text[at]));
}

rc::Gen<std::string> anyText()
{
    const auto word = rc::gen::element<std::string>(
        "a", "the", "bell", "counterrevolutionary", "metallurgists", "Mr.", "3.5", "end.", "Who?",
        "\u8A9E\u8A9E\u8A9E.", "\u00E9t\u00E9", "\U0001F9C7", "\u200B", "x\u0301", "\n", "\n\n", "  ", "\t",
        "- item", "\u0421\u043B\u043E\u0432\u043E.",
        "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa");
    return rc::gen::map(rc::gen::container<std::vector<std::string>>(word),
                        [](const std::vector<std::string>& parts) {
                            std::string text;
                            for (const std::string& part : parts)
                                text += part + (part.back() == '\n' ? "" : " ");
                            return text;
                        });
}

Document anyDocument()
{
    Document document;
    const auto texts = *rc::gen::container<std::vector<std::string>>(anyText());
    for (const std::string& text : texts)
        document.blocks.push_back({text, *rc::gen::element(0, 0, 0, 1, 2, 3), {}});
    return document;
}

}

RC_GTEST_PROP(ChunkerProperty, coversEverythingWithinTheBudget, ())
{
    const Document document = anyDocument();
    ChunkOptions options;
    options.chunkTokens = *rc::gen::inRange(1, 40);
    options.overlapTokens = *rc::gen::inRange(0, 40);
    for (const TokenEnds& tokenEnds : {TokenEnds(piecesOfFour), TokenEnds(bytes), TokenEnds(words)})
        requireSound(document, cutIntoChunks(document, options, tokenEnds), options, tokenEnds);
}

RC_GTEST_PROP(ChunkerProperty, doesNotReachOverAHeading, ())
{
    const Document document = anyDocument();
    ChunkOptions options;
    options.chunkTokens = 1000;
    const auto chunks = cutIntoChunks(document, options, piecesOfFour);
    uint64_t at = 0;
    for (std::size_t i = 0; i < document.blocks.size(); ++i) {
        const Block& block = document.blocks[i];
        const bool begins = block.headingLevel > 0
            && (i == 0 || document.blocks[i - 1].headingLevel == 0
                || document.blocks[i - 1].headingLevel >= block.headingLevel);
        for (const Chunk& chunk : chunks)
            RC_ASSERT(!(begins && chunk.begin < at && chunk.end > at));
        at += block.text.size() + kBlockSeparator.size();
    }
}

TEST(Chunker, keepsAShortDocumentWhole)
{
    const auto chunks = cutIntoChunks(documentOf({{"One.", 0, {}}, {"Two.", 0, {}}}), {}, words);
    ASSERT_EQ(chunks.size(), 1u);
    EXPECT_EQ(chunks[0].text, "One.\n\nTwo.");
    EXPECT_EQ(chunks[0].tokens, 2);
}

TEST(Chunker, givesNothingForNothing)
{
    EXPECT_TRUE(cutIntoChunks(documentOf({}), {}, words).empty());
    EXPECT_TRUE(cutIntoChunks(documentOf({{"", 0, {}}, {" \n", 0, {}}}), {}, words).empty());
}

TEST(Chunker, cutsAtParagraphsBeforeSentences)
{
    const auto chunks = cutIntoChunks(documentOf({{"a b c. d e f.", 0, {}}, {"g h i. j k l.", 0, {}}}),
                                      {.chunkTokens = 8, .overlapTokens = 0}, words);
    EXPECT_THAT(textsOf(chunks), ElementsAre("a b c. d e f.", "g h i. j k l."));
}

TEST(Chunker, cutsAtSentencesBeforeWords)
{
    const auto chunks =
        cutIntoChunks(documentOf({{"The bell rang twice. Nobody came to the door. It rained.", 0, {}}}),
                      {.chunkTokens = 7, .overlapTokens = 0}, words);
    EXPECT_THAT(textsOf(chunks), ElementsAre("The bell rang twice.", "Nobody came to the door. It rained."));
}

TEST(Chunker, cutsAtWordsWhereASentenceIsTooLong)
{
    const auto chunks =
        cutIntoChunks(documentOf({{"one two three four five six seven eight nine ten", 0, {}}}),
                      {.chunkTokens = 4, .overlapTokens = 0}, words);
    EXPECT_THAT(textsOf(chunks), ElementsAre("one two three four", "five six seven eight", "nine ten"));
}

TEST(Chunker, cutsInsideAWordOnlyAtTokenEnds)
{
    const auto chunks = cutIntoChunks(documentOf({{"abcdefghijklmnopqrstuvwx", 0, {}}}),
                                      {.chunkTokens = 2, .overlapTokens = 1}, piecesOfFour);
    EXPECT_THAT(textsOf(chunks), ElementsAre("abcdefgh", "ijklmnop", "qrstuvwx"));
}

TEST(Chunker, repeatsTheLastSentenceWhenItFitsTheOverlap)
{
    const auto chunks =
        cutIntoChunks(documentOf({{"One two three four. Five six. Seven eight nine ten. Eleven.", 0, {}}}),
                      {.chunkTokens = 6, .overlapTokens = 3}, words);
    ASSERT_GE(chunks.size(), 2u);
    EXPECT_EQ(chunks[0].text, "One two three four. Five six.");
    EXPECT_THAT(chunks[1].text, testing::StartsWith("Five six. Seven"));
}

TEST(Chunker, sharesAShortRestBetweenTheLastTwo)
{
    std::string text;
    for (int i = 0; i < 22; ++i)
        text += "word ";
    const auto chunks =
        cutIntoChunks(documentOf({{text, 0, {}}}), {.chunkTokens = 20, .overlapTokens = 0}, words);
    ASSERT_EQ(chunks.size(), 2u);
    EXPECT_GE(chunks[1].tokens, 8);
}

TEST(Chunker, namesTheHeadingsAbove)
{
    const auto chunks = cutIntoChunks(documentOf({{"Book", 1, {}},
                                                  {"Part\none", 2, {}},
                                                  {"First text.", 0, {}},
                                                  {"Part two", 2, {}},
                                                  {"Second text.", 0, {}},
                                                  {"Another book", 1, {}},
                                                  {"Third text.", 0, {}}}),
                                      {}, words);
    ASSERT_EQ(chunks.size(), 3u);
    EXPECT_EQ(chunks[0].heading, "Book > Part one");
    EXPECT_EQ(chunks[0].text, "Book\n\nPart\none\n\nFirst text.");
    EXPECT_EQ(chunks[1].heading, "Book > Part two");
    EXPECT_EQ(chunks[2].heading, "Another book");
}

TEST(Chunker, doesNotCopyAHugeHeadingIntoEveryPassage)
{
    std::string heading;
    for (int i = 0; i < 100'000; ++i)
        heading += "\u8A9E";
    const auto chunks = cutIntoChunks(documentOf({{heading, 1, {}}, {"Text.", 0, {}}}), {}, piecesOfFour);
    for (const Chunk& chunk : chunks) {
        EXPECT_LT(chunk.heading.size(), 200u);
        EXPECT_TRUE(isValidUtf8(chunk.heading));
    }
}

TEST(Chunker, givesThePositionOfTheBlockInWhichAPassageBegins)
{
    const Position two{Position::Kind::Page, 2, {}};
    const Position three{Position::Kind::Page, 3, {}};
    const auto chunks = cutIntoChunks(documentOf({{"a b c d e f.", 0, two}, {"g h i j k l.", 0, three}}),
                                      {.chunkTokens = 7, .overlapTokens = 0}, words);
    ASSERT_EQ(chunks.size(), 2u);
    EXPECT_EQ(chunks[0].position, two);
    EXPECT_EQ(chunks[1].position, three);
}

TEST(Chunker, doesNotReachOverTheEndOfAFileInsideAnArchive)
{
    Document document = documentOf({{"Title", 1, {}}, {"a b", 0, {}}, {"c d", 0, {}}});
    document.blocks[2].startsPart = true;
    const std::vector<Chunk> chunks = cutIntoChunks(document, {100, 10}, words);
    EXPECT_THAT(textsOf(chunks), ElementsAre("Title\n\na b", "c d"));
    EXPECT_EQ(chunks[1].heading, "") << "headings of one file are none of another";
}

TEST(Chunker, countsTheLinesInsideABlock)
{
    const Position line{Position::Kind::Line, 10, {}};
    const auto chunks = cutIntoChunks(documentOf({{"a b c.\nd e f.\ng h i.\nj k l.", 0, line}}),
                                      {.chunkTokens = 6, .overlapTokens = 0}, words);
    ASSERT_EQ(chunks.size(), 2u);
    EXPECT_EQ(chunks[0].position.number, 10);
    EXPECT_EQ(chunks[1].position.number, 12);
}

TEST(Chunker, keepsPassagesOfOneEndlessTokenSmall)
{
    const auto chunks = cutIntoChunks(documentOf({{std::string(2'000'000, 'x'), 0, {}}}), {}, words);
    ASSERT_GT(chunks.size(), 100u);
    std::size_t sum = 0;
    for (const Chunk& chunk : chunks)
        sum += chunk.text.size();
    EXPECT_EQ(sum, 2'000'000u);
}

TEST(Chunker, asksTheTokenizerForLittleMoreThanTheText)
{
    std::string text;
    for (int i = 0; i < 20'000; ++i)
        text += "The bell of the mill rang twice. ";
    std::size_t asked = 0;
    const auto counting = [&asked](std::string_view part, std::vector<uint32_t>& ends) {
        asked += part.size();
        words(part, ends);
    };
    cutIntoChunks(documentOf({{text, 0, {}}}), {}, counting);
    EXPECT_LT(asked, text.size() * 5 / 2);
}

TEST(Sentences, endWhereTheTextEnds)
{
    EXPECT_TRUE(sentenceEnds("").empty());
    EXPECT_THAT(sentenceEnds("One. Two"), ElementsAre(5u, 8u));
    EXPECT_THAT(sentenceEnds("no end"), ElementsAre(6u));
}

TEST(Sentences, doNotEndAtALineEndButAtAnEmptyLine)
{
    EXPECT_THAT(sentenceEnds("The bell\nrang twice."), ElementsAre(20u));
    EXPECT_EQ(sentenceEnds("A heading\n\nThe bell rang.").front(), 10u);
}

TEST(Sentences, areFoundInOtherScripts)
{
    const std::string text = "\u96EA\u3002\u6C34\u3002";
    EXPECT_THAT(sentenceEnds(text), ElementsAre(6u, 12u));
}
