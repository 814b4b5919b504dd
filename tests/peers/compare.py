#!/usr/bin/env python3
"""Embedscope beside llama.cpp and onnxruntime on the same work in one interleaved run; prints ratios with their spread.

Every round measures every case with every program, one right after the other and in changing order, so that what disturbs
the machine disturbs all. The peers live in a folder outside of the project (--peer, or the variable EMBEDSCOPE_PEER):
`llama_embed` beside its libraries, and `ort_embed.mjs` with onnxruntime-node. Each program works in the way that suits it
best: llama.cpp finds its best number of short texts a call, onnxruntime takes 64, longer texts go alone; for two workers each
peer runs one single-threaded process (llama.cpp: context) per core. Embedscope gets batches and packs them itself. Texts are
random ids. Cases: short (15-token sentences), 128, 512, and lone (latency of one sentence of 15 tokens that comes alone).
Standard library only.
"""

import argparse
import json
import math
import os
import pathlib
import statistics
import subprocess
import sys

ROOT = pathlib.Path(__file__).resolve().parents[2]
CASES = {"short": 15, "128": 128, "512": 512, "2048": 2048, "lone": 15}
TOKENS_PER_BATCH = 4096  # of ours: enough for several packs a worker
ORT_CALLS = {"short": "64x15", "128": "1x128", "512": "1x512", "2048": "1x2048", "lone": "1x15"}


def arguments():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--model", type=pathlib.Path, required=True, help="GGUF file, for Embedscope and llama.cpp")
    parser.add_argument("--onnx", type=pathlib.Path, help="the same model for onnxruntime; without it onnxruntime is left out")
    parser.add_argument("--no-llama", action="store_true", help="leave llama.cpp out")
    parser.add_argument("--peer", type=pathlib.Path, default=os.environ.get("EMBEDSCOPE_PEER"), help="folder of the peers")
    parser.add_argument("--cli", type=pathlib.Path, default=ROOT / "build/release/bin/embedscope-cli", help="embedscope-cli")
    parser.add_argument("--cases", type=lambda text: text.split(","), default=["short", "128", "512", "lone"], help=", ".join(CASES))
    parser.add_argument("--workers", type=lambda text: [int(part) for part in text.split(",")], default=[1])
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--extra", default="", help="more options for embedscope-cli bench")
    parser.add_argument("--json", action="store_true", help="one JSON object with every measurement")
    chosen = parser.parse_args()
    if chosen.peer is None:
        parser.error("where are the peers? Give their folder with --peer or EMBEDSCOPE_PEER.")
    chosen.peer = pathlib.Path(chosen.peer).resolve()
    wanted = [chosen.cli] + ([] if chosen.no_llama else [chosen.peer / "llama_embed"])
    wanted += [chosen.onnx, chosen.peer / "ort_embed.mjs"] if chosen.onnx else []
    for program in wanted:
        if not program.exists():
            sys.exit(f"error: {program.name} is not there; build it first.")
    return chosen


def backends(peer):
    """The folder with the peer's kernels; without it the program finds none."""
    found = sorted(peer.glob("**/libggml-cpu*.so"))
    if not found:
        sys.exit("error: the peer's libraries are not in its folder.")
    return found[0].parent


def start(command, folder=None):
    return subprocess.Popen([str(part) for part in command], stdout=subprocess.PIPE, stderr=subprocess.PIPE, encoding="utf-8", cwd=folder)


def output_of(process):
    text, errors = process.communicate()
    if process.returncode != 0:
        sys.exit(f"error: {pathlib.Path(process.args[0]).name} ended with status {process.returncode}: {errors.strip()[-300:]}")
    return json.loads(text)


