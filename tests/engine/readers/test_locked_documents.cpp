#include "engine/readers/compound_file.h"
#include "engine/readers/document_crypto.h"
#include "tests/engine/readers/reading.h"

#include <fstream>
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <sstream>

using namespace embedscope;
using namespace embedscope::test;
using testing::HasSubstr;

namespace {

std::string dataFile(const std::string& name)
{
    std::ifstream stream(EMBEDSCOPE_TEST_DATA "/documents/" + name, std::ios::binary);
    std::stringstream bytes;
    bytes << stream.rdbuf();
    return bytes.str();
}

ReadResult readLocked(const std::string& bytes, const std::optional<std::string>& password)
{
    ReadOptions options;
    options.name = "locked";
    options.password = password;
    return readDocument(bytes, options);
}

std::string hex(std::string_view bytes)
{
    std::string text;
    for (const char c : bytes) {
        text += "0123456789abcdef"[static_cast<unsigned char>(c) >> 4];
        text += "0123456789abcdef"[c & 15];
    }
    return text;
}

struct LockedFile
{
    const char* name;
    const char* phrase;
};

}

class LockedDocuments : public testing::TestWithParam<LockedFile>
{
};

TEST_P(LockedDocuments, openWithTheirPasswordOnly)
{
    const std::string bytes = dataFile(GetParam().name);
    ASSERT_FALSE(bytes.empty());
    const ReadResult opened = readLocked(bytes, "opensesame");
    ASSERT_TRUE(std::holds_alternative<Document>(opened)) << std::get<Refusal>(opened).sentence;
    EXPECT_THAT(documentText(std::get<Document>(opened)), HasSubstr(GetParam().phrase));
    for (const std::optional<std::string>& password :
         {std::optional<std::string>(), std::optional<std::string>(""),
          std::optional<std::string>("Opensesame")}) {
        const ReadResult locked = readLocked(bytes, password);
        ASSERT_TRUE(std::holds_alternative<Refusal>(locked));
        EXPECT_EQ(std::get<Refusal>(locked).reason, RefusalReason::Encrypted);
        EXPECT_THAT(std::get<Refusal>(locked).sentence,
                    HasSubstr(password ? "another password" : "a password"));
    }
}

TEST_P(LockedDocuments, endWellWhenTheyAreCutOrBroken)
{
    const std::string bytes = dataFile(GetParam().name);
    for (std::size_t i = 0; i < bytes.size(); i += bytes.size() / 24 + 1) { // each try hashes 100,000 times
        readLocked(bytes.substr(0, i), "opensesame");
        std::string broken = bytes;
        broken[i] = static_cast<char>(broken[i] ^ 0x55);
        readLocked(broken, std::nullopt);
    }
}

INSTANTIATE_TEST_SUITE_P(Kinds, LockedDocuments,
                         testing::Values(LockedFile{"password.docx", "100 buckets from the millpond"},
                                         LockedFile{"password-agile.docx", "Tomas Veil ran it barefoot"},
                                         LockedFile{"password.odt", "100 buckets from the millpond"}));

TEST(CompoundFile, survivesBrokenTablesAndLoops)
{
    const std::string whole = dataFile("password-agile.docx");
    ASSERT_TRUE(compoundStream(whole, u"EncryptionInfo"));
    EXPECT_FALSE(compoundStream(whole, u"Encryption"));
    for (std::size_t i = 0; i < whole.size(); i += 3) {
        compoundStream(whole.substr(0, i), u"EncryptionInfo");
        for (const char value : {'\0', '\x01', '\xFF'}) {
            std::string broken = whole;
            broken[i] = value;
            compoundStream(broken, u"EncryptionInfo");
            compoundStream(broken, u"EncryptedPackage");
        }
    }
}

// FIPS 180-4, FIPS 197 (appendix C.3), RFC 6070.
TEST(DocumentCrypto, agreesWithPublishedVectors)
{
    EXPECT_EQ(hex(crypto::hashOf(crypto::Hash::Sha1, "abc")), "a9993e364706816aba3e25717850c26c9cd0d89d");
    EXPECT_EQ(hex(crypto::hashOf(crypto::Hash::Sha256, "abc")).substr(0, 16), "ba7816bf8f01cfea");
    EXPECT_EQ(hex(crypto::hashOf(crypto::Hash::Sha384, "abc")).substr(0, 16), "cb00753f45a35e8b");
    EXPECT_EQ(hex(crypto::hashOf(crypto::Hash::Sha512, "abc")).substr(0, 16), "ddaf35a193617aba");
    std::string key;
    for (char i = 0; i < 32; ++i)
        key += i;
    const std::string block = "\x8e\xa2\xb7\xca\x51\x67\x45\xbf\xea\xfc\x49\x90\x4b\x49\x60\x89";
    EXPECT_EQ(hex(crypto::decryptAes(key, {}, block)), "00112233445566778899aabbccddeeff");
    EXPECT_EQ(hex(crypto::keyByPbkdf2("password", "salt", 2, 20)),
              "ea6c014dc72d6f8ccd1ed92ace1d41f0d8de8957");
    EXPECT_EQ(crypto::fromBase64("d29yZHM="), "words");
    EXPECT_EQ(crypto::fromBase64("!"), "");
}
