// Speed of a library: opening, searching, adding and the bytes it writes, at 100,000 passages, and opening
// and scanning at --million vectors. Contents are made up (words by Zipf's law, vectors around some centres):
// only sizes matter here. Times are printed beside their bounds; exit status 1 when one is missed. Not run by
// ctest.
#include "engine/base/clock.h"
#include "engine/kernels/dispatch.h"
#include "engine/search/search_index.h"

#include <algorithm>
#include <cmath>
#include <cstdio>
#include <filesystem>
#include <fmt/format.h>
#include <fstream>
#include <random>
#include <string>
#include <string_view>
#include <unistd.h>
#include <vector>

namespace {

using namespace embedscope;

constexpr int kDimensions = 384;
const ModelIdentity kIdentity{"bench/mean/384", "bench", kDimensions};
bool missed = false;

void report(const std::string& what, double milliseconds, double bound)
{
    const bool holds = milliseconds <= bound;
    missed = missed || !holds;
    fmt::print("{:<58} {:>9.1f} ms  (bound {:>6.0f})  {}\n", what, milliseconds, bound,
               holds ? "holds" : "MISSED");
    std::fflush(stdout);
}

template <class Work> double millisecondsOf(Work work)
{
    const int64_t start = monotonicNs();
    work();
    return static_cast<double>(monotonicNs() - start) / 1e6;
}

double share(std::vector<double> times, double part)
{
    std::sort(times.begin(), times.end());
    return times[static_cast<std::size_t>(part * static_cast<double>(times.size() - 1))];
}

template <class T> T must(Result<T> result)
{
    if (!result) {
        fmt::print(stderr, "error: {}\n", result.error().sentence);
        std::exit(1);
    }
    return std::move(*result);
}

void must(const Result<void>& result)
{
    if (!result) {
        fmt::print(stderr, "error: {}\n", result.error().sentence);
        std::exit(1);
    }
}

// What this process handed to the system for writing, log and checkpoints included.
int64_t bytesWritten()
{
    std::ifstream io("/proc/self/io");
    std::string name;
    int64_t value = 0;
    while (io >> name >> value) {
        if (name == "wchar:")
            return value;
    }
    return 0;
}

class Maker
{
public:
    Maker()
    {
        for (int i = 0; i < kCentres; ++i)
            m_centres.push_back(unit(std::vector<float>(kDimensions, 0), 1));
        for (int i = 0; i < kWords; ++i) {
            std::string word;
            for (int left = 2 + i % 7; left >= 0; --left)
                word += static_cast<char>('a' + m_random() % 26);
            m_words.push_back(word);
        }
    }

    std::vector<float> vector() { return unit(m_centres[m_random() % kCentres], 0.06F); }

    std::string passage()
    {
        std::string text;
        while (text.size() < 700) {
            const double chance = std::uniform_real_distribution<double>(0, 1)(m_random);
            text += word(static_cast<std::size_t>(std::pow(kWords, chance)) - 1) + ' ';
        }
        return text;
    }
    const std::string& word(std::size_t rank) const { return m_words[std::min(rank, m_words.size() - 1)]; }

    DocumentToStore document(int number, int passages)
    {
        DocumentToStore result;
        result.row.path = fmt::format("/bench/folder{}/file{}.txt", number % 50, number);
        result.row.name = fmt::format("file{}.txt", number);
        result.row.kind = "text";
        result.row.hash = fmt::format("{:032x}", number);
        std::string text;
        for (int i = 0; i < passages; ++i) {
            Chunk chunk;
            chunk.text = passage();
            chunk.begin = text.size();
            chunk.end = chunk.begin + chunk.text.size();
            chunk.tokens = 150;
            text += chunk.text + "\n";
            result.chunks.push_back(chunk);
            const std::vector<float> values = vector();
            result.vectors.insert(result.vectors.end(), values.begin(), values.end());
        }
        result.row.bytes = static_cast<int64_t>(text.size());
        Block block;
        block.text = std::move(text);
        result.document.blocks.push_back(std::move(block));
        return result;
    }

private:
    static constexpr int kCentres = 200, kWords = 40'000;

    std::vector<float> unit(std::vector<float> around, float spread)
    {
        double squares = 0;
        for (float& value : around) {
            value += spread * m_normal(m_random);
            squares += static_cast<double>(value) * value;
        }
        for (float& value : around)
            value /= static_cast<float>(std::sqrt(squares));
        return around;
    }

