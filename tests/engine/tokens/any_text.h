// Texts for property tests: mostly text, with what makes tokenizers fall, and any bytes.
#pragma once

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>
#include <string>
#include <vector>

namespace embedscope {

inline rc::Gen<std::string> joined(rc::Gen<std::string> part)
{
    return rc::gen::map(rc::gen::container<std::vector<std::string>>(std::move(part)),
                        [](const std::vector<std::string>& parts) {
                            std::string text;
                            for (const std::string& each : parts)
                                text += each;
                            return text;
                        });
}

inline rc::Gen<std::string> textPart()
{
    return rc::gen::element<std::string>(
        "a", "b", "ab", "aba", "x", "xx", "the", " the", "he", "t", "e", "in", " ", "  ", "   ", "\n", "\n\n",
        "\r\n", "\t", "<u>", "u>x", "<u>x", "<s>", "</s>", "<|end|>", "<0x0A>", "'s", "'S", "12", "123",
        "\u2581", "\u2581\u2581", "\u0301", "e\u0301", "\u00E9", "\u4E16", "\u754C", "\u4E16\u754C",
        "\U0001F642", "\u200D", "\u3000", "\u0120", std::string("\0", 1));
}

/// Well-formed.
inline rc::Gen<std::string> cleanText()
{
    return joined(textPart());
}

inline rc::Gen<std::string> anyBytes()
{
    return joined(rc::gen::oneOf(textPart(), rc::gen::arbitrary<std::string>(),
                                 rc::gen::element<std::string>("\xFF", "\xF0\x9F", "\xED\xA0", "\xC0\xAF",
                                                               "\x80", "\xE2\x96", "\xF4\x90")));
}

}
