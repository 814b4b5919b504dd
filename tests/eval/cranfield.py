#!/usr/bin/env python3
"""Cranfield: nDCG@10 of an exhaustive search by cosine; discount 1/log2(rank+1), ideal over all judged documents.

As the bundled model's card was measured: documents without their titles (the text repeats them), gain 2^score - 1.
With --linear as other figures for this collection are given: title and text, gain = score; that needs --expect.
"""

import collections
import csv
import heapq
import json
import math

import embedding

BEST = 10


def read_lines(path):
    with embedding.need(path).open(encoding="utf-8") as file:
        return [json.loads(line) for line in file]


def read_judgements(path, gain):
    """Of each question: document -> gain."""
    gains = collections.defaultdict(dict)
    with embedding.need(path).open(newline="", encoding="utf-8") as file:
        for row in csv.DictReader(file, delimiter="\t"):
            gains[row["query-id"]][row["corpus-id"]] = gain(float(row["score"]))
    return gains


def dcg(gains):
    return sum(gain / math.log2(rank + 1) for rank, gain in enumerate(gains, 1))


def main():
    parser = embedding.parser(__doc__)
    parser.add_argument("--linear", action="store_true", help="titles too, and the score itself as gain")
    chosen = embedding.arguments(parser)
    if chosen.linear and chosen.expect is None:
        parser.error("--linear needs --expect: the card's figure is measured in the other way.")
    folder = chosen.data / "cranfield"
    documents, questions = read_lines(folder / "corpus.jsonl"), read_lines(folder / "queries.jsonl")
    judged = read_judgements(folder / "qrels.tsv", (lambda score: score) if chosen.linear else (lambda score: 2**score - 1))
    texts = [(document["title"] + " " if chosen.linear else "") + document["text"] for document in documents]
    vectors = embedding.embed(chosen, texts + [question["text"] for question in questions])
    total = 0.0
    for question, asked in zip(questions, vectors[len(documents) :]):
        scores = [embedding.cosine(asked, vector) for vector in vectors[: len(documents)]]
        best = heapq.nsmallest(BEST, range(len(scores)), key=lambda i: (-scores[i], i))  # ties by position
        gains = judged[question["_id"]]
        found = dcg([gains.get(documents[i]["_id"], 0.0) for i in best])
        total += found / dcg(sorted(gains.values(), reverse=True)[:BEST])
    expected = chosen.expect if chosen.expect is not None else embedding.card_figure(1)
    embedding.verdict(f"Cranfield, nDCG@{BEST} of {len(questions)} questions", total / len(questions), expected)


if __name__ == "__main__":
    main()
