#!/usr/bin/env python3
"""Kills the program again and again while it indexes, and looks at the library each time: it must be sound, a document in
it whole or not at all, and in the end hold the same vectors as one that was made undisturbed. Standard library only."""

import argparse
import json
import pathlib
import random
import signal
import subprocess
import sys
import tempfile
import time

ROOT = pathlib.Path(__file__).resolve().parents[1]


def arguments():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--cli", type=pathlib.Path, required=True, help="embedscope-cli")
    parser.add_argument("--rounds", type=int, default=50)
    parser.add_argument("--seed", type=int, default=1)
    return parser.parse_args()


class Library:
    def __init__(self, cli, folder, name):
        self.cli = str(cli)
        self.path = str(pathlib.Path(folder) / name)

    def index_command(self):
        return [self.cli, "index", "--library", self.path, "--model", str(ROOT / "resources/models/embedscope-mini.Q8_0.gguf"),
                str(ROOT / "resources/samples")]

    def index(self):
        """Seconds that it took."""
        start = time.monotonic()
        subprocess.run(self.index_command(), stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, check=True)
        return time.monotonic() - start

    def index_and_kill(self, after_seconds):
        """True when it was still at work."""
        running = subprocess.Popen(self.index_command(), stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        try:
            running.wait(timeout=after_seconds)
        except subprocess.TimeoutExpired:
            running.kill()
        return running.wait() == -signal.SIGKILL

    def check(self):
        """None, or what is wrong. A library that was not begun has nothing wrong."""
        if not pathlib.Path(self.path).exists():
            return None
        done = subprocess.run([self.cli, "library", "check", self.path], stdout=subprocess.PIPE, stderr=subprocess.STDOUT,
                              encoding="utf-8", check=False)
        return None if done.returncode == 0 else done.stdout.strip()

    def counts(self):
        done = subprocess.run([self.cli, "library", "info", self.path, "--json"], stdout=subprocess.PIPE, check=True)
        info = json.loads(done.stdout)
        return {name: info[name] for name in ("documents", "done", "chunks", "vectors", "tokens")}


    def vectors(self):
        """Of each passage, as they are written."""
        done = subprocess.run([self.cli, "library", "export", self.path], stdout=subprocess.PIPE, encoding="utf-8", check=True)
        lines = [json.loads(line) for line in done.stdout.splitlines()]
        return {json.dumps(line["id"], sort_keys=True): line["vector"] for line in lines}


def main():
    chosen = arguments()
    chance = random.Random(chosen.seed)
    with tempfile.TemporaryDirectory() as folder:
        whole = Library(chosen.cli, folder, "whole.db")
        seconds = whole.index()
        expected = whole.vectors()
        killed = 0
        for number in range(chosen.rounds):
            if number % 5 == 0:  # a new one, then four more kills on the same
                library = Library(chosen.cli, folder, f"killed{number}.db")
            killed += library.index_and_kill(chance.uniform(0, seconds))
            fault = library.check()
            if fault:
                sys.exit(f"error: round {number + 1} (seed {chosen.seed}) left a damaged library: {fault}")
            if number % 5 == 4 or number + 1 == chosen.rounds:
                library.index()
                if library.counts() != whole.counts():
                    sys.exit(f"error: round {number + 1} (seed {chosen.seed}): {library.counts()} instead of {whole.counts()}")
                if library.vectors() != expected:
                    sys.exit(f"error: round {number + 1} (seed {chosen.seed}): other vectors than in an undisturbed run")
    print(f"{chosen.rounds} rounds, {killed} killed at work: every library was sound and could be completed.")
    if killed < chosen.rounds // 4:
        sys.exit("error: most rounds ended before the kill; they prove nothing.")


if __name__ == "__main__":
    main()
