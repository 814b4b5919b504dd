// Makes a Model out of a GGUF file: numbers, tensors, tokenizer, kernels, in this order; the first thing that
// is wrong is the Error. Used by Model::open and Model::openBytes alone.
#pragma once

#include "engine/model/model.h"

namespace embedscope {

class ModelLoader
{
public:
    static Result<std::shared_ptr<const Model>> load(Result<GgufFile> file, std::string path,
                                                     const ModelOptions& options);

private:
    ModelLoader(GgufFile file, const ModelOptions& options);
    Result<void> run(std::string path);
    Result<void> readNumbers();
    Result<void> readPrompts();
    Result<void> readTokenizer();
    Result<void> readWeights();
    void describe(std::string path);

    std::shared_ptr<Model> m_model;
};

}
