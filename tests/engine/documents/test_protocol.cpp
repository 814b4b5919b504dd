#include "engine/documents/protocol.h"

#include "engine/base/utf8.h"

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

using namespace embedscope;
using namespace embedscope::protocol;

namespace {

Document sample()
{
    Document document{"pdf", "A title", 3, {}, {"One page is missing."}};
    document.blocks.push_back({"First", 2, {Position::Kind::Page, 1, {}}});
    document.blocks.push_back({"Zw\u00F6lf", 0, {Position::Kind::Sheet, 2, "Budget"}});
    document.blocks.push_back({"", 0, {}});
    document.blocks.push_back({"Another file", 0, {Position::Kind::Member, 0, "a.txt"}, true});
    return document;
}

}

TEST(Protocol, bringsADocumentAcross)
{
    const Document sent = sample();
    const auto received = decodeResult(FrameType::Document, encodeResult(sent));
    ASSERT_TRUE(received);
    const Document& document = std::get<Document>(*received);
    EXPECT_EQ(document.kind, sent.kind);
    EXPECT_EQ(document.title, sent.title);
    EXPECT_EQ(document.pages, sent.pages);
    EXPECT_EQ(document.remarks, sent.remarks);
    ASSERT_EQ(document.blocks.size(), sent.blocks.size());
    for (std::size_t i = 0; i < sent.blocks.size(); ++i) {
        EXPECT_EQ(document.blocks[i].text, sent.blocks[i].text);
        EXPECT_EQ(document.blocks[i].headingLevel, sent.blocks[i].headingLevel);
        EXPECT_EQ(document.blocks[i].position, sent.blocks[i].position);
        EXPECT_EQ(document.blocks[i].startsPart, sent.blocks[i].startsPart);
    }
}

TEST(Protocol, bringsARefusalAcross)
{
    const auto received = decodeResult(FrameType::Refusal,
                                       encodeResult(Refusal{RefusalReason::TooDeep, "a.html is too deep."}));
    ASSERT_TRUE(received);
    EXPECT_EQ(std::get<Refusal>(*received).reason, RefusalReason::TooDeep);
    EXPECT_EQ(std::get<Refusal>(*received).sentence, "a.html is too deep.");
}

TEST(Protocol, bringsARequestAcross)
{
    const auto with = decodeRequest(encodeRequest({"a b.pdf", "opensesame"}));
    ASSERT_TRUE(with);
    EXPECT_EQ(with->name, "a b.pdf");
    EXPECT_EQ(with->password, "opensesame");
    EXPECT_FALSE(decodeRequest(encodeRequest({"a.pdf", std::nullopt}))->password);
}

TEST(Protocol, refusesADocumentThatIsCutAnywhere)
{
    const std::string payload = encodeResult(sample());
    for (std::size_t size = 0; size < payload.size(); ++size)
        EXPECT_FALSE(decodeResult(FrameType::Document, std::string_view(payload).substr(0, size))) << size;
    EXPECT_FALSE(decodeResult(FrameType::Document, payload + "x"));
}

TEST(Protocol, refusesHeadersThatAreNotOurs)
{
    auto header = encodeHeader({FrameType::Document, 17});
    EXPECT_EQ(decodeHeader(header)->payloadBytes, 17u);
    header[4] = 9;
    EXPECT_FALSE(decodeHeader(header));
    header = encodeHeader({FrameType::Document, 17});
    header[0] = 'X';
    EXPECT_FALSE(decodeHeader(header));
}

RC_GTEST_PROP(ProtocolProperty, anyBytesGiveNothingOrValidText, ())
{
    std::string payload = encodeResult(sample());
    const auto changes = *rc::gen::inRange(1, 6);
    for (int i = 0; i < changes; ++i)
        payload[*rc::gen::inRange<std::size_t>(0, payload.size())] = *rc::gen::arbitrary<char>();
    const auto received = decodeResult(FrameType::Document, payload);
    if (!received)
        return;
    for (const Block& block : std::get<Document>(*received).blocks) {
        RC_ASSERT(isValidUtf8(block.text));
        RC_ASSERT(block.headingLevel >= 0 && block.headingLevel <= 6);
        RC_ASSERT(block.position.number >= 0);
    }
}
