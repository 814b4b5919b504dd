#!/usr/bin/env python3
"""What is left of the speed when other programs want the cores: two workers alone, then beside busy programs, in turn.

The fair share of W workers beside B busy single-threaded programs on C cores is C / (W + B) of a core each, so of the rate
alone it is C / (W + B) (for W = C). Prints the share reached, as the median over rounds. Standard library only.
"""

import argparse
import json
import os
import pathlib
import statistics
import subprocess
import sys

ROOT = pathlib.Path(__file__).resolve().parents[2]
BUSY = [sys.executable, "-c", "while True: pass"]


def rate(chosen):
    done = subprocess.run([chosen.cli, "bench", "--model", chosen.model, "--tokens", str(chosen.tokens), "--batch", "64", "--workers",
                           str(chosen.workers), "--mode", chosen.mode, "--repeat", "3", "--json"],
                          stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, encoding="utf-8", check=True)
    return json.loads(done.stdout)["runs"][0]["tokens_per_second"]


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--model", required=True)
    parser.add_argument("--cli", type=pathlib.Path, default=ROOT / "build/release/bin/embedscope-cli")
    parser.add_argument("--tokens", type=int, default=128)
    parser.add_argument("--workers", type=int, default=len(os.sched_getaffinity(0)))
    parser.add_argument("--busy", type=int, default=2, help="busy programs beside it")
    parser.add_argument("--mode", default="coarse")
    parser.add_argument("--rounds", type=int, default=3)
    chosen = parser.parse_args()
    cores = len(os.sched_getaffinity(0))
    fair = min(1, cores / (chosen.workers + chosen.busy)) * chosen.workers / min(chosen.workers, cores)
    shares = []
    for number in range(chosen.rounds):
        alone = rate(chosen)
        others = [subprocess.Popen(BUSY) for _ in range(chosen.busy)]
        try:
            crowded = rate(chosen)
        finally:
            for other in others:
                other.kill()
                other.wait()
        shares.append(crowded / alone / fair)
        print(f"round {number + 1}: alone {alone:.0f}, crowded {crowded:.0f} tokens/s: {shares[-1]:.2f} of the fair share", file=sys.stderr)
    print(f"{statistics.median(shares):.2f} of the fair share ({min(shares):.2f} to {max(shares):.2f}), {chosen.mode}, {chosen.tokens} tokens, "
          f"{chosen.workers} workers beside {chosen.busy} busy programs on {cores} cores")


if __name__ == "__main__":
    main()
