#!/usr/bin/env python3
"""Embedscope and llama.cpp on the same work in one interleaved run; prints the ratio of their rates with its spread.

Every round measures every setting with both programs, one right after the other and in changing order, so that what
disturbs the machine disturbs both. The peer is a program `llama_embed` built beside its libraries, in a folder outside
of the project (--peer, or the variable EMBEDSCOPE_PEER). Each program works in the way that suits it best: llama.cpp
takes 8 short texts a call or one longer text, a context with one thread for each worker; Embedscope gets batches and
packs them itself. Texts are random ids. Standard library only.
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
PEER_BATCH = {16: 8}  # texts a call; longer texts go alone
TOKENS_PER_BATCH = 4096  # of ours: enough for several packs a worker


def arguments():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--model", type=pathlib.Path, required=True, help="GGUF file that both can run")
    parser.add_argument("--peer", type=pathlib.Path, default=os.environ.get("EMBEDSCOPE_PEER"), help="folder of llama_embed")
    parser.add_argument("--cli", type=pathlib.Path, default=ROOT / "build/release/bin/embedscope-cli", help="embedscope-cli")
    parser.add_argument("--tokens", type=lambda text: [int(part) for part in text.split(",")], default=[16, 128, 512])
    parser.add_argument("--workers", type=lambda text: [int(part) for part in text.split(",")], default=[1, 2])
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--json", action="store_true", help="one JSON object with every measurement")
    chosen = parser.parse_args()
    if chosen.peer is None:
        parser.error("where is the peer? Give its folder with --peer or EMBEDSCOPE_PEER.")
    chosen.peer = pathlib.Path(chosen.peer)
    for program in (chosen.peer / "llama_embed", chosen.cli):
        if not program.exists():
            sys.exit(f"error: {program.name} is not in the folder that was given; build it first.")
    return chosen


def backends(peer):
    """The folder with the peer's kernels; without it the program finds none."""
    found = sorted(peer.glob("**/libggml-cpu*.so"))
    if not found:
        sys.exit("error: the peer's libraries are not in its folder.")
    return found[0].parent


def output_of(command):
    done = subprocess.run([str(part) for part in command], stdout=subprocess.PIPE, stderr=subprocess.PIPE, encoding="utf-8", check=False)
    if done.returncode != 0:
        sys.exit(f"error: {pathlib.Path(command[0]).name} ended with status {done.returncode}: {done.stderr.strip()[-300:]}")
    return json.loads(done.stdout)


def measure_ours(chosen, tokens, workers):
    batch = max(1, workers * TOKENS_PER_BATCH // tokens)
    report = output_of([chosen.cli, "bench", "--model", chosen.model, "--tokens", tokens, "--batch", batch, "--workers", workers,
                        "--repeat", 3, "--json"])
    run = report["runs"][0]
    return {"tokens_per_second": run["tokens_per_second"], "saturation": run["saturation"], "peak_share": run["peak_share"],
            "tokens_per_cpu_second": run["tokens_per_second"] / (run["saturation"] * workers)}


def measure_peer(chosen, tokens, workers):
    batch = PEER_BATCH.get(tokens, 1)
    texts = max(2 * workers * batch, workers * TOKENS_PER_BATCH // tokens // 2)
    report = output_of([chosen.peer / "llama_embed", "--backends", backends(chosen.peer), "--model", chosen.model, "--synth",
                        f"{tokens},{texts}", "--threads", 1, "--contexts", workers, "--batch", batch, "--repeat", 3, "--vectors", 0,
                        "--out", "-"])
    return {"tokens_per_second": report["tokens_per_second"], "saturation": report["cpu_per_wall"] / workers,
            "tokens_per_cpu_second": report["tokens_per_cpu_second"]}


def run_round(chosen, number, settings):
    for tokens, workers in settings:
        programs = [("ours", measure_ours), ("peer", measure_peer)]
        pair = {"round": number, "tokens": tokens, "workers": workers}
        for name, measure in programs if number % 2 == 0 else reversed(programs):
            pair[name] = measure(chosen, tokens, workers)
        yield pair


def summary(pairs):
    """Median rates, and the ratio as geometric mean with its smallest and largest round; also of the rates per second of
    CPU time, which says more when other programs want the cores too."""
    ratios_of = lambda what: [pair["ours"][what] / pair["peer"][what] for pair in pairs]
    mean_of = lambda ratios: math.exp(statistics.fmean(map(math.log, ratios)))
    ratios, cpu_ratios = ratios_of("tokens_per_second"), ratios_of("tokens_per_cpu_second")
    median = lambda who, what: statistics.median(pair[who][what] for pair in pairs)
    return {
        "tokens": pairs[0]["tokens"], "workers": pairs[0]["workers"],
        "ours": median("ours", "tokens_per_second"), "peer": median("peer", "tokens_per_second"),
        "ours_saturation": median("ours", "saturation"), "peer_saturation": median("peer", "saturation"),
        "peak_share": median("ours", "peak_share"),
        "ratio": mean_of(ratios), "least": min(ratios), "most": max(ratios),
        "cpu_ratio": mean_of(cpu_ratios), "cpu_least": min(cpu_ratios), "cpu_most": max(cpu_ratios),
    }


def print_table(rows):
    print(f"{'':>14} {'tokens per second':>22} {'ratio of rates':>22} {'per CPU second':>22} {'saturation':>12}")
    print(f"{'tokens':>6} {'workers':>7} {'embedscope':>11} {'llama.cpp':>10} {'mean':>8} {'(from to)':>13} {'mean':>8} {'(from to)':>13} "
          f"{'both':>12} {'of peak':>8}")
    for row in rows:
        spread = f"({row['least']:.2f} {row['most']:.2f})"
        cpu_spread = f"({row['cpu_least']:.2f} {row['cpu_most']:.2f})"
        saturation = f"{row['ours_saturation']:.0%} {row['peer_saturation']:.0%}"
        print(f"{row['tokens']:>6} {row['workers']:>7} {row['ours']:>11.0f} {row['peer']:>10.0f} {row['ratio']:>8.2f} {spread:>13} "
              f"{row['cpu_ratio']:>8.2f} {cpu_spread:>13} {saturation:>12} {row['peak_share']:>8.0%}")


def main():
    chosen = arguments()
    settings = [(tokens, workers) for tokens in chosen.tokens for workers in chosen.workers]
    pairs = []
    for number in range(chosen.rounds):
        for pair in run_round(chosen, number, settings):
            pairs.append(pair)
            print(f"round {number + 1}: {pair['tokens']} tokens, {pair['workers']} workers: {pair['ours']['tokens_per_second']:.0f} and "
                  f"{pair['peer']['tokens_per_second']:.0f} tokens/s", file=sys.stderr)
    rows = [summary([pair for pair in pairs if (pair["tokens"], pair["workers"]) == setting]) for setting in settings]
    if chosen.json:
        print(json.dumps({"model": chosen.model.name, "summary": rows, "pairs": pairs}))
    else:
        print_table(rows)


if __name__ == "__main__":
    main()