def measure_ours(chosen, case, workers):
    tokens = CASES[case]
    batch = 1 if case == "lone" else max(1, workers * TOKENS_PER_BATCH // tokens)
    report = output_of(start([chosen.cli, "bench", "--model", chosen.model, "--tokens", tokens, "--batch", batch, "--workers", workers,
                              "--repeat", 3, "--json"] + chosen.extra.split()))
    run = report["runs"][0]
    return {"rate": 1000 * tokens / run["p50_ms"] if case == "lone" else run["tokens_per_second"], "saturation": run["saturation"],
            "peak_share": run["peak_share"], "p99_over_p50": run["p99_ms"] / run["p50_ms"]}


def measure_llama(chosen, case, workers):
    tokens = CASES[case]
    batch = 0 if case == "short" else 1
    texts = max(128 if case == "short" else 2 * workers, workers * TOKENS_PER_BATCH // tokens // 2)
    if case == "lone":
        texts, workers = 64, 1
    report = output_of(start([chosen.peer / "llama_embed", "--backends", backends(chosen.peer), "--model", chosen.model, "--synth",
                              f"{tokens},{texts}", "--threads", 1, "--contexts", workers, "--batch", batch, "--repeat", 3, "--vectors", 0,
                              "--out", "-"]))
    return {"rate": 1000 * tokens / report["call_ms"]["p50"] if case == "lone" else report["tokens_per_second"]}


def measure_ort(chosen, case, workers):
    command = ["node", chosen.peer / "ort_embed.mjs", "--model", chosen.onnx.resolve(), "--synth", ORT_CALLS[case], "--threads", 1, "--repeat",
               60 if case == "lone" else 9]
    processes = [start(command, chosen.peer) for _ in range(1 if case == "lone" else workers)]
    results = [output_of(process)["results"][0] for process in processes]
    if case == "lone":
        return {"rate": 1000 * CASES[case] / results[0]["call_ms"]["p50"]}
    return {"rate": sum(result["tokens_per_second"] for result in results)}


def programs(chosen):
    named = [("embedscope", measure_ours)]
    if not chosen.no_llama:
        named.append(("llama.cpp", measure_llama))
    if chosen.onnx:
        named.append(("onnxruntime", measure_ort))
    return named


def run_round(chosen, number, settings):
    named = programs(chosen)
    for case, workers in settings:
        turn = number % len(named)
        measured = {name: measure(chosen, case, workers) for name, measure in named[turn:] + named[:turn]}
        yield {"round": number, "case": case, "workers": workers, **measured}


def summary(rounds, peers):
    """Median rates, and each ratio as geometric mean with its smallest and largest round."""
    ours = lambda what: statistics.median(r["embedscope"][what] for r in rounds)
    row = {"case": rounds[0]["case"], "workers": rounds[0]["workers"], "embedscope": ours("rate"), "saturation": ours("saturation"),
           "peak_share": ours("peak_share"), "p99_over_p50": ours("p99_over_p50")}
    for peer in peers:
        ratios = [r["embedscope"]["rate"] / r[peer]["rate"] for r in rounds]
        row[peer] = {"rate": statistics.median(r[peer]["rate"] for r in rounds), "ratio": math.exp(statistics.fmean(map(math.log, ratios))),
                     "least": min(ratios), "most": max(ratios)}
    return row


def print_table(rows, peers):
    print(f"{'case':>6} {'workers':>7} {'embedscope':>11} {'of peak':>8} {'saturated':>9} {'p99/p50':>8}"
          + "".join(f" {peer:>12} {'ratio':>6} {'(from to)':>13}" for peer in peers))
    for row in rows:
        line = (f"{row['case']:>6} {row['workers']:>7} {row['embedscope']:>11.0f} {row['peak_share']:>8.0%} {row['saturation']:>9.0%} "
                f"{row['p99_over_p50']:>8.2f}")
        for peer in peers:
            spread = f"({row[peer]['least']:.2f} {row[peer]['most']:.2f})"
            line += f" {row[peer]['rate']:>12.0f} {row[peer]['ratio']:>6.2f} {spread:>13}"
        print(line)


def main():
    chosen = arguments()
    peers = [name for name, _ in programs(chosen)][1:]
    settings = [(case, workers) for case in chosen.cases for workers in chosen.workers if case != "lone" or workers == chosen.workers[0]]
    rounds = []
    for number in range(chosen.rounds):
        for measured in run_round(chosen, number, settings):
            rounds.append(measured)
            rates = ", ".join(f"{name} {measured[name]['rate']:.0f}" for name in ["embedscope"] + peers)
            print(f"round {number + 1}: {measured['case']}, {measured['workers']} workers: {rates} tokens/s", file=sys.stderr)
    rows = [summary([r for r in rounds if (r["case"], r["workers"]) == setting], peers) for setting in settings]
    if chosen.json:
        print(json.dumps({"model": chosen.model.name, "summary": rows, "rounds": rounds}))
    else:
        print_table(rows, peers)


if __name__ == "__main__":
    main()
