// Every row of the document collection beside the project, read through the real child.
#include "engine/documents/reader_pool.h"
#include "tests/engine/documents/manifest.h"

#include <cstdio>
#include <cstdlib>
#include <gtest/gtest.h>
#include <unistd.h>

using namespace embedscope;
using namespace embedscope::test;

namespace {

const std::filesystem::path kCollection = EMBEDSCOPE_SOURCE_DIR "/../shared/documents";

class Manifest : public testing::TestWithParam<const char*>
{
protected:
    // names/ holds odd file names and lies in an archive.
    static std::filesystem::path folderOf(const std::string& folder)
    {
        if (folder != "names")
            return kCollection;
        std::string target = (std::filesystem::temp_directory_path() / "embedscope-names-XXXXXX").string();
        if (!::mkdtemp(target.data()))
            return {};
        const std::string command = "cd '" + target + "' && cmake -E tar xf '"
            + std::filesystem::absolute(kCollection / "names.tar.xz").string() + "'";
        return std::system(command.c_str()) == 0 ? target : std::string();
    }
};

TEST_P(Manifest, everyRowIsReadAsTheCollectionSays)
{
    const std::vector<ManifestRow> rows = readManifest(kCollection / "manifest.csv");
    if (rows.empty())
        GTEST_SKIP() << "no document collection beside the project";
    const std::string folder = GetParam();
    const std::filesystem::path root = folderOf(folder);
    ASSERT_FALSE(root.empty());
    ReaderPool pool(EMBEDSCOPE_READER_PROGRAM, 1);
    int right = 0, wrong = 0;
    for (const ManifestRow& row : rows) {
        if (!row.file.starts_with(folder + "/"))
            continue;
        if (row.file == "pdf/predefined-cmap-japanese.pdf"
            && !std::filesystem::exists("/usr/share/poppler/cMap")) {
            std::printf("%s left out: the character maps (package poppler-data) are not installed\n",
                        row.file.c_str());
            continue;
        }
        const ReadResult result = pool.read(root / row.file);
        const std::string error = compare(row, result);
        if (error.empty()) {
            ++right;
        } else {
            ++wrong;
            ADD_FAILURE() << row.file << " (" << row.kind << "): " << error << "\n  note: " << row.note;
        }
    }
    std::printf("%-12s %3d right, %d wrong\n", folder.c_str(), right, wrong);
    EXPECT_EQ(pool.restarts(), 0);
    if (folder == "names")
        std::filesystem::remove_all(root);
}

TEST(ManifestExcerpt, everyRowIsReadAsItSays)
{
    const std::filesystem::path folder = EMBEDSCOPE_TEST_DATA "/documents";
    const std::vector<ManifestRow> rows = readManifest(folder / "manifest.csv");
    ASSERT_GE(rows.size(), 12u);
    ReaderPool pool(EMBEDSCOPE_READER_PROGRAM, 1);
    for (const ManifestRow& row : rows)
        EXPECT_EQ(compare(row, pool.read(folder / row.file)), "") << row.file;
    EXPECT_EQ(pool.restarts(), 0);
}

TEST(SampleLibrary, isReadWhole)
{
    ReaderPool pool(EMBEDSCOPE_READER_PROGRAM, 1);
    int files = 0;
    for (const auto& entry :
         std::filesystem::directory_iterator(EMBEDSCOPE_SOURCE_DIR "/resources/samples")) {
        const ReadResult result = pool.read(entry.path());
        const Refusal* const refusal = std::get_if<Refusal>(&result);
        EXPECT_FALSE(refusal) << refusal->sentence;
        ++files;
    }
    EXPECT_GE(files, 20);
}

// Through the child: what locks a document must be at hand behind its sandbox too.
TEST(ManifestExcerpt, opensWithItsPassword)
{
    struct Locked
    {
        const char *file, *password, *phrase;
    };
    ReaderPool pool(EMBEDSCOPE_READER_PROGRAM, 1);
    for (const auto& [name, password, phrase] :
         {Locked{"password-rc4-128.pdf", "opensesame", "84 meteors in one hour"},
          Locked{"password.docx", "opensesame", "100 buckets from the millpond"},
          Locked{"password-agile.docx", "opensesame", "Tomas Veil ran it barefoot"},
          Locked{"password.odt", "opensesame", "100 buckets from the millpond"},
          Locked{"password-aes.zip", "sesam", ""}}) {
        const std::filesystem::path file = std::filesystem::path(EMBEDSCOPE_TEST_DATA "/documents") / name;
        const ReadResult opened = pool.read(file, {}, password);
        ASSERT_TRUE(std::holds_alternative<Document>(opened)) << name;
        EXPECT_NE(comparable(documentText(std::get<Document>(opened))).find(phrase), std::string::npos)
            << name;
        ReaderPool knowing(EMBEDSCOPE_READER_PROGRAM, 1);
        knowing.rememberPassword({}, "sesame");
        EXPECT_TRUE(std::holds_alternative<Refusal>(knowing.read(file))) << name;
        knowing.rememberPassword(file, password);
        EXPECT_TRUE(std::holds_alternative<Document>(knowing.read(file))) << name;
        const ReadResult wrong = pool.read(file, {}, "sesame");
        ASSERT_TRUE(std::holds_alternative<Refusal>(wrong)) << name;
        EXPECT_EQ(std::get<Refusal>(wrong).reason, RefusalReason::Encrypted) << name;
    }
}

INSTANTIATE_TEST_SUITE_P(Folders, Manifest,
                         testing::Values("text", "markup", "data", "code", "subtitles", "office", "hostile",
                                         "damaged", "books", "unsupported", "pdf", "mail", "archive",
                                         "missing", "names", "samples"),
                         [](const auto& folder) { return std::string(folder.param); });

}
