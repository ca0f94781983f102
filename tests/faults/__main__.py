"""`python -m tests.faults [--kills N] [--messages M] [--seed S]`: kills the service at named steps, counts the damage.

Exits 1 when a message was lost, answered twice or answered out of order.
"""

import argparse
import asyncio
import sys
import tempfile
import time
from pathlib import Path

from tests.faults.campaign import Tally
from tests.faults.shop import run_campaign

SHORT, FULL = (100, 2000), (500, 10_000)


def main() -> None:
    """Reads the arguments, runs, prints."""
    parser = argparse.ArgumentParser(prog="python -m tests.faults", description=__doc__)
    parser.add_argument("--full", action="store_true", help="500 kills over 10,000 messages")
    parser.add_argument("--kills", type=int)
    parser.add_argument("--messages", type=int)
    parser.add_argument("--seed", type=int, default=1)
    options = parser.parse_args()
    kills, messages = FULL if options.full else SHORT
    started = time.monotonic()
    with tempfile.TemporaryDirectory() as folder:
        tally = asyncio.run(
            run_campaign(Path(folder), options.kills or kills, options.messages or messages, options.seed)
        )
    print_tally(tally, options.seed, time.monotonic() - started)
    sys.exit(0 if tally.clean else 1)


def print_tally(tally: Tally, seed: int, took_s: float) -> None:
    """One line a figure."""
    print(f"seed {seed}, {took_s:.0f} s")
    print(f"messages {tally.messages}, kills {tally.kills.total()}")
    print("  " + ", ".join(f"{step} {count}" for step, count in sorted(tally.kills.items())))
    print(f"lost {tally.lost}, answered twice {tally.doubled}, out of order {tally.inverted}")
    print(f"apologies {tally.apologies}, placeholders left behind {tally.strays}")


if __name__ == "__main__":
    main()
