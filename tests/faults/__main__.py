"""`python -m tests.faults [WHAT...] [--full] [--seed S]`: breaks things while customers write, counts the damage.

WHAT is kills (alone the default), repeats, drops, order, or all. Exits 1 when a figure is not what it must be.
"""

import argparse
import asyncio
import sys
import tempfile
import time
from collections.abc import Awaitable, Callable
from pathlib import Path
from statistics import median

from tests.faults.again import Found, drop_answers, repeat_updates
from tests.faults.judging import Tally
from tests.faults.order import answer_in_order
from tests.faults.shop import run_campaign
from tests.faults.steps import STEPS

SHORT, FULL = (100, 2000), (500, 10_000)
TIMES = 1000
CHATS, PER_CHAT = 1000, 20
Trial = Callable[[Path, argparse.Namespace], Awaitable[bool]]


def main() -> None:
    """Reads the arguments, runs, prints."""
    parser = argparse.ArgumentParser(prog="python -m tests.faults", description=__doc__)
    parser.add_argument("what", nargs="*", help="kills if nothing is named")
    parser.add_argument("--full", action="store_true", help="500 kills over 10,000 messages")
    parser.add_argument("--phrases", action="store_true", help="a phrasebook reads the questions: shorter lives")
    parser.add_argument("--kills", type=int)
    parser.add_argument("--messages", type=int)
    parser.add_argument(
        "--times", type=int, default=TIMES, help="of repeats, by polling and webhook together, and drops"
    )
    parser.add_argument("--chats", type=int, default=CHATS, help="of order, with 20 messages each")
    parser.add_argument("--seed", type=int, default=1)
    options = parser.parse_args()
    named = options.what or ["kills"]
    if strange := set(named) - {*TRIALS, "all"}:
        parser.error(f"no such trial: {', '.join(sorted(strange))}")
    well = [_try(name, options) for name in (TRIALS if "all" in named else named)]
    sys.exit(0 if all(well) else 1)


def _try(name: str, options: argparse.Namespace) -> bool:
    """One trial in a folder of its own."""
    started = time.monotonic()
    with tempfile.TemporaryDirectory() as folder:
        well = asyncio.run(_run(TRIALS[name], Path(folder), options))
    print(
        f"{name}: {'passed' if well else 'FAILED'}, seed {options.seed}, {time.monotonic() - started:.0f} s", flush=True
    )
    return well


async def _run(trial: Trial, home: Path, options: argparse.Namespace) -> bool:
    return await trial(home, options)


async def try_kills(home: Path, options: argparse.Namespace) -> bool:
    """Every kill at its step, and every step among them."""
    kills, messages = FULL if options.full else SHORT
    kills, messages = options.kills or kills, options.messages or messages
    tally = await run_campaign(home, kills, messages, options.seed, options.phrases)
    print_tally(tally)
    missed = [step for step in STEPS if not tally.kills[step]] if kills > 2 * len(STEPS) else []
    if missed:
        print(f"never killed at: {', '.join(missed)}")
    all_there = tally.kills.total() == kills and tally.strays <= kills
    return tally.clean and all_there and not missed


async def try_repeats(home: Path, options: argparse.Namespace) -> bool:
    """Half of them by polling, half by webhook."""
    found = []
    for webhook in (False, True):
        folder = home / str(webhook)
        found.append(await repeat_updates(folder, options.times // 2, options.seed, webhook))
    return _report(found, options.times // 2)


async def try_drops(home: Path, options: argparse.Namespace) -> bool:
    return _report([await drop_answers(home, options.times, options.seed)], options.times)


async def try_order(home: Path, options: argparse.Namespace) -> bool:
    found = await answer_in_order(home, options.chats, PER_CHAT, options.seed)
    print(found)
    return found.clean


TRIALS: dict[str, Trial] = {"kills": try_kills, "repeats": try_repeats, "drops": try_drops, "order": try_order}


def _report(found: list[Found], times: int) -> bool:
    for one in found:
        print(one)
    return all(one.tally.clean and one.times >= times for one in found)


def print_tally(tally: Tally) -> None:
    """One line a figure."""
    print(f"messages {tally.messages}, kills {tally.kills.total()}")
    print("  " + ", ".join(f"{step} {count}" for step, count in sorted(tally.kills.items())))
    print(f"lost {tally.lost}, answered twice {tally.doubled}, out of order {tally.inverted}")
    print(f"apologies {tally.apologies}, placeholders left behind {tally.strays}")
    for name, taken in (("imports done", tally.restart_s), ("cold", tally.cold_s)):
        if taken:
            print(f"start to first reply, {name}: p50 {median(taken):.2f} s, max {max(taken):.2f} s of {len(taken)}")


if __name__ == "__main__":
    main()
