// Ctrl+C and SIGKILL while documents are indexed: the library is whole at any moment, and the next run does
// the rest. EMBEDSCOPE_KILL_ROUNDS asks for more rounds than the few of every test run.
#include "engine/base/resources.h"
#include "tests/app/run_program.h"
#include "tests/engine/library/library_files.h"

#include <cstdlib>
#include <fmt/format.h>
#include <gmock/gmock.h>
#include <nlohmann/json.hpp>
#include <random>

using namespace embedscope;
using namespace embedscope::test;

namespace {

class IndexStopped : public testing::Test
{
protected:
    IndexStopped() { writeDocuments(); }

    static constexpr int kDocuments = 40;
    void writeDocuments() const
    {
        for (int i = 0; i < kDocuments; ++i) {
            std::string text = fmt::format("# Document {}\n\n", i);
            for (int word = 0; word < 50 + 20 * i; ++word)
                text += fmt::format("bell {} tower {}. ", word % 89, i);
            m_documents.write(fmt::format("{}.md", i), text);
        }
    }
    std::vector<std::string> indexWords(const std::string& library) const
    {
        return {"index",  "--library",       library, "--model", findResource(kBundledModel),
                "--json", m_documents.path()};
    }
    int64_t doneIn(const std::filesystem::path& file) const
    {
        const std::string answer = askFile(file, "SELECT count(*) FROM document WHERE state = 'done'");
        return std::atoll(answer.c_str()); // 0 while the table is not there
    }
    // Whole documents only, each with a vector per passage.
    void expectSound(const std::filesystem::path& file) const
    {
        if (!std::filesystem::exists(file))
            return;
        const auto library = openLibrary(file);
        ASSERT_TRUE(library);
        EXPECT_THAT(*library->check(), testing::IsEmpty());
        const auto counts = library->counts();
        EXPECT_EQ(counts->chunks, counts->vectors);
        EXPECT_EQ(counts->done, counts->documents);
    }
    std::string contentOf(const std::filesystem::path& file) const
    {
        return askFile(file,
                       "SELECT d.name, d.hash, c.ordinal, c.text, hex(v.data) FROM document d JOIN chunk c "
                       "ON c.document_id = "
                       "d.id JOIN vector v ON v.chunk_id = c.id ORDER BY d.name, c.ordinal");
    }

    TemporaryFolder m_folder, m_documents;
    std::filesystem::path m_file = m_folder.path() / "library";
};

TEST_F(IndexStopped, killedAtAnyMomentItGoesOnWhereItWas)
{
    const std::filesystem::path whole = m_folder.path() / "whole";
    const auto start = std::chrono::steady_clock::now();
    ASSERT_EQ(runProgram(indexWords(whole)).status, 0);
    const auto fullTime =
        std::chrono::duration_cast<std::chrono::microseconds>(std::chrono::steady_clock::now() - start);
    const std::string expected = contentOf(whole);
    ASSERT_FALSE(expected.empty());

    const char* const wanted = std::getenv("EMBEDSCOPE_KILL_ROUNDS");
    const int rounds = wanted ? std::atoi(wanted) : 6;
    const unsigned seed = wanted ? std::random_device{}() : 1;
    std::mt19937 random(seed);
    int killed = 0, unfinished = 0;
    for (int round = 0; round < rounds; ++round) {
        SCOPED_TRACE(fmt::format("seed {}, round {}", seed, round));
        int64_t done = doneIn(m_file);
        RunningProgram program(indexWords(m_file));
        std::this_thread::sleep_for(fullTime * (random() % 1000) / 1000);
        program.signal(SIGKILL);
        killed += program.wait().status == -SIGKILL;
        expectSound(m_file);
        EXPECT_GE(doneIn(m_file), done) << "what was stored stays";
        unfinished += doneIn(m_file) < kDocuments;
        if (doneIn(m_file) == kDocuments) { // all in time: begin anew
            EXPECT_EQ(contentOf(m_file), expected);
            for (const char* end : {"", "-wal", "-shm"})
                std::filesystem::remove(m_file.string() + end);
        }
    }
    EXPECT_GT(killed, 0);
    EXPECT_GT(unfinished, 0) << "no round came in the middle";
    const auto last = runProgram(indexWords(m_file));
    EXPECT_EQ(last.status, 0) << last.err;
    EXPECT_EQ(contentOf(m_file), expected) << "the same rows and bits as without a kill";
}

TEST_F(IndexStopped, anInterruptKeepsWhatIsStored)
{
    RunningProgram program(indexWords(m_file));
    for (int i = 0; i < 10'000 && doneIn(m_file) == 0; ++i)
        std::this_thread::sleep_for(std::chrono::milliseconds(1));
    program.signal(SIGINT);
    const auto result = program.wait();
    EXPECT_EQ(result.status, 130);
    EXPECT_EQ(result.err, "");
    const auto summary = nlohmann::json::parse(result.out)["summary"];
    EXPECT_GT(summary["done"], 0);
    EXPECT_EQ(summary["done"].get<int64_t>() + summary["cancelled"].get<int64_t>(), kDocuments);
    EXPECT_EQ(summary["done"], doneIn(m_file));
    expectSound(m_file);
}

}
