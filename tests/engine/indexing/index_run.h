// Runs the whole line once, with the bundled model and the real reader, and keeps what it told: for tests.
#pragma once

#include "engine/indexing/indexer.h"
#include "tests/engine/library/library_files.h"

#include <chrono>
#include <map>
#include <mutex>
#include <thread>
#include <vector>

namespace embedscope::test {

inline std::shared_ptr<const Model> bundledModel()
{
    static const std::shared_ptr<const Model> model = [] {
        auto opened = Model::open(EMBEDSCOPE_SOURCE_DIR "/resources/models/embedscope-mini.Q8_0.gguf");
        EXPECT_TRUE(opened) << opened.error().sentence;
        return opened ? *opened : nullptr;
    }();
    return model;
}

class IndexRun
{
public:
    explicit IndexRun(std::shared_ptr<Library> library, IndexOptions options = {},
                      const std::filesystem::path& reader = EMBEDSCOPE_READER_PROGRAM,
                      const std::shared_ptr<const Model>& model = bundledModel())
        : m_embedder(std::make_shared<Embedder>(model, twoWorkers()))
        , m_readers(std::make_shared<ReaderPool>(reader, 2))
        , indexer(std::move(library), m_embedder, m_readers, std::move(options),
                  [this](const IndexEvent& event) { take(event); })
    {
    }
    ~IndexRun() { stop(); }

    void start()
    {
        for (int i = 0; i < m_embedder->threadCount(); ++i)
            m_workers.emplace_back([this](std::stop_token stop) { m_embedder->work(stop); });
        for (int i = 0; i < 2; ++i)
            m_line.emplace_back([this](std::stop_token stop) { indexer.readLoop(stop); });
        m_line.emplace_back([this](std::stop_token stop) { indexer.storeLoop(stop); });
    }
    /// To the end of all that was added.
    IndexProgress finish()
    {
        indexer.finish();
        for (std::jthread& thread : m_line)
            thread.join(); // the destructor would ask it to stop
        m_embedder->finish();
        for (std::jthread& thread : m_workers)
            thread.join();
        m_line.clear();
        m_workers.clear();
        EXPECT_TRUE(indexer.progress().idle());
        return indexer.progress();
    }
    IndexProgress run(const std::vector<std::filesystem::path>& paths)
    {
        for (const auto& file : collectFiles(paths).files)
            indexer.add(file);
        start();
        return finish();
    }
    /// In the middle of things, as when the program ends.
    void stop()
    {
        for (std::jthread& thread : m_line)
            thread.request_stop();
        for (std::jthread& thread : m_workers)
            thread.request_stop();
        m_line.clear();
        m_workers.clear();
    }
    template <class Condition> bool waitFor(Condition condition)
    {
        for (int i = 0; i < 20'000 && !condition(); ++i)
            std::this_thread::sleep_for(std::chrono::milliseconds(1));
        return condition();
    }

    uint64_t embeddedTexts() const
    {
        uint64_t texts = 0;
        for (int i = 0; i < m_embedder->threadCount(); ++i)
            texts += m_embedder->counters(i).texts;
        return texts;
    }
    const Embedder& embedder() const { return *m_embedder; }
    /// By job, in order.
    std::map<uint64_t, std::vector<IndexEvent>> events()
    {
        std::lock_guard lock(m_lock);
        return m_events;
    }

    /// Jobs as their reading began.
    std::vector<uint64_t> readOrder()
    {
        std::lock_guard lock(m_lock);
        return m_readOrder;
    }

private:
    static EmbedOptions twoWorkers()
    {
        EmbedOptions options;
        options.workers = 2;
        return options;
    }
    void take(const IndexEvent& event)
    {
        std::lock_guard lock(m_lock);
        m_events[event.job].push_back(event);
        if (event.row.state == DocumentState::Reading)
            m_readOrder.push_back(event.job);
    }

    std::shared_ptr<Embedder> m_embedder;
    std::shared_ptr<ReaderPool> m_readers;
    std::mutex m_lock;
    std::map<uint64_t, std::vector<IndexEvent>> m_events;
    std::vector<uint64_t> m_readOrder;
    std::vector<std::jthread> m_workers, m_line;

public:
    Indexer indexer;
};

}
