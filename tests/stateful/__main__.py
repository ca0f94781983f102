"""`python -m tests.stateful [--examples N] [--steps M] [--seed S] [--seeds K]`: random events, judged by a model.

Exits 1 with the steps of a failing example, made as short as it can be.
"""

import argparse
import sys
import tempfile
import time
import traceback
import warnings
from pathlib import Path

from tests.stateful.running import run_machine


def main() -> None:
    """Reads the arguments, runs, prints one line a seed."""
    parser = argparse.ArgumentParser(prog="python -m tests.stateful", description=__doc__)
    parser.add_argument("--examples", type=int, default=50)
    parser.add_argument("--steps", type=int, default=25)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--seeds", type=int, default=1, help="how many, counted from --seed")
    options = parser.parse_args()
    warnings.filterwarnings("ignore", message="Detected unknown update type")
    for seed in range(options.seed, options.seed + options.seeds):
        if not _run(seed, options.examples, options.steps):
            sys.exit(1)


def _run(seed: int, examples: int, steps: int) -> bool:
    started = time.monotonic()
    with tempfile.TemporaryDirectory() as folder:
        try:
            tally = run_machine(Path(folder), examples=examples, steps=steps, number=seed, shrink=True)
        except Exception:
            traceback.print_exc()
            print(f"seed {seed}: wrong after {time.monotonic() - started:.0f} s", flush=True)
            return False
    counts = ", ".join(f"{what} {count}" for what, count in tally.items())
    print(f"seed {seed}: all right in {time.monotonic() - started:.0f} s ({counts})", flush=True)
    return True


if __name__ == "__main__":
    main()
