// A small bert model with random weights, made in memory: every number of the network, type and form can be
// chosen, and single tensors or keys broken. Its weights are exact in every type, so values() is what an
// engine must compute with.
#pragma once

#include "engine/gguf/gguf_types.h"

#include <cstddef>
#include <cstdint>
#include <map>
#include <optional>
#include <set>
#include <string>
#include <vector>

namespace embedscope {

class TinyModel
{
public:
    struct Shape
    {
        int layers = 2, width = 64, heads = 4, feedForward = 96, context = 300, vocabulary = 60;
        double epsilon = 1e-3;
        TensorType type = TensorType::F32; ///< of the matrices in the layers
        TensorType tableType = TensorType::F32; ///< of the token table
        std::optional<TensorType> valueType; ///< of attn_v, when it is another
        bool fused = false, fusedBias = true, biases = true, tokenTypes = true;
        std::optional<uint32_t> pooling = 1;
        uint32_t seed = 1;
    };
    struct Tensor
    {
        TensorType type = TensorType::F32;
        std::vector<uint64_t> shape;
        std::vector<std::byte> bytes;
        std::vector<float> values;
    };

    TinyModel()
        : TinyModel(Shape())
    {
    }
    explicit TinyModel(const Shape& shape);

    const Shape& shape() const { return m_shape; }
    std::map<std::string, Tensor>& tensors() { return m_tensors; }
    const std::map<std::string, Tensor>& tensors() const { return m_tensors; }
    const std::vector<float>& values(const std::string& name) const { return m_tensors.at(name).values; }
    bool has(const std::string& name) const { return m_tensors.contains(name); }

    void set(const std::string& name, TensorType type,
             std::vector<uint64_t> shape); ///< anew, with random values
    void leaveOutKey(const std::string& key) { m_withoutKeys.insert(key); }
    std::string architecture = "bert";
    std::map<std::string, uint32_t> numbers; ///< further keys
    std::map<std::string, float> reals;
    std::map<std::string, std::string> texts;
    bool withVocabulary = true;
    std::string wordPrefix = "w"; ///< of the made-up words
    int vocabularyTokens = 0; ///< 0: as many as rows

    std::vector<std::byte> bytes() const;
    /// Ids of a text of so many tokens, with special tokens.
    std::vector<int32_t> randomIds(int tokens, uint32_t seed) const;

private:
    void addLayer(int index);
    void addNorm(const std::string& name);
    void addLinear(const std::string& name, int outputs, int inputs, bool bias, TensorType type);

    Shape m_shape;
    std::map<std::string, Tensor> m_tensors;
    std::set<std::string> m_withoutKeys;
    uint64_t m_random = 0;
};

}
