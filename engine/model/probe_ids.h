// The ids that the original tokenizers of well-known vocabularies give for a few texts of our own, without
// special tokens: what a file's own tokenizer is compared with. The vocabularies themselves are not here.
// Source: the models' published tokenizers, confirmed by two independent implementations.
#pragma once

#include "engine/tokens/tokenizer.h"

#include <array>
#include <cstddef>
#include <span>
#include <string_view>

namespace embedscope {

inline constexpr std::size_t kProbeTexts = 7;

struct ProbeReference
{
    std::string_view vocabulary; ///< for people
    std::string_view
        pieces; ///< contentHash of the pieces of all ids, "<bytes>:<piece>" each: it is that vocabulary
    std::array<std::span<const TokenId>, kProbeTexts> ids;
};

std::span<const std::string_view> probeTextsWithIds();
std::span<const ProbeReference> probeReferences();

}
