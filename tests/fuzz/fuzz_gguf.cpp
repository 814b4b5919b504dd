// Any bytes as a GGUF file: an Error or a file whose every view lies inside the bytes, and a tokenizer that
// works.
#include "engine/gguf/gguf_file.h"
#include "engine/tokens/tokenizer.h"

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
    const auto file = GgufFile::fromBytes(bytes, "fuzz");
    if (!file) {
        require(!file.error().sentence.empty());
        return 0;
    }
    for (const std::string_view key : file->keys()) {
        require(file->find(key) != nullptr);
        (void)file->stringValue(key);
        (void)file->unsignedValue(key);
        (void)file->floatValue(key);
        (void)file->boolValue(key);
        (void)file->arrayValue(key, GgufValueType::String);
    }
    for (const GgufTensor& tensor : file->tensors()) {
        require(tensor.data.data() >= bytes.data());
        require(tensor.data.data() + tensor.data.size() <= bytes.data() + bytes.size());
        require(tensor.elements() > 0);
        require(file->tensor(tensor.name) == &tensor);
    }
    require(file->tensorFingerprint().size() == 32);
    const auto tokenizer = Tokenizer::fromGguf(*file);
    if (!tokenizer)
        return 0;
    for (const TokenId id : (*tokenizer)->encode("Abc \xC3\xA9!\xFF [SEP] a"))
        require(id >= 0 && static_cast<std::size_t>(id) < (*tokenizer)->vocabularySize());
    return 0;
}
