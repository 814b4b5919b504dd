// What a library remembers of the models that made its vectors: where the file lay, with which prompts and
// how many dimensions, so that whoever opens the library later asks with the right ones. Not for the vectors.
#pragma once

#include "engine/library/library.h"
#include "engine/model/model.h"

#include <optional>
#include <string>

namespace embedscope {

struct RememberedModel
{
    std::string path;
    PromptChoice prompts;
    int dimensions = 0; ///< 0: all
};

/// Under the identity of its vectors, and as the last one of this network that was used.
Result<void> rememberModel(Library& library, const Model& model);
/// Nothing for an identity that nobody remembered.
Result<std::optional<RememberedModel>> rememberedModel(Library& library, const ModelIdentity& identity);

/// The same network with the prompts and dimensions with which this library was used last; as it is when it
/// is new to the library. For who adds documents.
Result<std::shared_ptr<const Model>> asLastUsed(Library& library, std::shared_ptr<const Model> model);
/// The same network as the library holds vectors of, the last used first; as it is for a library without any
/// vectors. nullptr: there are vectors, but none of this network. For who asks.
Result<std::shared_ptr<const Model>> asVectorsAre(Library& library, std::shared_ptr<const Model> model);

}
