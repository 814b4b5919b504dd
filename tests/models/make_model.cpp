// make_model SHAPE FILE [--type T] [--seed N] [--layers N] [--tokens N]: see tests/README.md.
#include "tests/models/model_shapes.h"
#include "tests/models/random_rows.h"

#include <CLI/CLI.hpp>
#include <cstdio>
#include <fmt/format.h>

int main(int argc, char** argv)
{
    using namespace embedscope;
    std::string shape, file, type = "Q8_0";
    MadeModel model;
    CLI::App app("Writes a GGUF model with random weights in the shape of a well-known embedding model.");
    app.add_option("shape", shape, fmt::format("One of {}", fmt::join(shapeNames(), ", ")))->required();
    app.add_option("file", file, "The file to write")->required();
    app.add_option("--type", type, "Type of the matrices: F32, F16, BF16, Q8_0 or Q4_0 (Q8_0)");
    app.add_option("--seed", model.seed, "Other numbers for another seed (1)");
    app.add_option("--layers", model.layers, "Fewer layers than the shape has");
    app.add_option("--tokens", model.tokens, "A smaller vocabulary, at least 4000");
    CLI11_PARSE(app, argc, argv);
    const auto chosen = writableType(type);
    if (!chosen) {
        fmt::print(stderr, "error: The type \"{}\" cannot be written; choose F32, F16, BF16, Q8_0 or Q4_0.\n",
                   type);
        return 2;
    }
    model.shape = shape;
    model.type = *chosen;
    if (auto written = writeModel(model, file); !written) {
        fmt::print(stderr, "error: {}\n", written.error().sentence);
        return 1;
    }
}
