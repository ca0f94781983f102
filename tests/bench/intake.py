"""The service and aiogram's bare echo on one stand-in, turn about with the same backlog: answered updates per second.

Ours writes every update and every reply to the disk, looks the answer up, and sends two requests for it; the echo
keeps nothing and sends one.
"""

import os
import time
from collections.abc import Callable, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from statistics import median
from typing import Any

from tests.bench.crowd import Crowd, greet, import_shop, last_answer_at, meet
from tests.bench.processes import ECHO_TOKEN, running_clerk, running_echo
from tests.botapi.process import botapi_process
from tests.botapi.server import TOKEN
from tests.faults.judging import Question

READY_S = 180.0
LEAST_RATIO = 0.5


@dataclass(frozen=True)
class Comparison:
    """Medians over the rounds; `wrong` counts answers of either bot that were lost, doubled or out of order."""

    rounds: int
    updates: int
    chats: int
    ours_per_s: float
    echo_per_s: float
    wrong: int
    cores: int

    @property
    def ratio(self) -> float:
        return round(self.ours_per_s / self.echo_per_s, 3)

    @property
    def met(self) -> bool:
        return self.ratio >= LEAST_RATIO and not self.wrong

    def to_json(self) -> dict[str, Any]:
        return asdict(self) | {"ratio": self.ratio, "met": self.met}


async def compare(
    home: Path, *, updates: int, chats: int, rounds: int, timeout_s: float, note: Callable[[str], None] = print
) -> Comparison:
    """Both processes stand ready from the first round to the last; one works while the other waits."""
    questions = await import_shop(home)
    async with (
        botapi_process([TOKEN, ECHO_TOKEN]) as api,
        running_clerk(home, api.url),
        running_echo(home, api.url),
    ):
        for token, edited in ((TOKEN, True), (ECHO_TOKEN, False)):
            await greet(await meet(api, token, 1, edited=edited), questions[0], READY_S)
        ours, echo, wrong = list[float](), list[float](), 0
        for number in range(rounds):
            for token, edited, rates in ((TOKEN, True, ours), (ECHO_TOKEN, False, echo)):
                crowd = await meet(api, token, chats, edited=edited)
                asked = questions if edited else [Question(one.text, one.text) for one in questions]
                rate, bad = await empty_backlog(crowd, asked, updates, timeout_s)
                note(f"round {number + 1}, {'ours' if edited else 'echo'}: {rate:.1f}/s")
                rates.append(rate)
                wrong += bad
    cores = len(os.sched_getaffinity(0))
    return Comparison(rounds, updates, chats, round(median(ours), 1), round(median(echo), 1), wrong, cores)


async def empty_backlog(
    crowd: Crowd, questions: Sequence[Question], updates: int, timeout_s: float
) -> tuple[float, int]:
    """Answers per second from the moment a held backlog is released, and how many were wrong."""
    await crowd.bot.call("hold")
    await crowd.say(
        (crowd.chats[number % len(crowd.chats)], questions[number % len(questions)]) for number in range(updates)
    )
    began_s = time.monotonic()
    await crowd.bot.call("release")
    seen = await crowd.until_answered(timeout_s)
    tally = crowd.judge(seen)
    rate = (tally.messages - tally.lost) / (last_answer_at(seen) - began_s)
    return rate, tally.lost + tally.doubled + tally.inverted
