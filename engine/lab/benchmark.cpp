#include "engine/lab/benchmark.h"

#include "engine/base/clock.h"
#include "engine/lab/contender.h"

#include <algorithm>
#include <cmath>
#include <fmt/format.h>
#include <numeric>
#include <random>

namespace embedscope {

namespace {

/// What the rounds of one setting gave.
struct Measured
{
    std::vector<double> tokensPerSecond, batchMs;
    double seconds = 0, cpuSeconds = 0;
    int threads = 1;
    uint64_t allocations = 0, texts = 0;
    std::array<uint64_t, kPassStages> stageNs = {};
};

class Benchmark
{
public:
    Benchmark(std::shared_ptr<const Model> model, const BenchPlan& plan, std::stop_token stop)
        : m_model(std::move(model))
        , m_plan(plan)
        , m_stop(std::move(stop))
        , m_measured(plan.settings.size())
    {
    }

    Result<BenchReport> run()
    {
        for (const BenchSetting& setting : m_plan.settings) {
            const auto fits = m_model->checkIds(randomText(*m_model, setting.tokens, 0));
            if (!fits)
                return fits.error();
        }
        const int all = m_plan.rounds * static_cast<int>(m_plan.settings.size());
        for (int done = 0; done < all && !m_stop.stop_requested(); ++done) {
            const auto measured = measureNext(done);
            if (!measured)
                return measured.error();
            if (m_plan.onMeasured)
                m_plan.onMeasured(done + 1, all);
        }
        return report();
    }

private:
    /// Every other round goes backwards: a drift of the machine favours nobody.
    Result<void> measureNext(int done)
    {
        const auto count = m_plan.settings.size();
        const std::size_t round = static_cast<std::size_t>(done) / count,
                          place = static_cast<std::size_t>(done) % count;
        if (place == 0 && (round == 0 || m_plan.peakEveryRound))
            measurePeak();
        const std::size_t index = round % 2 == 0 ? place : count - 1 - place;
        return measure(m_plan.settings[index], m_measured[index]);
    }

    void measurePeak()
    {
        const CorePeak peak = measureCorePeak(m_model->kernels());
        m_int8Peaks.push_back(peak.int8Gmacs);
        m_fp32Peaks.push_back(peak.fp32Gmacs);
    }

    Result<void> measure(const BenchSetting& setting, Measured& measured)
    {
        auto contender = Contender::start(m_model, {.workers = setting.workers, .mode = setting.mode});
        if (!contender)
            return contender.error();
        measured.threads = (*contender)->threads();
        const auto batchNs = warmUp(**contender, setting);
        if (!batchNs)
            return {};
        const double wanted = m_plan.secondsPerMeasurement * 1e9 / double(std::max<int64_t>(1, *batchNs));
        std::vector<std::vector<EmbedText>> batches(
            static_cast<std::size_t>(std::clamp(std::ceil(wanted), 1.0, 1e5)));
        for (auto& batch : batches)
            batch = newBatch(**contender, setting);
        timeBatches(**contender, batches, setting, measured);
        return {};
    }

    std::vector<EmbedText> newBatch(const Contender& contender, const BenchSetting& setting)
    {
        std::vector<EmbedText> batch;
        for (int i = 0; i < setting.batch; ++i)
            batch.push_back(contender.prepare(randomText(*m_model, setting.tokens, m_seed++)));
        return batch;
    }

    /// Until every worker has touched its memory and caches are warm; the time of a warm batch.
    std::optional<int64_t> warmUp(Contender& contender, const BenchSetting& setting)
    {
        constexpr int kBatches = 3;
        const double enough = 0.2 * m_plan.secondsPerMeasurement * 1e9;
        std::optional<int64_t> last;
        double spent = 0;
        for (int i = 0; i < kBatches || (spent < enough && i < 100); ++i) {
            std::vector<EmbedText> batch = newBatch(contender, setting);
            last = contender.run(batch, m_stop);
            if (!last)
                return std::nullopt;
            spent += double(*last);
            if (i > 0 && spent > 5 * enough)
                break;
        }
        return last;
    }

