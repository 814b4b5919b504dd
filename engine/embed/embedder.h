// Texts in, vectors out, on threads that the caller brings: the engine owns none. A worker is a thread inside work().
//
//   Embedder embedder(model, options);
//   for (int i = 0; i < embedder.threadCount(); ++i) threads.emplace_back([&](std::stop_token s) { embedder.work(s); });
//   embedder.submit({ids, tag, sink});  ...  embedder.finish();
//
// Modes: coarse = every thread a worker with a pack of its own and serial products, and who is idle helps with the last
// pack; nested = one pack at a time, its products
// split by rows over all threads; hybrid = workers with a team of `matmulThreads` each; naive = tasks created per product,
// the historical "before", for the lab only. The same text gives the same bits in every mode, alone or in a pack.
// The seed's options map one to one: DisableMatmulParallel = Mode::Coarse, WithThreads = workers, OpenBytes = Model::openBytes.
#pragma once

#include "engine/base/result.h"
#include "engine/model/model.h"
#include "engine/model/pass_times.h"
#include "engine/telemetry/span.h"

#include <array>
#include <atomic>
#include <cstdint>
#include <memory>
#include <span>
#include <stop_token>
#include <string>
#include <string_view>
#include <vector>

namespace embedscope {

enum class Mode { Coarse, Nested, Hybrid, Naive };
std::string_view modeName(Mode mode);
Result<Mode> modeFromName(std::string_view name);

struct EmbedOptions {
    int workers = 0;          ///< 0: automatic, the physical cores that the process may use
    Mode mode = Mode::Coarse;
    int matmulThreads = 0;    ///< team size of hybrid (0: 2); nested takes all workers as one team
    int packTokens = 128;     ///< token budget of a pack; a longer text is a pack of its own
    bool help = true;         ///< coarse: idle workers help with the last pack, and with a text that comes alone
    bool pin = false;         ///< worker i on the i-th allowed processor
    bool background = false;  ///< workers give way to every other program; a thread keeps that after work()
};

/// Takes results on worker threads, any order, possibly several at once; must be quick. Must outlive its texts.
class EmbedSink {
public:
    virtual ~EmbedSink() = default;
    /// `vector` is valid during the call only. durationNs: the text's share of its pack's time.
    virtual void vectorReady(uint64_t tag, std::span<const float> vector, int worker, uint32_t durationNs) = 0;
    /// The text was given up: cancelled, or there was no memory for its pack.
    virtual void vectorDropped(uint64_t tag) = 0;
};

struct EmbedText {
    std::vector<TokenId> ids; ///< with special tokens, not empty, at most the model's context
    uint64_t tag = 0;
    std::shared_ptr<EmbedSink> sink;
};

/// Running totals of one worker; written by the worker, read by anyone.
struct WorkerCounters {
    std::atomic<uint64_t> tokens = 0, texts = 0, packs = 0;
    std::atomic<uint64_t> busyNs = 0, waitNs = 0;
    std::atomic<uint64_t> tasks = 0; ///< created for its products and thrown away (naive only)
    std::array<std::atomic<uint64_t>, kPassStages> stageNs = {}; ///< of the packs that it led, by PassStage
    std::atomic<uint64_t> currentTag = 0; ///< first text of the pack at hand
};

class Embedder {
public:
    Embedder(std::shared_ptr<const Model> model, EmbedOptions options);
    ~Embedder(); ///< drops what is still queued; no thread may be inside work()

    const Model& model() const;
    std::shared_ptr<const Model> sharedModel() const;
    const EmbedOptions& options() const; ///< with `workers` resolved
    int threadCount() const;             ///< threads that should call work()

    /// A thread's loop: returns after finish() when the queue is empty, or within one pack of a stop request.
    void work(std::stop_token stop);

    /// Waits while the queue is full (back-pressure). False: stopped, or finish() was called; the text was not taken.
    bool submit(EmbedText text, std::stop_token stop = {});
    /// A batch under one lock, from the first on; packs are made when all are there (or the queue is full).
    /// How many were taken: fewer only where submit() of one would give false.
    std::size_t submit(std::span<EmbedText> texts, std::stop_token stop = {});
    void finish();                 ///< no more texts: workers return when all are done
    void cancelQueued();           ///< drops everything queued; packs at hand are finished
    /// Drops queued texts that carry this sink (a document was cancelled).
    void cancel(const EmbedSink* sink);
    std::size_t queuedTokens() const;

    /// No thread may be inside work(): new mode or number of workers, the queue stays.
    void reconfigure(EmbedOptions options);

    /// One text at once on the calling thread, beside the workers: for queries. Same bits.
    std::vector<float> embedNow(std::span<const TokenId> ids) const;

    static constexpr int kMaxThreads = 256;
    const WorkerCounters& counters(int worker) const;
    SpanRing& spans(int worker);   ///< one reader

private:
    struct State;
    std::unique_ptr<State> m_state;
};

/// Everything at once with threads of its own, results in input order: command line, lab and tests.
std::vector<std::vector<float>> embedAll(std::shared_ptr<const Model> model, const EmbedOptions& options,
                                         const std::vector<std::vector<TokenId>>& texts, std::stop_token stop = {});

}
