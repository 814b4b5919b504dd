#include "tests/engine/model/reference_pass.h"

#include <algorithm>
#include <cmath>
#include <fmt/format.h>

namespace embedscope {

namespace {

using Row = std::vector<double>;
using Rows = std::vector<Row>;

Row tableRow(const TinyModel& model, const std::string& name, int row)
{
    const auto width = static_cast<std::size_t>(model.shape().width);
    const auto* first = model.values(name).data() + static_cast<std::size_t>(row) * width;
    return {first, first + width};
}

Row sum(Row a, const Row& b)
{
    for (std::size_t i = 0; i < a.size(); ++i)
        a[i] += b[i];
    return a;
}

// y = W x + b, the rows of W from `firstOutput` on.
Row linear(const TinyModel& model, const std::string& weight, const std::string& bias, const Row& x,
           std::size_t firstOutput, std::size_t outputs, std::size_t firstBias)
{
    Row y(outputs);
    const auto& w = model.values(weight);
    for (std::size_t o = 0; o < outputs; ++o) {
        for (std::size_t i = 0; i < x.size(); ++i)
            y[o] += double{w[(firstOutput + o) * x.size() + i]} * x[i];
        if (model.has(bias))
            y[o] += model.values(bias)[firstBias + o];
    }
    return y;
}

Row linear(const TinyModel& model, const std::string& name, const Row& x, int outputs)
{
    return linear(model, name + ".weight", name + ".bias", x, 0, static_cast<std::size_t>(outputs), 0);
}

// Part 0 is the query, 1 the key, 2 the value.
Row projection(const TinyModel& model, const std::string& block, std::size_t part, const Row& x)
{
    const std::string names[] = {"attn_q", "attn_k", "attn_v"};
    const std::size_t d = x.size();
    if (!model.has(block + "attn_qkv.weight"))
        return linear(model, block + names[part], x, static_cast<int>(d));
    if (model.has(block + "attn_qkv.bias"))
        return linear(model, block + "attn_qkv.weight", block + "attn_qkv.bias", x, part * d, d, part * d);
    return linear(model, block + "attn_qkv.weight", block + names[part] + ".bias", x, part * d, d, 0);
}

Row layerNorm(const TinyModel& model, const std::string& name, const Row& x)
{
    double mean = 0, variance = 0;
    for (const double value : x)
        mean += value / static_cast<double>(x.size());
    for (const double value : x)
        variance += (value - mean) * (value - mean) / static_cast<double>(x.size());
    Row y(x.size());
    for (std::size_t i = 0; i < x.size(); ++i)
        y[i] = (x[i] - mean) / std::sqrt(variance + static_cast<float>(model.shape().epsilon))
                * model.values(name + ".weight")[i]
            + model.values(name + ".bias")[i];
    return y;
}

Rows attention(const TinyModel& model, const std::string& block, const Rows& x)
{
    const std::size_t tokens = x.size(), heads = static_cast<std::size_t>(model.shape().heads);
    const std::size_t size = x[0].size() / heads;
    Rows q, k, v, out(tokens, Row(x[0].size()));
    for (const Row& row : x) {
        q.push_back(projection(model, block, 0, row));
        k.push_back(projection(model, block, 1, row));
        v.push_back(projection(model, block, 2, row));
    }
    for (std::size_t h = 0; h < heads; ++h) {
        for (std::size_t i = 0; i < tokens; ++i) {
            Row p(tokens);
            double total = 0;
            for (std::size_t j = 0; j < tokens; ++j) {
                for (std::size_t n = h * size; n < (h + 1) * size; ++n)
                    p[j] += q[i][n] * k[j][n];
                p[j] = std::exp(p[j] / std::sqrt(static_cast<double>(size)));
                total += p[j];
            }
            for (std::size_t j = 0; j < tokens; ++j)
                for (std::size_t n = h * size; n < (h + 1) * size; ++n)
                    out[i][n] += p[j] / total * v[j][n];
        }
    }
    return out;
}

}

std::vector<double> referenceVector(const TinyModel& model, const std::vector<int32_t>& ids, bool firstToken,
                                    bool norm)
{
    const int d = model.shape().width;
    Rows x;
    for (std::size_t p = 0; p < ids.size(); ++p) {
        Row row = sum(tableRow(model, "token_embd.weight", ids[p]),
                      tableRow(model, "position_embd.weight", static_cast<int>(p)));
        if (model.has("token_types.weight"))
            row = sum(row, tableRow(model, "token_types.weight", 0));
        x.push_back(layerNorm(model, "token_embd_norm", row));
    }
    for (int i = 0; i < model.shape().layers; ++i) {
        const std::string block = fmt::format("blk.{}.", i);
        const Rows attended = attention(model, block, x);
        for (std::size_t t = 0; t < x.size(); ++t) {
            const Row y = layerNorm(model, block + "attn_output_norm",
                                    sum(linear(model, block + "attn_output", attended[t], d), x[t]));
            Row up = linear(model, block + "ffn_up", y, model.shape().feedForward);
            for (double& value : up)
                value = 0.5 * value * (1 + std::erf(value / std::sqrt(2.0)));
            x[t] = layerNorm(model, block + "layer_output_norm",
                             sum(linear(model, block + "ffn_down", up, d), y));
        }
    }
    Row vector = x[0];
    for (std::size_t t = 1; t < x.size() && !firstToken; ++t)
        vector = sum(vector, x[t]);
    double length = 0;
    for (double& value : vector) {
        value /= firstToken ? 1 : static_cast<double>(x.size());
        length += value * value;
    }
    for (double& value : vector)
        value /= norm ? std::sqrt(length) : 1;
    return vector;
}

double cosine(const std::vector<double>& a, const std::vector<double>& b)
{
    double ab = 0, aa = 0, bb = 0;
    for (std::size_t i = 0; i < a.size(); ++i) {
        ab += a[i] * b[i];
        aa += a[i] * a[i];
        bb += b[i] * b[i];
    }
    return ab / std::sqrt(aa * bb);
}

double largestDifference(const std::vector<double>& a, const std::vector<double>& b)
{
    double largest = a.size() == b.size() ? 0 : INFINITY;
    for (std::size_t i = 0; i < std::min(a.size(), b.size()); ++i)
        largest = std::max(largest, std::abs(a[i] - b[i]));
    return largest;
}

}
