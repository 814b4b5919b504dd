// The tables that vocabularies are looked up in: hashes over pieces, merges and tries, against plain
// searches.
#include "engine/tokens/piece_index.h"
#include "engine/tokens/piece_trie.h"
#include "tests/engine/tokens/any_text.h"

#include "engine/base/utf8.h"

#include <gtest/gtest.h>
#include <map>

namespace embedscope {
namespace {

std::vector<std::string_view> views(const std::vector<std::string>& strings)
{
    return {strings.begin(), strings.end()};
}

TEST(PieceIndex, ofNothingFindsNothing)
{
    EXPECT_EQ(PieceIndex().find(""), -1);
    EXPECT_EQ(PieceIndex().find("a"), -1);
    EXPECT_EQ(PieceIndex(PieceList(std::vector<std::string_view>{})).find(""), -1);
}

RC_GTEST_PROP(PieceIndex, findsTheLastOfEqualPieces, (const std::vector<std::string>& pieces))
{
    PieceIndex index{PieceList(views(pieces))};
    std::map<std::string, int32_t> truth;
    for (std::size_t i = 0; i < pieces.size(); ++i) {
        index.add(static_cast<int32_t>(i));
        truth[pieces[i]] = static_cast<int32_t>(i);
    }
    std::vector<std::string> asked = pieces;
    for (const std::string& other : *rc::gen::arbitrary<std::vector<std::string>>())
        asked.push_back(other);
    std::vector<int32_t> together(asked.size());
    const auto askedViews = views(asked);
    index.find(askedViews, together);
    for (std::size_t i = 0; i < asked.size(); ++i) {
        const auto found = truth.find(asked[i]);
        const int32_t id = found == truth.end() ? -1 : found->second;
        RC_ASSERT(index.find(asked[i]) == id);
        RC_ASSERT(together[i] == id);
    }
}

RC_GTEST_PROP(PieceTrie, madeAtOnceIsTheOneMadePieceByPiece, ())
{
    const auto texts = *rc::gen::container<std::vector<std::string>>(cleanText());
    std::vector<PieceTrie::Piece> pieces;
    PieceTrie slow;
    std::map<std::string, int32_t> truth;
    for (const std::string& text : texts) {
        pieces.push_back({text, static_cast<int32_t>(pieces.size())});
        PieceTrie::Node node = PieceTrie::kRoot;
        for (std::size_t at = 0; at < text.size(); at += decodeUtf8(text, at).length)
            node = slow.extend(node, decodeUtf8(text, at).value);
        slow.setId(node, pieces.back().id);
        truth[text] = pieces.back().id;
    }
    const PieceTrie fast = PieceTrie::ofCharacters(pieces);
    const auto idIn = [](const PieceTrie& trie, std::string_view text) {
        PieceTrie::Node node = PieceTrie::kRoot;
        for (std::size_t at = 0; at < text.size() && node != PieceTrie::kNone;
             at += decodeUtf8(text, at).length)
            node = trie.step(node, decodeUtf8(text, at).value);
        return node == PieceTrie::kNone ? -1 : trie.id(node);
    };
    std::vector<std::string> asked = texts;
    for (const std::string& text : texts)
        asked.push_back(text + "a");
    for (const std::string& text : asked) {
        const auto found = truth.find(text);
        const int32_t id = found == truth.end() ? -1 : found->second;
        RC_ASSERT(idIn(fast, text) == id);
        RC_ASSERT(idIn(slow, text) == id);
    }
}

}
}
