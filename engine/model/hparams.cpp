#include "engine/model/hparams.h"

#include "engine/model/file_kind.h"
#include "engine/model/key_reader.h"

#include <cmath>
#include <fmt/format.h>

namespace embedscope {

namespace {

// Bounds far above any published model: a value beyond them is damage, and every product of two fits 64 bits
// easily.
constexpr uint64_t kMaxLayers = 1024, kMaxWidth = 65536, kMaxFeedForward = 1 << 20, kMaxContext = 1 << 20;
constexpr uint64_t kMaxHeadSize = 256; // what the attention kernels take
constexpr uint64_t kMaxExperts = 1024, kMaxBuckets = 4096;
constexpr double kMaxRopeBase = 1e12, kMaxRopeFactor = 1e6;

class HyperParameterReader
{
public:
    HyperParameterReader(const GgufFile& file, const Family& family)
        : m_family(family)
        , m_keys(file, family.architecture)
    {
        m_h.family = &family;
        m_h.curve = family.curve;
    }

    Result<HyperParameters> read(bool poolingChosen);

private:
    void sizes();
    void heads();
    void sight();
    void ropes();
    void yarn(RopeNumbers& rope);
    void windows();
    void experts();
    void buckets();
    void activation();
    void pooling(bool chosen);

    const Family& m_family;
    KeyReader m_keys;
    HyperParameters m_h;
};

Result<HyperParameters> HyperParameterReader::read(bool poolingChosen)
{
    sizes();
    heads();
    sight();
    if (m_family.hasRope())
        ropes();
    if (m_family.local != LocalLayers::None)
        windows();
    if (m_family.experts)
        experts();
    if (m_family.positions == Positions::Buckets)
        buckets();
    activation();
    pooling(poolingChosen);
    if (m_keys.error())
        return *m_keys.error();
    return std::move(m_h);
}

void HyperParameterReader::sizes()
{
    m_h.contextLength = m_keys.count("context_length", kMaxContext);
    m_h.width = m_h.vectorWidth = m_keys.count("embedding_length", kMaxWidth);
    m_h.layers = m_keys.count("block_count", kMaxLayers);
    m_h.feedForward = m_keys.count("feed_forward_length", kMaxFeedForward);
    const bool isRms = m_family.norm == NormKind::Rms;
    m_h.epsilon = static_cast<float>(
        m_keys.real(isRms ? "attention.layer_norm_rms_epsilon" : "attention.layer_norm_epsilon", 0, 1));
}

void HyperParameterReader::heads()
{
    m_h.heads = m_keys.count("attention.head_count", kMaxWidth);
    m_h.keyHeads = m_keys.countOr("attention.head_count_kv", kMaxWidth, m_h.heads);
    m_h.headSize = m_keys.countOr("attention.key_length", kMaxWidth, 0);
    if (m_keys.error())
        return;
    if (m_h.headSize == 0) {
        if (m_h.width % m_h.heads != 0)
            return m_keys.fail(fmt::format("{} heads do not divide its width of {}", m_h.heads, m_h.width));
        m_h.headSize = m_h.width / m_h.heads;
    }
    const int valueSize = m_keys.countOr("attention.value_length", kMaxWidth, m_h.headSize);
    if (m_h.heads % m_h.keyHeads != 0)
        m_keys.fail(fmt::format("{} heads of keys do not divide its {} heads", m_h.keyHeads, m_h.heads));
    if (valueSize != m_h.headSize)
        m_keys.fail(fmt::format("its values have {} numbers per head and its keys {}, which is not supported",
                                valueSize, m_h.headSize));
    if (m_h.headSize % 4 != 0 || m_h.headSize > static_cast<int>(kMaxHeadSize))
        m_keys.fail(fmt::format("its heads have {} numbers; multiples of 4 up to {} are supported",
                                m_h.headSize, kMaxHeadSize));
    m_h.scoreScale = m_family.scaledScores ? 1.0f / std::sqrt(static_cast<float>(m_h.headSize)) : 1.0f;
}

void HyperParameterReader::sight()
{
    switch (m_family.sight) {
    case Sight::All:
        return; // whatever the key says
    case Sight::AllUnlessFileSays:
        m_h.causal = m_keys.flagOr("attention.causal", false);
        return;
    case Sight::BeforeUnlessFileSays:
        m_h.causal = m_keys.flagOr("attention.causal", true);
        return;
    }
}

// Local layers have a base of their own and are never scaled.
void HyperParameterReader::ropes()
{
    RopeNumbers& rope = m_h.rope;
    rope.dimensions = m_keys.countOr("rope.dimension_count", kMaxHeadSize, m_h.headSize);
    rope.base = m_keys.realOr("rope.freq_base", 1, kMaxRopeBase, static_cast<double>(m_family.ropeBase));
    if (rope.dimensions % 2 != 0 || rope.dimensions > m_h.headSize)
        m_keys.fail(fmt::format("it turns {} of the {} numbers of a head by their position, which cannot be",
                                rope.dimensions, m_h.headSize));
    if (m_family.makesText && rope.dimensions != m_h.headSize)
        m_keys.fail(
            fmt::format("it turns {} of the {} numbers of a head by their position; its family turns all",
                        rope.dimensions, m_h.headSize));
    m_h.localRope = rope;
    m_h.localRope.base = m_keys.realOr("rope.freq_base_swa", 1, kMaxRopeBase, 10000);

    const std::string scaling = m_keys.textOr("rope.scaling.type", "linear");
    if (scaling != "none" && scaling != "linear" && scaling != "yarn")
        return m_keys.fail(fmt::format(
            "its key \"rope.scaling.type\" is \"{}\"; none, linear and yarn are supported", scaling));
    double factor = m_keys.realOr("rope.scale_linear", 0, kMaxRopeFactor, 0); // the old key
    factor = m_keys.realOr("rope.scaling.factor", 0, kMaxRopeFactor, factor);
    if (scaling == "none" || factor == 0)
        return;
    rope.factor = factor;
    rope.scale = 1 / factor;
    if (scaling == "yarn")
        yarn(rope);
}

void HyperParameterReader::yarn(RopeNumbers& rope)
{
    rope.yarn = true;
    rope.originalContext =
        m_keys.countOr("rope.scaling.original_context_length", kMaxContext, m_h.contextLength);
    rope.betaFast = m_keys.realOr("rope.scaling.yarn_beta_fast", 1e-3, 1e6, rope.betaFast);
    rope.betaSlow = m_keys.realOr("rope.scaling.yarn_beta_slow", 1e-3, 1e6, rope.betaSlow);
}

void HyperParameterReader::windows()
{
    const bool needed = m_family.local == LocalLayers::AllButLast;
    const auto width = m_keys.number("attention.sliding_window");
    if (needed && (!width || *width == 0))
        return m_keys.fail(
            fmt::format("the key \"{}.attention.sliding_window\", which the model needs, is missing",
                        m_family.architecture));
    if (!width || *width == 0)
        return; // every layer sees everything
    if (*width > kMaxContext)
        return m_keys.fail(fmt::format("its sliding window is {} tokens wide, which cannot be", *width));
    m_h.window = static_cast<int>(*width) / 2;
    if (auto flags = m_keys.flags("attention.sliding_window_pattern")) {
        if (static_cast<int>(flags->size()) < m_h.layers)
            return m_keys.fail(
                fmt::format("its sliding windows are given for {} of {} layers", flags->size(), m_h.layers));
        m_h.localLayers = std::move(*flags);
        return;
    }
    const auto pattern = m_keys.number("attention.sliding_window_pattern");
    const uint64_t every = pattern.value_or(static_cast<uint64_t>(m_family.localPattern));
    for (int i = 0; i < m_h.layers; ++i) {
        const uint64_t place = every == 0 ? 0 : static_cast<uint64_t>(i) % every;
        const uint64_t global = m_family.local == LocalLayers::AllButFirst ? 0 : every - 1;
        m_h.localLayers.push_back(every == 0 || place != global);
    }
}

void HyperParameterReader::experts()
{
    m_h.experts = m_keys.count("expert_count", kMaxExperts);
    m_h.expertsUsed = m_keys.count("expert_used_count", kMaxExperts);
    m_h.expertEvery = m_keys.count("moe_every_n_layers", kMaxLayers);
    if (m_h.expertsUsed > m_h.experts)
        m_keys.fail(fmt::format("it uses {} of {} experts, which cannot be", m_h.expertsUsed, m_h.experts));
}

void HyperParameterReader::buckets()
{
    m_h.buckets = m_keys.count("attention.relative_buckets_count", kMaxBuckets);
    if (m_h.buckets % 4 != 0) // halves for either side, halves of those for near and far
        m_keys.fail(
            fmt::format("it has {} buckets of distances, which cannot be (multiples of 4)", m_h.buckets));
}

void HyperParameterReader::activation()
{
    if (m_family.local != LocalLayers::AllButFirst)
        return; // only ModernBERT's files may say another
    const std::string name = m_keys.textOr("hidden_activation", "gelu");
    if (name == "silu")
        m_h.curve = Curve::Silu;
    else if (name != "gelu")
        m_keys.fail(fmt::format("its activation is \"{}\"; gelu and silu are supported", name));
}

// Numbers from llama.cpp's enum of pooling types. "none" is a file that leaves the choice to the program.
void HyperParameterReader::pooling(bool chosen)
{
    const auto type = m_keys.number("pooling_type");
    m_h.poolingFromFile = type.has_value() && *type != 0;
    m_h.pooling = m_family.pooling;
    if (!type && m_family.makesText && !chosen)
        return m_keys.fail(
            fmt::format("it is a {} model that makes text, without the key \"{}.pooling_type\" that "
                        "embedding models have; choose "
                        "an embedding model, or choose the pooling yourself if you know that it is one",
                        m_family.architecture, m_family.architecture));
    switch (type.value_or(0)) {
    case 0:
        return;
    case 1:
        m_h.pooling = Pooling::Mean;
        return;
    case 2:
        m_h.pooling = Pooling::Cls;
        return;
    case 3:
        m_h.pooling = Pooling::Last;
        return;
    case 4:
        return m_keys.fail("it is a reranker (its pooling type is \"rank\"), not an embedding model");
    default:
        return m_keys.fail(
            fmt::format("its key \"{}.pooling_type\" is {}, which is unknown", m_family.architecture, *type));
    }
}

}

Result<HyperParameters> readHyperParameters(const GgufFile& file, bool poolingChosen)
{
    const auto family = familyOf(file);
    if (!family)
        return family.error();
    return HyperParameterReader(file, **family).read(poolingChosen);
}

}
