// Any bytes as a model: an Error with a sentence, or a model that gives a vector of its dimensions for one token.
#include "engine/model/forward.h"

#include <cstdlib>

using namespace embedscope;

static void require(bool condition)
{
    if (!condition)
        std::abort();
}

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, std::size_t size)
{
    const std::span bytes(reinterpret_cast<const std::byte*>(data), size);
    const auto model = Model::openBytes(bytes, "fuzz", {.needsTokenizer = false});
    if (!model) {
        require(!model.error().sentence.empty());
        return 0;
    }
    require(!(*model)->info().facts.empty());
    const TokenId last = (*model)->info().vocabularySize - 1;
    const int length = 1;
    require(static_cast<bool>((*model)->checkIds({&last, 1})));
    Workspace workspace(**model);
    SerialRows serial;
    const auto vector = forward(**model, {{&last, 1}, {&length, 1}}, workspace, serial);
    require(vector.size() == static_cast<std::size_t>((*model)->info().dimensions));
    return 0;
}
