// A family of networks is a short description of what differs from the others: which norm stands where, how
// positions come in, what a token sees, how the feed-forward part is gated. hparams.cpp reads the numbers,
// read_weights.cpp the tensors and forward.cpp runs the pass, all by this description; a new family is an
// entry in families.cpp and a fixture. Source of every entry: engine/README.md, "Families".
#pragma once

#include <span>
#include <string_view>

namespace embedscope {

enum class NormKind
{
    Layer,
    Rms
};
/// After: norm(part(x) + x), as in BERT. Before: x + part(norm(x)), with a norm at the very end.
enum class NormPlace
{
    After,
    Before
};
enum class Positions
{
    Table,
    RopeHalves,
    RopeAdjacent,
    Alibi,
    Buckets
};
/// What a token sees beside itself: all, or those before it. The file may say otherwise where a family has
/// both.
enum class Sight
{
    All,
    AllUnlessFileSays,
    BeforeUnlessFileSays
};
/// Layers that see a window only: none, all but the first of every so many, all but the last of every so
/// many.
enum class LocalLayers
{
    None,
    AllButFirst,
    AllButLast
};
/// act(gate) * up: no gate, a matrix of its own, the first half of the up matrix, or whatever the file has.
enum class Gate
{
    None,
    Separate,
    InUp,
    AsStored
};
enum class Curve
{
    Gelu,
    GeluTanh,
    Silu,
    Relu
};
enum class Presence
{
    None,
    Optional,
    Required
};
enum class HeadNorms
{
    None,
    PerHead,
    WholeRow
};
enum class Pooling
{
    FromFile,
    Mean,
    Cls,
    Last
};

struct Family
{
    std::string_view architecture; ///< general.architecture
    std::string_view models; ///< the best known, for people

    NormKind norm = NormKind::Rms;
    NormPlace place = NormPlace::Before;
    bool normBias = false;
    bool embeddingNorm = false; ///< token_embd_norm
    bool resultNorms = false; ///< a norm on the result of each part, before it is added
    bool firstLayerBare = false; ///< the first layer may do without its norm before attention

    bool scaledEmbedding = false; ///< times the root of the width
    Presence tokenTypes = Presence::None;
    Positions positions = Positions::RopeHalves;
    float ropeBase = 10000; ///< when the file says nothing

    Sight sight = Sight::All;
    LocalLayers local = LocalLayers::None;
    int localPattern = 0; ///< when the file says nothing
    bool scaledScores = true; ///< by the root of the head size
    HeadNorms headNorms = HeadNorms::None; ///< on queries and keys, before RoPE

    Gate gate = Gate::Separate;
    Curve curve = Curve::Silu;
    Curve bareCurve = Curve::Gelu; ///< of a feed-forward part that turns out to have no gate
    bool experts = false;

    Pooling pooling = Pooling::Mean; ///< when the file says nothing
    bool makesText = false; ///< such files are mostly no embedding models: without a pooling they are refused

    std::string_view block = "blk.";
    std::string_view attentionOutput = "attn_output";
    std::string_view finalNorm = "output_norm";

    bool hasRope() const
    {
        return positions == Positions::RopeHalves || positions == Positions::RopeAdjacent;
    }
};

/// nullptr for an architecture that is not known.
const Family* findFamily(std::string_view architecture);
std::span<const Family> allFamilies();

}
