"""What the evaluation scripts share: vectors from the command line program, the card's figures, the verdict. Standard library only."""

import argparse
import json
import pathlib
import re
import subprocess
import sys

ROOT = pathlib.Path(__file__).resolve().parents[2]
TOLERANCE = 0.002
SKIPPED = 77


def parser(description):
    result = argparse.ArgumentParser(description=description, formatter_class=argparse.RawDescriptionHelpFormatter)
    result.add_argument("--cli", type=pathlib.Path, help="embedscope-cli (default: looked for in the build folders)")
    result.add_argument("--model", type=pathlib.Path, default=ROOT / "resources/models/embedscope-mini.Q8_0.gguf")
    result.add_argument("--data", type=pathlib.Path, default=ROOT.parent / "shared/eval", help="folder with the judged texts")
    result.add_argument("--target", help="kernels to use (default: the best of this machine)")
    result.add_argument("--expect", type=float, help="value to reach (default: the figure of the bundled model's card)")
    return result


def arguments(of_parser):
    chosen = of_parser.parse_args()
    chosen.cli = chosen.cli or program()
    return chosen


def program():
    found = [ROOT / "build" / preset / "bin/embedscope-cli" for preset in ("tests", "release", "engine-only", "dev")]
    for path in found:
        if path.exists():
            return path
    sys.exit("error: embedscope-cli is not built; give its place with --cli.")


def need(path):
    """Judged texts may not be shipped with the project: without them there is nothing to measure."""
    if not path.exists():
        print(f"skipped: {path.name} is not there; give its folder with --data")
        sys.exit(SKIPPED)
    return path


def embed(chosen, texts):
    """Unit vectors of the texts, in their order."""
    command = [str(chosen.cli), "embed", "--model", str(chosen.model)]
    if chosen.target:
        command += ["--target", chosen.target]
    lines = "".join(json.dumps({"text": text}) + "\n" for text in texts)
    done = subprocess.run(command, input=lines, stdout=subprocess.PIPE, encoding="utf-8", check=False)
    if done.returncode != 0:
        sys.exit(f"error: embed ended with status {done.returncode}.")
    vectors = [json.loads(line)["vector"] for line in done.stdout.splitlines()]
    if len(vectors) != len(texts):
        sys.exit(f"error: {len(texts)} texts gave {len(vectors)} vectors.")
    return vectors


def cosine(a, b):
    """Of unit vectors."""
    return sum(map(float.__mul__, a, b))


def card_figure(column):
    """The card's figure of the Q8_0 file: column 0 is STS-B, 1 is Cranfield."""
    card = (ROOT / "resources/models/MODEL_CARD.md").read_text(encoding="utf-8")
    row = re.search(r"^\| \*\*embedscope-mini, the Q8_0 file's weights\*\* \| \*\*([\d.]+)\*\* \| \*\*([\d.]+)\*\* \|$", card, re.M)
    if not row:
        sys.exit("error: the card has no row of the Q8_0 file's figures.")
    return float(row.group(1 + column))


def verdict(name, value, expected):
    """Exit status 1 when the value is off. The card rounds to three digits."""
    right = abs(value - expected) <= TOLERANCE
    print(f"{name}: {value:.4f}, expected {expected:.3f}: {'ok' if right else 'OFF'}")
    sys.exit(0 if right else 1)
