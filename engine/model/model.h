// A loaded embedding model: hparams, packed weights, tokenizer, kernels. Immutable after loading and shared by all
// workers; the file stays mapped, the token table is read from it row by row and never copied whole.
#pragma once

#include "engine/base/result.h"
#include "engine/gguf/gguf_file.h"
#include "engine/kernels/kernels.h"
#include "engine/model/family.h"
#include "engine/model/prompts.h"
#include "engine/tokens/tokenizer.h"

#include <cstdint>
#include <filesystem>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace embedscope {

std::string_view poolingName(Pooling pooling);
/// "mean", "cls" or "last".
std::optional<Pooling> poolingFromName(std::string_view name);

/// What people see of a model. `source` says where a setting came from: "file", "rule of the bert family", "you".
struct ModelFact {
    std::string name, value, source;
};

struct ModelInfo {
    std::string path, fileName, name, architecture;
    std::string fingerprint;        ///< tensors, and the metadata that matter; with pooling and dimensions it is a vector's identity
    std::string weightTypes;        ///< "Q8_0", "F16", or "Q8_0, F32" when matrices are mixed
    std::string tokenizer;          ///< "WordPiece"
    std::string target;             ///< kernel table in use
    int layers = 0, width = 0, heads = 0, keyHeads = 0, headSize = 0, feedForward = 0, contextLength = 0, vocabularySize = 0;
    int dimensions = 0;
    std::vector<int> sizes;         ///< that vectors may have: the whole first, then those the model was trained to be cut to
    Pooling pooling = Pooling::Mean;
    uint64_t fileBytes = 0, packedBytes = 0, parameters = 0;
    uint64_t macsPerToken = 0;      ///< multiply-adds of its products, without attention
    bool int8Products = false;      ///< most of them are of int8 weights
    std::vector<ModelFact> facts;   ///< for the model view and inspect
};

struct ModelOptions {
    std::string target;                       ///< empty: best
    Pooling pooling = Pooling::FromFile;
    int dimensions = 0;                       ///< 0: all; else the first n, renormalised
    bool normalize = true;
    PromptChoice prompts;                     ///< empty: by the rule for the model
    bool needsTokenizer = true;               ///< false: a model with an unknown tokenizer opens too, for texts given as ids
    bool bf16 = false;                        ///< float matrices and what they multiply are rounded to bf16: nearly twice as fast
};

struct ModelWeights; // model/weights.h
struct HyperParameters; // model/hparams.h

class Model {
public:
    static Result<std::shared_ptr<const Model>> open(const std::filesystem::path& path, const ModelOptions& options = {});
    /// The bytes must outlive the model.
    static Result<std::shared_ptr<const Model>> openBytes(std::span<const std::byte> bytes, std::string name, const ModelOptions& options = {});
    ~Model();
    /// The same network with other prompts and another size of vectors (0: all), at once: weights, file and tokenizer are shared.
    Result<std::shared_ptr<const Model>> with(const PromptChoice& prompts, int dimensions) const;

    const ModelInfo& info() const { return m_info; }
    const ModelOptions& options() const { return m_options; }
    bool hasTokenizer() const { return m_tokenizer != nullptr; } ///< always, unless opened with needsTokenizer = false
    const Tokenizer& tokenizer() const { return *m_tokenizer; }
    /// What stands before questions and passages.
    const Prompts& prompts() const { return m_prompts; }
    const GgufFile& file() const { return *m_file; }
    /// The ids of a text in this role: prompt (with the title where it takes one), special tokens, cut to the context
    /// (`cut`: tokens left out).
    std::vector<TokenId> idsOf(TextRole role, std::string_view text, std::size_t* cut = nullptr, std::string_view title = {}) const;
    /// Tokens that the context leaves for a text beside special tokens, prompt and the longest title; at least 1.
    int roomFor(TextRole role) const;
    /// The title as the prompt of passages takes it: one line, cut where it would crowd out the text; empty when it takes none.
    std::string titleThatFits(std::string_view title) const;
    const KernelTable& kernels() const { return *m_kernels; }
    const HyperParameters& hparams() const { return *m_hparams; }
    const ModelWeights& weights() const { return *m_weights; }

    /// Are these the ids of a text that the model can take: some, not too many, all in its table?
    Result<void> checkIds(std::span<const TokenId> ids) const;

private:
    Model();
    Model(const Model&) = default;
    friend class ModelLoader;
    Result<void> checkPrompts() const;
    int tokensAround(TextRole role) const;

    ModelOptions m_options;
    ModelInfo m_info;
    std::shared_ptr<GgufFile> m_file;
    std::shared_ptr<Tokenizer> m_tokenizer;
    Prompts m_prompts;
    std::shared_ptr<HyperParameters> m_hparams;
    std::shared_ptr<ModelWeights> m_weights;
    const KernelTable* m_kernels = nullptr;
};

}
