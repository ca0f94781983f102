"""`python -m tests.bench.load`: the real service under a steady stream of customers, with the figures it must meet.

Stand-in, customers and service share the machine's cores. Exits 1 when a figure fails.
"""

import argparse
import asyncio
import json
import os
import random
import sys
import tempfile
import time
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from pathlib import Path

from tests.bench.crowd import Crowd, draw, greet, import_shop, last_answer_at, meet
from tests.bench.processes import running_clerk, webhook_settings
from tests.botapi.process import botapi_process
from tests.botapi.server import TOKEN
from tests.faults.judging import Question, Tally

TICK_S = 0.02
READY_S = 180.0
ACKNOWLEDGED_MS, DRAINED_S = 50.0, 300.0


@dataclass(frozen=True)
class Figures:
    """What came of a run; `acknowledged_*` is from an update's appearance until it was confirmed as durable."""

    messages: int
    offered_per_s: float
    accepted: int
    acknowledged_p50_ms: float
    acknowledged_p99_ms: float
    lost: int
    doubled: int
    inverted: int
    drained_s: float
    answered_per_s: float
    cores: int

    @property
    def in_order(self) -> bool:
        """Everything accepted and answered once, in the order of its chat."""
        return self.accepted == self.messages and not (self.lost or self.doubled or self.inverted)

    @property
    def met(self) -> bool:
        return self.in_order and self.acknowledged_p99_ms <= ACKNOWLEDGED_MS and self.drained_s <= DRAINED_S


async def run_load(home: Path, *, rate: int, seconds: float, chats: int, webhook: bool, drain_s: float) -> Figures:
    """Imports the shop, starts stand-in and service, lets customers write, waits until all are answered."""
    questions = await import_shop(home)
    more = webhook_settings() if webhook else {}
    async with botapi_process([TOKEN]) as api, running_clerk(home, api.url, more):
        await greet(await meet(api, TOKEN, 1, edited=True), questions[0], READY_S)
        crowd = await meet(api, TOKEN, chats, edited=True)
        first = (await crowd.bot.counts())["updates"]
        await stream(crowd, questions, rate, seconds)
        seen = await crowd.until_answered(drain_s)
        times = (await crowd.bot.call("times"))[first:]
    return read_figures(times, crowd.judge(seen), last_answer_at(seen))


async def stream(crowd: Crowd, questions: Sequence[Question], rate: int, seconds: float, seed: int = 1) -> None:
    """A steady rate, the chats in turn; what is late is made up for at the next tick."""
    luck, total, said = random.Random(seed), round(rate * seconds), 0
    began_s = time.monotonic()
    while said < total:
        due = min(total, int((time.monotonic() - began_s) * rate) + 1)
        await crowd.say((crowd.chats[number % len(crowd.chats)], draw(luck, questions)) for number in range(said, due))
        said = due
        await asyncio.sleep(TICK_S)


def read_figures(times: Sequence[tuple[int, float, float | None, float | None]], tally: Tally, ended: float) -> Figures:
    """`times` are those of the stand-in: of each update its id, when it appeared, was served and was confirmed."""
    began, last = times[0][1], times[-1][1]
    took_ms = sorted(1000 * (confirmed - at) for _, at, _, confirmed in times if confirmed is not None)
    return Figures(
        messages=len(times),
        offered_per_s=round((len(times) - 1) / max(last - began, 1e-9), 1),
        accepted=len(took_ms),
        acknowledged_p50_ms=round(took_ms[len(took_ms) // 2], 1),
        acknowledged_p99_ms=round(took_ms[int(0.99 * len(took_ms))], 1),
        lost=tally.lost,
        doubled=tally.doubled,
        inverted=tally.inverted,
        drained_s=round(ended - last, 1),
        answered_per_s=round((tally.messages - tally.lost) / (ended - began), 1),
        cores=len(os.sched_getaffinity(0)),
    )


def print_figures(figures: Figures) -> None:
    """One line a figure."""
    print(f"{figures.messages} messages, {figures.offered_per_s}/s; {figures.accepted} accepted")
    print(
        f"durable acknowledgement p50 {figures.acknowledged_p50_ms} ms, p99 {figures.acknowledged_p99_ms} ms"
        f" (at most {ACKNOWLEDGED_MS:.0f})"
    )
    print(f"lost {figures.lost}, answered twice {figures.doubled}, out of order {figures.inverted}")
    print(f"all answered {figures.drained_s} s after the last message (at most {DRAINED_S:.0f})")
    print(f"answered {figures.answered_per_s}/s")
    print(f"stand-in, customers and service share {figures.cores} cores")


def main() -> None:
    """Reads the arguments, runs, prints."""
    parser = argparse.ArgumentParser(prog="python -m tests.bench.load", description=__doc__)
    parser.add_argument("--rate", type=int, default=300, help="messages a second")
    parser.add_argument("--seconds", type=float, default=60)
    parser.add_argument("--chats", type=int, default=3000)
    parser.add_argument("--webhook", action="store_true", help="by webhook instead of long polling")
    parser.add_argument("--json", action="store_true")
    asked = parser.parse_args()
    with tempfile.TemporaryDirectory(dir=os.environ.get("FOLDER")) as folder:
        figures = asyncio.run(
            run_load(
                Path(folder),
                rate=asked.rate,
                seconds=asked.seconds,
                chats=asked.chats,
                webhook=asked.webhook,
                drain_s=DRAINED_S + 60,
            )
        )
    if asked.json:
        print(json.dumps(asdict(figures) | {"met": figures.met}))
    else:
        print_figures(figures)
    sys.exit(0 if figures.met else 1)


if __name__ == "__main__":
    main()
