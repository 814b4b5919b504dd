#!/usr/bin/env python3
"""Questions on the document collection: how often is the right passage among the first five (hit@5), by meaning, by words and fused?

Compared with a computation outside of the program over the same passages: cosine of every vector of `library export`, BM25
over the texts of `read`, reciprocal ranks. The program must find at least as many, and fused at least as many as either part.
"""

import collections
import csv
import json
import math
import pathlib
import re
import subprocess
import sys
import tempfile
import unicodedata

import embedding

BEST = 5
DEPTH = 100  # of each part before fusion
FUSION = 60
K1, B = 1.2, 0.75


def comparable(text):
    return " ".join(unicodedata.normalize("NFKC", text).replace("\u00ad", "").split())


def run(command, expected=(0,), **more):
    done = subprocess.run([str(part) for part in command], stdout=subprocess.PIPE, stderr=subprocess.PIPE, encoding="utf-8", check=False, **more)
    if done.returncode not in expected:
        sys.exit(f"error: {command[1]} ended with status {done.returncode}: {done.stderr[-300:]}")
    return done.stdout


class Passages:
    """Of an export: file, text and vector of each, in one order."""

    def __init__(self, cli, library, root):
        self.files, self.texts, self.vectors = [], [], []
        known = {}
        for line in run([cli, "library", "export", library]).splitlines():
            row = json.loads(line)
            path = row["id"]["file"]
            if path not in known:
                blocks = json.loads(run([cli, "read", "--json", path]))["blocks"]
                known[path] = "\n\n".join(block["text"] for block in blocks).encode()
            self.files.append(str(pathlib.Path(path).relative_to(root)))
            self.texts.append(known[path][row["id"]["begin"] : row["id"]["end"]].decode())
            self.vectors.append(row["vector"])

    def hit(self, ranked, question):
        return any(is_answer(self.files[i], self.texts[i], question) for i in ranked[:BEST])


def is_answer(file, text, question):
    return file == question["file"] and comparable(question["expected"]) in comparable(text)


def words_of(text):
    """As unicode61 cuts them: letters and digits, without case and marks."""
    plain = "".join(c for c in unicodedata.normalize("NFD", text.lower()) if unicodedata.category(c) != "Mn")
    return re.findall(r"[^\W_]+", plain)


class Words:
    """BM25 over all passages."""

    def __init__(self, texts):
        self.counts = [collections.Counter(words_of(text)) for text in texts]
        self.lengths = [sum(counts.values()) for counts in self.counts]
        self.mean = sum(self.lengths) / max(1, len(self.lengths))
        self.holding = collections.Counter(word for counts in self.counts for word in counts)

    def weight(self, word):
        return max(1e-6, math.log((len(self.counts) - self.holding[word] + 0.5) / (self.holding[word] + 0.5)))

    def score(self, passage, words):
        total = 0.0
        for word in words:
            count = self.counts[passage][word]
            if count:
                total += self.weight(word) * count * (K1 + 1) / (count + K1 * (1 - B + B * self.lengths[passage] / self.mean))
        return total

    def ranked(self, question):
        """Passages with the share of the question's words that they have."""
        words = set(words_of(question))
        whole = sum(map(self.weight, words))
        scores = [(self.score(i, words), i) for i in range(len(self.counts))]
        best = sorted(scores, key=lambda pair: (-pair[0], pair[1]))
        return [(i, min(1.0, score / whole)) for score, i in best if score > 0]


def by_meaning(vectors, asked):
    scores = [embedding.cosine(asked, vector) for vector in vectors]
    return sorted(range(len(scores)), key=lambda i: (-scores[i], i))


def fused(meant, worded):
    """Reciprocal ranks; one by words counts as far as the passage has the question's words."""
    sums = collections.defaultdict(float)
    for rank, passage in enumerate(meant[:DEPTH], 1):
        sums[passage] += 1 / (FUSION + rank)
    for rank, (passage, share) in enumerate(worded[:DEPTH], 1):
        sums[passage] += share**2 / (FUSION + rank)
    return sorted(sums, key=lambda passage: (-sums[passage], passage))


def program_hits(chosen, library, root, questions, kind):
    asked = "".join(json.dumps({"id": str(i), "text": question["question"]}) + "\n" for i, question in enumerate(questions))
    out = run([chosen.cli, "search", "--library", library, "--model", chosen.model, "-k", BEST, f"--{kind}", "--queries", "-"], input=asked)
    found = {}
    for line in out.splitlines():
        row = json.loads(line)
        question = questions[int(row["id"])]
        found[row["id"]] = any(
            is_answer(str(pathlib.Path(hit["file"]).relative_to(root)), hit["passage"], question) for hit in row["results"]
        )
    return [found[str(i)] for i in range(len(questions))]


def outside_hits(chosen, passages, questions):
    vectors = embedding.embed(chosen, [question["question"] for question in questions])
    words = Words(passages.texts)
    hits = {"meaning": [], "words": [], "fused": []}
    for question, asked in zip(questions, vectors):
        meant, worded = by_meaning(passages.vectors, asked), words.ranked(question["question"])
        for kind, ranking in (("meaning", meant), ("words", [i for i, _ in worded]), ("fused", fused(meant, worded))):
            hits[kind].append(passages.hit(ranking, question))
    return hits


def main():
    parser = embedding.parser(__doc__)
    parser.set_defaults(data=embedding.ROOT.parent / "shared/documents")
    parser.add_argument("--only", default="", help="a folder of the collection, for example samples")
    parser.add_argument("--list", action="store_true", help="name the questions that are not found")
    chosen = embedding.arguments(parser)
    with embedding.need(chosen.data / "questions.csv").open(newline="", encoding="utf-8") as file:
        questions = [row for row in csv.DictReader(file) if row["file"].startswith(chosen.only)]
    with tempfile.TemporaryDirectory() as folder:
        root = pathlib.Path(folder) / "documents"
        run(["cp", "-r", chosen.data, root])
        run(["chmod", "-R", "u+w", root])
        run(["cmake", "-E", "tar", "xf", "names.tar.xz"], cwd=root)
        (root / "manifest.csv").unlink()  # it quotes all answers
        (root / "questions.csv").unlink()
        (root / "names.tar.xz").unlink()
        library = pathlib.Path(folder) / "library"
        run([chosen.cli, "index", "--library", library, "--model", chosen.model, root / chosen.only], expected=(0, 1))
        passages = Passages(chosen.cli, library, root)
        outside = outside_hits(chosen, passages, questions)
        inside = {kind: program_hits(chosen, library, root, questions, kind) for kind in outside}
    whole = sum(any(is_answer(f, t, q) for f, t in zip(passages.files, passages.texts)) for q in questions)
    print(f"{len(questions)} questions, {len(passages.texts)} passages; {whole} answers stand whole in a passage")
    right = True
    for kind in inside:
        print(f"hit@{BEST} {kind:8} program {sum(inside[kind]):3}, outside {sum(outside[kind]):3}")
        right = right and sum(inside[kind]) >= sum(outside[kind])
        if chosen.list:
            for found, other, question in zip(inside[kind], outside[kind], questions):
                if not found:
                    print(f"    {'-' if not other else 'outside only'} {question['question']} [{question['file']}]")
    right = right and sum(inside["fused"]) >= max(sum(inside["meaning"]), sum(inside["words"]))
    sys.exit(0 if right else 1)


if __name__ == "__main__":
    main()
