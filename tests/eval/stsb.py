#!/usr/bin/env python3
"""STS Benchmark, test part: Spearman correlation of cosine and score over all pairs, average ranks for ties."""

import csv
import math

import embedding


def ranks(values):
    order = sorted(range(len(values)), key=values.__getitem__)
    result = [0.0] * len(values)
    start = 0
    while start < len(order):
        end = start
        while end < len(order) and values[order[end]] == values[order[start]]:
            end += 1
        for i in order[start:end]:
            result[i] = (start + end - 1) / 2
        start = end
    return result


def pearson(a, b):
    mean_a, mean_b = sum(a) / len(a), sum(b) / len(b)
    both = sum((x - mean_a) * (y - mean_b) for x, y in zip(a, b))
    return both / math.sqrt(sum((x - mean_a) ** 2 for x in a) * sum((y - mean_b) ** 2 for y in b))


def main():
    chosen = embedding.arguments(embedding.parser(__doc__))
    with embedding.need(chosen.data / "stsb-en-test.csv").open(newline="", encoding="utf-8") as file:
        pairs = list(csv.DictReader(file))
    vectors = embedding.embed(chosen, [pair["sentence1"] for pair in pairs] + [pair["sentence2"] for pair in pairs])
    cosines = [embedding.cosine(a, b) for a, b in zip(vectors[: len(pairs)], vectors[len(pairs) :])]
    spearman = pearson(ranks(cosines), ranks([float(pair["score"]) for pair in pairs]))
    expected = chosen.expect if chosen.expect is not None else embedding.card_figure(0)
    embedding.verdict(f"STS Benchmark, Spearman of {len(pairs)} pairs", spearman, expected)


if __name__ == "__main__":
    main()
