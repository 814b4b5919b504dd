#include "engine/readers/pdf_repair.h"

#include <fmt/format.h>

namespace embedscope {

namespace {

bool isDigit(char c)
{
    return c >= '0' && c <= '9';
}

// "12 0" before " obj" at `at`; "" when there is none.
std::string_view referenceBefore(std::string_view bytes, std::size_t at)
{
    std::size_t begin = at;
    const auto back = [&](auto matches) {
        const std::size_t from = begin;
        while (begin > 0 && matches(bytes[begin - 1]))
            --begin;
        return begin < from;
    };
    const auto blank = [](char c) { return c == ' '; };
    back(blank);
    const std::size_t end = begin;
    if (!back(isDigit) || !back(blank) || !back(isDigit))
        return {};
    return bytes.substr(begin, end - begin);
}

}

std::optional<std::string> withTrailer(std::string_view bytes)
{
    if (bytes.find("trailer") != std::string_view::npos)
        return std::nullopt;
    const std::size_t catalog = bytes.rfind("/Catalog");
    const std::size_t object = catalog == std::string_view::npos ? catalog : bytes.rfind("obj", catalog);
    if (object == std::string_view::npos)
        return std::nullopt;
    const std::string_view root = referenceBefore(bytes, object);
    if (root.empty())
        return std::nullopt;
    return fmt::format("{}\ntrailer\n<< /Root {} R >>\nstartxref\n0\n%%EOF\n", bytes, root);
}

}