    std::mt19937 m_random{7};
    std::normal_distribution<float> m_normal;
    std::vector<std::vector<float>> m_centres;
    std::vector<std::string> m_words;
};

struct Opened
{
    std::shared_ptr<Library> library;
    std::unique_ptr<SearchIndex> index;
};

Opened open(const std::filesystem::path& file)
{
    Opened opened;
    opened.library = must(Library::open(file));
    opened.index = std::make_unique<SearchIndex>(opened.library, kIdentity, *must(chooseKernels("")));
    must(opened.index->load());
    return opened;
}

void fill(const std::filesystem::path& file, Maker& maker, int documents, int passages)
{
    const std::shared_ptr<Library> library = must(Library::open(file));
    const int64_t before = bytesWritten();
    int64_t text = 0;
    double milliseconds = 0;
    for (int i = 0; i < documents; ++i) {
        const DocumentToStore document = maker.document(i, passages);
        text += document.row.bytes;
        milliseconds += millisecondsOf([&] { must(library->storeDocument(document, kIdentity)); });
    }
    const auto written = static_cast<double>(bytesWritten() - before);
    fmt::print("{} documents of {} passages: {:.1f} MB of text, stored in {:.1f} s; written per indexed "
               "megabyte: {:.1f} MB; "
               "file: {:.1f} MB per megabyte\n",
               documents, passages, static_cast<double>(text) / 1e6, milliseconds / 1e3,
               written / static_cast<double>(text),
               static_cast<double>(std::filesystem::file_size(file)) / static_cast<double>(text));
}

void benchSearches(const Opened& opened, Maker& maker, const std::string& what, double bound)
{
    for (const auto& [kind, name] :
         {std::pair(SearchKind::Meaning, "meaning"), std::pair(SearchKind::Words, "words"),
          std::pair(SearchKind::Both, "fused")}) {
        std::vector<double> times;
        for (int i = 0; i < 40; ++i) {
            const std::string question = maker.word(static_cast<std::size_t>(3 + i)) + ' '
                + maker.word(static_cast<std::size_t>(200 + 17 * i)) + ' '
                + maker.word(static_cast<std::size_t>(5000 + i));
            const std::vector<float> vector = maker.vector();
            times.push_back(
                millisecondsOf([&] { (void)must(opened.index->search(question, vector, kind, 50)); }));
        }
        report(fmt::format("{}: search by {}, p50", what, name), share(times, 0.5), bound);
        report(fmt::format("{}: search by {}, p95", what, name), share(times, 0.95), bound);
    }
}

void benchAdding(const Opened& opened, Maker& maker, const std::string& what)
{
    std::vector<double> adding, replacing, removing;
    for (int i = 0; i < 20; ++i) {
        DocumentToStore document = maker.document(1'000'000 + i, 20);
        adding.push_back(millisecondsOf([&] {
            must(opened.library->storeDocument(document, kIdentity));
            must(opened.index->load());
        }));
        document.row.hash += "x";
        int64_t id = 0;
        replacing.push_back(millisecondsOf([&] {
            id = must(opened.library->storeDocument(document, kIdentity));
            must(opened.index->load());
        }));
        removing.push_back(millisecondsOf([&] {
            must(opened.library->removeDocuments(std::vector<int64_t>{id}));
            must(opened.index->load());
        }));
    }
    report(what + ": adding a document until it is found, p95", share(adding, 0.95), 100);
    report(what + ": replacing a document until it is found, p95", share(replacing, 0.95), 100);
    report(what + ": removing a document until it is gone, p95", share(removing, 0.95), 100);
}

void benchHundredThousand(const std::filesystem::path& folder, Maker& maker)
{
    const auto file = folder / "hundred.db";
    if (!std::filesystem::exists(file))
        fill(file, maker, 1000, 100);
    Opened opened;
    report("100,000 passages: opening until the first search", millisecondsOf([&] {
               opened = open(file);
               (void)must(opened.library->documents());
               (void)must(opened.library->counts());
           }),
           1000);
    benchSearches(opened, maker, "100,000 passages", 50);
    benchAdding(opened, maker, "100,000 passages");
}

void benchMillion(const std::filesystem::path& folder, Maker& maker)
{
    const auto file = folder / "million.db";
    if (!std::filesystem::exists(file)) {
        // Vectors only, as plainly as possible: texts would take minutes and say nothing here.
        const std::shared_ptr<Library> library = must(Library::open(file));
        for (int i = 0; i < 100; ++i) {
            DocumentToStore document = maker.document(i, 1);
            document.chunks.resize(10'000, document.chunks.front());
            for (Chunk& chunk : document.chunks)
                chunk.text = "a";
            document.vectors.clear();
            for (int row = 0; row < 10'000; ++row) {
                const std::vector<float> values = maker.vector();
                document.vectors.insert(document.vectors.end(), values.begin(), values.end());
            }
            must(library->storeDocument(document, kIdentity));
        }
    }
    Opened opened;
    report("1,000,000 vectors: opening", millisecondsOf([&] { opened = open(file); }), 3000);
    std::vector<double> times;
    for (int i = 0; i < 20; ++i) {
        const std::vector<float> vector = maker.vector();
        times.push_back(millisecondsOf([&] { (void)opened.index->nearest(vector, 50); }));
    }
    report("1,000,000 vectors: the best 50, p50", share(times, 0.5), 120);
    report("1,000,000 vectors: the best 50, p95", share(times, 0.95), 120);
}

}

int main(int argc, char** argv)
{
    const bool million = argc > 1 && std::string_view(argv[1]) == "--million";
    const bool keep = argc > 2; // a folder: what was made there before is used again
    const std::filesystem::path folder = keep
        ? std::filesystem::path(argv[2])
        : std::filesystem::temp_directory_path() / fmt::format("bench_library.{}", getpid());
    std::filesystem::create_directories(folder);
    Maker maker;
    million ? benchMillion(folder, maker) : benchHundredThousand(folder, maker);
    if (!keep)
        std::filesystem::remove_all(folder);
    return missed ? 1 : 0;
}
