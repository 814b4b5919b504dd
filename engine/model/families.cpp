#include "engine/model/family.h"

#include <algorithm>
#include <array>

namespace embedscope {

namespace {

// x = norm(token + type + position);  y = norm(output(attention(x)) + x);  x = norm(down(gelu(up(y))) + y)
constexpr Family kBert = {
    .architecture = "bert",
    .models = "BERT, MiniLM, BGE, E5, GTE, DistilBERT, RoBERTa, XLM-R",
    .norm = NormKind::Layer,
    .place = NormPlace::After,
    .normBias = true,
    .embeddingNorm = true,
    .tokenTypes = Presence::Optional,
    .positions = Positions::Table,
    .gate = Gate::None,
    .curve = Curve::Gelu,
};

constexpr Family with(Family family, auto change)
{
    change(family);
    return family;
}

constexpr Family kNomicBert = with(kBert, [](Family& f) {
    f.architecture = "nomic-bert";
    f.models = "nomic-embed-text v1 and v1.5";
    f.positions = Positions::RopeHalves;
    f.gate = Gate::Separate;
    f.curve = Curve::Silu;
});

constexpr Family kNomicBertMoe = with(kBert, [](Family& f) {
    f.architecture = "nomic-bert-moe";
    f.models = "nomic-embed-text v2";
    f.positions = Positions::RopeHalves;
    f.experts = true;
});

constexpr Family kJinaBertV2 = with(kBert, [](Family& f) {
    f.architecture = "jina-bert-v2";
    f.models = "jina-embeddings-v2";
    f.tokenTypes = Presence::Required;
    f.positions = Positions::Alibi;
    f.headNorms = HeadNorms::WholeRow;
    f.gate = Gate::AsStored;
});

constexpr Family kJinaBertV3 = with(kBert, [](Family& f) {
    f.architecture = "jina-bert-v3";
    f.models = "jina-embeddings-v3";
    f.tokenTypes = Presence::Required;
    f.positions = Positions::RopeHalves;
});

// x += output(attention(norm(x)));  x += down(act(gate) * up), both of norm(x);  at the end norm(x)
constexpr Family kModernBert = {
    .architecture = "modern-bert",
    .models = "ModernBERT, gte-modernbert, granite-embedding R2",
    .norm = NormKind::Layer,
    .embeddingNorm = true,
    .firstLayerBare = true,
    .local = LocalLayers::AllButFirst,
    .localPattern = 3,
    .gate = Gate::InUp,
    .curve = Curve::Gelu,
};

constexpr Family kNeoBert = {
    .architecture = "neo-bert",
    .models = "NeoBERT",
    .positions = Positions::RopeAdjacent,
    .gate = Gate::InUp,
    .pooling = Pooling::Cls,
    .finalNorm = "enc.output_norm",
};

constexpr Family kEuroBert = {
    .architecture = "eurobert",
    .models = "EuroBERT, jina-embeddings-v5-text-nano",
};

constexpr Family kGemmaEmbedding = {
    .architecture = "gemma-embedding",
    .models = "EmbeddingGemma",
    .resultNorms = true,
    .scaledEmbedding = true,
    .ropeBase = 10000,
    .local = LocalLayers::AllButLast,
    .localPattern = 6,
    .headNorms = HeadNorms::PerHead,
    .curve = Curve::GeluTanh,
};

constexpr Family kQwen3 = {
    .architecture = "qwen3",
    .models = "Qwen3-Embedding",
    .sight = Sight::BeforeUnlessFileSays,
    .headNorms = HeadNorms::PerHead,
    .pooling = Pooling::Last,
    .makesText = true,
};

constexpr Family kQwen2 = {
    .architecture = "qwen2",
    .models = "gte-Qwen2, jina-code-embeddings",
    .sight = Sight::BeforeUnlessFileSays,
    .pooling = Pooling::Last,
    .makesText = true,
};

constexpr Family kLlama = {
    .architecture = "llama",
    .models = "e5-mistral, SFR-Embedding, Linq-Embed",
    .positions = Positions::RopeAdjacent,
    .sight = Sight::BeforeUnlessFileSays,
    .pooling = Pooling::Last,
    .makesText = true,
};

constexpr Family kLlamaEmbed = {
    .architecture = "llama-embed",
    .models = "llama-embed-nemotron",
    .positions = Positions::RopeAdjacent,
    .sight = Sight::AllUnlessFileSays,
};

constexpr Family kT5Encoder = {
    .architecture = "t5encoder",
    .models = "sentence-T5, GTR, instructor",
    .positions = Positions::Buckets,
    .scaledScores = false,
    .gate = Gate::AsStored,
    .curve = Curve::GeluTanh,
    .bareCurve = Curve::Relu,
    .block = "enc.blk.",
    .attentionOutput = "attn_o",
    .finalNorm = "enc.output_norm",
};

constexpr std::array kFamilies = {kBert,       kNomicBert, kNomicBertMoe, kJinaBertV2,     kJinaBertV3,
                                  kModernBert, kNeoBert,   kEuroBert,     kGemmaEmbedding, kQwen3,
                                  kQwen2,      kLlama,     kLlamaEmbed,   kT5Encoder};

}

const Family* findFamily(std::string_view architecture)
{
    const auto found = std::ranges::find(kFamilies, architecture, &Family::architecture);
    return found == kFamilies.end() ? nullptr : &*found;
}

std::span<const Family> allFamilies()
{
    return kFamilies;
}

}
