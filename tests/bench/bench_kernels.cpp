// Speed of the kernels as GMAC/s and as a share of what the core reaches in registers, measured in the same
// second: a shared or throttled core slows both. Thread CPU time. Not run by ctest; build the target
// bench_kernels to have it.
#include "engine/kernels/attention_sight.h"
#include "engine/kernels/dispatch.h"
#include "engine/kernels/packing.h"
#include "engine/kernels/peak.h"

#include <benchmark/benchmark.h>
#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <random>
#include <string>
#include <vector>

namespace embedscope {
namespace {

std::vector<float> normals(std::size_t count)
{
    std::mt19937 engine(1);
    std::normal_distribution<float> normal;
    std::vector<float> values(count);
    for (float& value : values)
        value = normal(engine);
    return values;
}

/// Weights as a Q8_0 file has them, small enough for sane activations.
PackedMatrix q8Matrix(int inputs, int outputs)
{
    constexpr std::size_t kRawBlock = 34;
    std::mt19937 engine(2);
    std::vector<std::byte> rows(std::size_t(inputs) / 32 * std::size_t(outputs) * kRawBlock);
    for (std::size_t i = 0; i < rows.size(); ++i)
        rows[i] = i % kRawBlock == 0 ? std::byte{0}
            : i % kRawBlock == 1     ? std::byte{0x10}
                                     : std::byte(engine());
    return PackedMatrix::fromQ8_0(rows.data(), inputs, outputs);
}

enum class Yardstick
{
    Int8,
    Fp32
};

/// Rate from the fastest of the iterations' averages is left to --benchmark_repetitions; the peak is measured
/// beside.
void report(benchmark::State& state, const KernelTable& kernels, Yardstick yardstick, double macs)
{
    const CorePeak peak = measureCorePeak(kernels);
    const double best = yardstick == Yardstick::Int8 ? peak.int8Gmacs : peak.fp32Gmacs;
    const double total = macs * double(state.iterations()) * 1e-9;
    state.counters["GMAC/s"] = benchmark::Counter(total, benchmark::Counter::kIsRate);
    state.counters["%peak"] = benchmark::Counter(100 * total / best, benchmark::Counter::kIsRate);
    state.counters["peak"] = best;
}

struct Shape
{
    int rows, inputs, outputs;
};
constexpr Shape kShapes[] = {{1, 384, 384},    {15, 384, 384},   {16, 384, 1536}, {128, 384, 1536},
                             {128, 1536, 384}, {256, 768, 1152}, {512, 384, 1152}};

void linearQ8(benchmark::State& state, const KernelTable* kernels, Shape shape, bool geluAndBlocks)
{
    const PackedMatrix weights = q8Matrix(shape.inputs, shape.outputs);
    const auto x = normals(std::size_t(shape.rows * shape.inputs));
    AlignedBuffer<QuantBlock> blocks(x.size() / 32), results(std::size_t(shape.rows * shape.outputs / 32));
    AlignedBuffer<float> values(std::size_t(shape.rows * shape.outputs));
    kernels->quantizeRow(x.data(), int(x.size()), blocks.data());
    LinearOutput out;
    if (geluAndBlocks) {
        out.activation = Activation::Gelu;
        out.blocks = results.data();
        out.blockStride = shape.outputs / 32;
    } else {
        out.values = values.data();
        out.valueStride = shape.outputs;
    }
    for (auto _ : state)
        kernels->linearQ8(blocks.data(), shape.inputs / 32, shape.rows, weights.view(), out);
    report(state, *kernels, Yardstick::Int8, double(shape.rows) * shape.inputs * shape.outputs);
}

void linearFloat(benchmark::State& state, const KernelTable* kernels, Shape shape, WeightKind kind)
{
    const auto size = std::size_t(shape.inputs * shape.outputs);
    const std::vector<uint16_t> halves(size, 0x3c00);
    const PackedMatrix weights = kind == WeightKind::F32
        ? PackedMatrix::fromF32(normals(size).data(), shape.inputs, shape.outputs)
        : PackedMatrix::fromF16(halves.data(), shape.inputs, shape.outputs);
    const auto x = normals(std::size_t(shape.rows * shape.inputs));
    AlignedBuffer<float> values(std::size_t(shape.rows * shape.outputs));
    LinearOutput out;
    out.values = values.data();
    out.valueStride = shape.outputs;
    for (auto _ : state)
        kernels->linearFloat(x.data(), shape.inputs, shape.rows, weights.view(), out);
    report(state, *kernels, Yardstick::Fp32, double(shape.rows) * shape.inputs * shape.outputs);
}

void linearRounded(benchmark::State& state, const KernelTable* kernels, Shape shape)
{
    const auto size = std::size_t(shape.inputs * shape.outputs);
    const PackedMatrix weights =
        PackedMatrix::roundedPairs(PackedMatrix::fromF32(normals(size).data(), shape.inputs, shape.outputs));
    const auto x = normals(std::size_t(shape.rows * shape.inputs));
    AlignedBuffer<float> values(std::size_t(shape.rows * shape.outputs)),
        scratch(kernels->linearRoundedScratchFloats(shape.inputs));
    LinearOutput out;
    out.values = values.data();
    out.valueStride = shape.outputs;
    for (auto _ : state)
        kernels->linearRounded(x.data(), shape.inputs, shape.rows, weights.view(), out, scratch.data());
    report(state, *kernels, Yardstick::Fp32, double(shape.rows) * shape.inputs * shape.outputs);
}

void attention(benchmark::State& state, const KernelTable* kernels, AttentionShape shape, bool rounded)
{
    const int width = shape.heads * shape.headSize;
    const auto qkv = normals(std::size_t(shape.tokens * 3 * width));
    AlignedBuffer<float> out(std::size_t(shape.tokens * width)),
        scratch(kernels->attentionScratchFloats(shape));
    const auto attend = rounded ? kernels->attentionRounded : kernels->attention;
    const std::vector<float> bias(std::size_t(2 * shape.tokens), -0.01f);
    if (shape.biasCentre != 0)
        shape.bias = bias.data();
    for (auto _ : state)
        attend(qkv.data(), qkv.data() + width, qkv.data() + 2 * width, 3 * width, shape, 0, shape.tokens,
               out.data(), width, scratch.data());
    double seen = 0; // pairs of query and key
    for (int i = 0; i < shape.tokens; ++i)
        seen += endOfKeysSeen(shape, i) - firstKeySeen(shape, i);
    report(state, *kernels, Yardstick::Fp32, 2.0 * seen * width);
}

void layerNorm(benchmark::State& state, const KernelTable* kernels)
{
    const auto x = normals(384), weight = normals(384), bias = normals(384);
    std::vector<float> y(384);
    std::vector<QuantBlock> blocks(12);
    for (auto _ : state)
        kernels->layerNorm(x.data(), 384, weight.data(), bias.data(), 1e-12f, y.data(), blocks.data());
    state.SetItemsProcessed(state.iterations() * 384);
}

void gelu(benchmark::State& state, const KernelTable* kernels)
{
    const auto x = normals(4096);
    auto y = x;
    for (auto _ : state) {
        std::copy(x.begin(), x.end(), y.begin()); // again and again on the same values would end in denormals
        kernels->gelu(y.data(), int(y.size()));
    }
    state.SetItemsProcessed(state.iterations() * int64_t(x.size()));
}

void dotInt8(benchmark::State& state, const KernelTable* kernels)
{
    const std::vector<int8_t> a(384, 3), b(384, -5);
    for (auto _ : state)
        benchmark::DoNotOptimize(kernels->dotInt8(a.data(), b.data(), 384));
    report(state, *kernels, Yardstick::Int8, 384);
}

template <class Function, class... Arguments>
void add(const std::string& name, Function function, Arguments... arguments)
{
    benchmark::RegisterBenchmark(name.c_str(), function, arguments...);
}

/// Two heads of a long text: in full, causal, in a window of 128 and with a bias by distance.
void registerLongTexts(const KernelTable* kernels)
{
    for (int tokens : {2048, 8192}) {
        const AttentionShape full = {tokens, 2, 64, 0.125f};
        AttentionShape causal = full, window = full, biased = full;
        causal.after = 0;
        window.before = window.after = 64;
        biased.biasCentre = tokens - 1;
        const std::string size = fmt::format("{}x2x64", tokens);
        const auto addWays = [&](const char* what, const AttentionShape& shape) {
            add(fmt::format("{}/attention{}/{}", kernels->name, what, size), attention, kernels, shape,
                false);
            if (kernels->attentionRounded != kernels->attention)
                add(fmt::format("{}/attentionRounded{}/{}", kernels->name, what, size), attention, kernels,
                    shape, true);
        };
        addWays("", full);
        addWays("+causal", causal);
        addWays("+window128", window);
        addWays("+bias", biased);
    }
}

void registerFor(const KernelTable* kernels)
{
    const char* target = kernels->name;
    for (const Shape& s : kShapes) {
        const std::string shape = fmt::format("{}x{}x{}", s.rows, s.inputs, s.outputs);
        add(fmt::format("{}/linearQ8/{}", target, shape), linearQ8, kernels, s, false);
        add(fmt::format("{}/linearQ8+gelu/{}", target, shape), linearQ8, kernels, s, true);
        add(fmt::format("{}/linearF32/{}", target, shape), linearFloat, kernels, s, WeightKind::F32);
        add(fmt::format("{}/linearF16/{}", target, shape), linearFloat, kernels, s, WeightKind::F16);
        if (kernels->linearRounded)
            add(fmt::format("{}/linearRounded/{}", target, shape), linearRounded, kernels, s);
    }
    for (int headSize : {32, 64})
        for (int tokens : {15, 128, 512}) {
            const AttentionShape shape = {tokens, 12, headSize, 1 / std::sqrt(float(headSize))};
            add(fmt::format("{}/attention/{}x12x{}", target, tokens, headSize), attention, kernels, shape,
                false);
            if (kernels->attentionRounded != kernels->attention)
                add(fmt::format("{}/attentionRounded/{}x12x{}", target, tokens, headSize), attention, kernels,
                    shape, true);
        }
    registerLongTexts(kernels);
    add(fmt::format("{}/layerNorm+quantise/384", target), layerNorm, kernels);
    add(fmt::format("{}/gelu/4096", target), gelu, kernels);
    add(fmt::format("{}/dotInt8/384", target), dotInt8, kernels);
}

}
}

int main(int argc, char** argv)
{
    for (const embedscope::KernelTable* kernels : embedscope::availableKernels())
        embedscope::registerFor(kernels);
    benchmark::Initialize(&argc, argv);
    if (benchmark::ReportUnrecognizedArguments(argc, argv))
        return 1;
    benchmark::RunSpecifiedBenchmarks();
    return 0;
}