    void timeBatches(Contender& contender, std::vector<std::vector<EmbedText>>& batches,
                     const BenchSetting& setting, Measured& measured)
    {
        std::vector<double> batchMs;
        batchMs.reserve(batches.size());
        const auto stagesBefore = contender.stageNs();
        const uint64_t allocationsBefore = allocations();
        const int64_t startNs = monotonicNs(), startCpuNs = processCpuNs();
        for (auto& batch : batches) {
            const auto ns = contender.run(batch, m_stop);
            if (!ns)
                return; // stopped: the round does not count
            batchMs.push_back(double(*ns) * 1e-6);
        }
        const double seconds = double(monotonicNs() - startNs) * 1e-9;
        measured.cpuSeconds += double(processCpuNs() - startCpuNs) * 1e-9;
        measured.allocations += allocations() - allocationsBefore;
        const auto stages = contender.stageNs();
        for (std::size_t i = 0; i < kPassStages; ++i)
            measured.stageNs[i] += stages[i] - stagesBefore[i];
        const double texts = double(batches.size()) * setting.batch;
        measured.seconds += seconds;
        measured.texts += static_cast<uint64_t>(texts);
        measured.tokensPerSecond.push_back(texts * setting.tokens / seconds);
        measured.batchMs.insert(measured.batchMs.end(), batchMs.begin(), batchMs.end());
    }

    uint64_t allocations() const { return m_plan.allocations ? m_plan.allocations() : 0; }

    BenchReport report() const
    {
        BenchReport report;
        report.peak = {quantile(m_int8Peaks, 0.5), quantile(m_fp32Peaks, 0.5)};
        for (std::size_t i = 0; i < m_measured.size(); ++i) {
            if (!m_measured[i].tokensPerSecond.empty())
                report.runs.push_back(summary(m_plan.settings[i], m_measured[i], report.peak));
        }
        report.finished = !m_stop.stop_requested();
        return report;
    }

    BenchRun summary(const BenchSetting& setting, const Measured& measured, const CorePeak& peak) const
    {
        BenchRun run{.setting = setting};
        run.tokensPerSecond = quantile(measured.tokensPerSecond, 0.5);
        run.textsPerSecond = run.tokensPerSecond / setting.tokens;
        run.p50Ms = quantile(measured.batchMs, 0.5);
        run.p99Ms = quantile(measured.batchMs, 0.99);
        run.cpuSeconds = measured.cpuSeconds;
        run.saturation = measured.cpuSeconds / (measured.seconds * measured.threads);
        if (m_plan.allocations)
            run.allocationsPerText = double(measured.allocations) / double(measured.texts);
        const double passNs =
            double(std::accumulate(measured.stageNs.begin(), measured.stageNs.end(), uint64_t{0}));
        for (std::size_t i = 0; i < kPassStages && passNs > 0; ++i)
            run.stageShares[i] = double(measured.stageNs[i]) / passNs;
        const bool int8 = m_model->info().int8Products;
        const double gmacs = run.textsPerSecond * macsOfText(m_model->info(), setting.tokens) * 1e-9;
        run.peakShare = gmacs / measured.threads / (int8 ? peak.int8Gmacs : peak.fp32Gmacs);
        const auto [slowest, fastest] = std::ranges::minmax(measured.tokensPerSecond);
        run.spread = (fastest - slowest) / run.tokensPerSecond;
        return run;
    }

    const std::shared_ptr<const Model> m_model;
    const BenchPlan& m_plan;
    const std::stop_token m_stop;
    std::vector<Measured> m_measured;
    std::vector<double> m_int8Peaks, m_fp32Peaks;
    uint32_t m_seed = 1;
};

}

Result<BenchReport> runBenchmark(std::shared_ptr<const Model> model, const BenchPlan& plan,
                                 std::stop_token stop)
{
    return Benchmark(std::move(model), plan, std::move(stop)).run();
}

std::vector<TokenId> randomText(const Model& model, int tokens, uint32_t seed)
{
    const SpecialTokens special = model.hasTokenizer() ? model.tokenizer().special() : SpecialTokens();
    std::minstd_rand random(seed + 1);
    std::uniform_int_distribution<TokenId> any(0, std::max(0, model.info().vocabularySize - 1));
    std::vector<TokenId> ids(static_cast<std::size_t>(std::max(0, tokens)));
    for (TokenId& id : ids)
        id = any(random);
    if (special.first >= 0 && !ids.empty())
        ids.front() = special.first;
    if (special.last >= 0 && ids.size() > 1)
        ids.back() = special.last;
    return ids;
}

double macsOfText(const ModelInfo& info, int tokens)
{
    // scores and sums, of each token with all; layers that see a window only do less
    const double attention = 2.0 * tokens * info.heads * info.headSize * info.layers;
    return tokens * (double(info.macsPerToken) + attention);
}

double quantile(std::vector<double> values, double part)
{
    if (values.empty())
        return 0;
    std::ranges::sort(values);
    if (part == 0.5 && values.size() % 2 == 0)
        return (values[values.size() / 2 - 1] + values[values.size() / 2]) / 2;
    const double rank = std::ceil(part * double(values.size()));
    return values[static_cast<std::size_t>(std::clamp(rank, 1.0, double(values.size()))) - 1];
}

}
