"""A clerk that hangs for ever at one customer: noticed, fenced off, apologised for, and no burden to the others."""

import asyncio
import sqlite3
import time
from collections.abc import Sequence
from contextlib import closing
from pathlib import Path
from typing import Any

from bot.conversation.clerk import Clerk, Draft
from bot.conversation.reply import Answer
from handlers.watchdog import Watchdog
from storage.engine import FILE
from tests.botapi.people import PeopledChat
from tests.faults.env_world import APOLOGY, ASKED, Report, World, answered, ask, make_home, p95, running
from tests.faults.judging import Question, finals
from tests.handlers.arrivals import until

SPELL = "mirror mirror"
ATTEMPTS = 3
DETECTED_WITHIN_S = 10.0
ALLOWED = 1.2


class Stuck(Clerk):
    """Hangs, deaf to being cancelled, wherever the spell is said; `released` lets the results come late."""

    def __init__(self, *parts: Any) -> None:
        super().__init__(*parts)
        self.released = asyncio.Event()
        self.begun_s: list[float] = []
        self.came_late = 0

    async def finish(self, draft: Draft, *more: Any, **named: Any) -> Answer:
        if SPELL not in draft.turn.text:
            return await super().finish(draft, *more, **named)
        self.begun_s.append(time.monotonic())
        while not self.released.is_set():
            try:
                await self.released.wait()
            except asyncio.CancelledError:
                continue
        self.came_late += 1
        return await super().finish(draft, *more, **named)


class Asleep(Clerk):
    """Holds the whole event loop where the spell is said."""

    for_s = 0.0

    async def finish(self, draft: Draft, *more: Any, **named: Any) -> Answer:
        if SPELL in draft.turn.text:
            time.sleep(self.for_s)  # noqa: ASYNC251 - the fault itself
        return await super().finish(draft, *more, **named)


async def loop_blocked(folder: Path, for_s: float, patience_s: float) -> Report:
    """Code of ours blocks the event loop: nobody can be answered, but the log names the line."""
    report, home = Report(f"loop blocked {for_s:g} s"), await make_home(folder)
    async with running(home, Asleep, lease_s=for_s + 8) as world:
        clerk, told = world.opened.clerk, {one: [ASKED[0]] for one in world.people(3)}
        assert isinstance(clerk, Asleep)
        clerk.for_s = for_s
        with Watchdog(patience_s):
            began_s = time.monotonic()
            spoken = Question(f"{SPELL}, {ASKED[1].text}", ASKED[1].marker)
            first, *_ = told
            told[first] = [spoken]
            for one, asked in told.items():
                one.say(asked[0].text)
            await answered(told)
            await until(lambda: bool(world.said_by("loop_runs_again")))
        report.judge(told)
    lines = world.said_by("loop_blocked")
    report.figures |= {"log lines": len(lines), "told after s": round(lines[0].at - began_s, 1) if lines else "never"}
    report.figures["at"] = str(lines[0].fields["at"]).rpartition("/")[2] if lines else "nowhere"
    report.must(len(lines) == 1, f"told {len(lines)} times")
    report.must("env_hang.py" in str(report.figures["at"]), "the line names another place")
    return report


async def hung_turn(folder: Path, lease_s: float, rounds: int, most_ratio: float = ALLOWED) -> Report:
    """`rounds` times: customers alone, then as long beside one at whom the clerk hangs until it gives up."""
    report = Report("hung turn")
    home = await make_home(folder)
    calm_s: list[float] = []
    beside_s: list[float] = []
    async with running(home, Stuck, lease_s=lease_s, answer_within_h=24) as world:
        others, told = world.people(4), dict[PeopledChat, list[Question]]()
        for number in range(rounds):
            hung = world.api.bot.private(f"Hung{number}", language_code="en")
            until_s = time.monotonic() + ATTEMPTS * lease_s + 0.5
            calm_s += await converse(others, told, lambda until_s=until_s: time.monotonic() >= until_s)
            hung.say(f"{SPELL}, how much is the {ASKED[0].marker}?")
            beside_s += await converse(others, told, lambda hung=hung: finals(hung.replies()))
            await _let_it_come_late(world, home, hung, report)
        report.judge(told)
        _judge_log(world, rounds, lease_s, report)
    ratio = p95(beside_s) / p95(calm_s)
    report.figures |= {"p95 alone ms": round(p95(calm_s) * 1000), "beside ms": round(p95(beside_s) * 1000)}
    report.figures |= {"ratio": round(ratio, 2), "samples": f"{len(calm_s)}+{len(beside_s)}"}
    report.must(ratio <= most_ratio, f"other chats are slower by more than {most_ratio - 1:.0%}")
    return report


async def converse(
    chats: Sequence[PeopledChat], told: dict[PeopledChat, list[Question]], over: Any, least: int = 1
) -> list[float]:
    """Each customer asks again as soon as there is an answer, until it is `over`."""

    async def chatter(chat: PeopledChat) -> list[float]:
        asked, took_s = told.setdefault(chat, []), list[float]()
        while len(took_s) < least or not over():
            asked.append(ASKED[len(asked) % len(ASKED)])
            took_s.append(await ask(chat, asked[-1]))
        return took_s

    return [one for times_s in await asyncio.gather(*map(chatter, chats)) for one in times_s]


async def _let_it_come_late(world: World, home: Path, hung: PeopledChat, report: Report) -> None:
    """The apology stands; then all tries come back with a result, and nothing of it may be seen or kept."""
    clerk = world.opened.clerk
    assert isinstance(clerk, Stuck)
    [apology] = finals(hung.replies())
    report.must(APOLOGY in apology, "no apology")
    before, refused = _kept(home, hung.id), len(world.said_by("turn_refused"))
    report.must(before["tasks"] == 1, "no task for a person")
    clerk.released.set()
    await until(lambda: len(world.said_by("turn_refused")) >= refused + ATTEMPTS, within_s=20)
    clerk.released.clear()
    await ask(world.api.bot.private("After", language_code="en"), ASKED[0])  # all that was to be sent went before it
    report.must(_kept(home, hung.id) == before, "a late result was written")
    report.must(finals(hung.replies()) == [apology], "a late result was sent")


def _judge_log(world: World, rounds: int, lease_s: float, report: Report) -> None:
    clerk = world.opened.clerk
    assert isinstance(clerk, Stuck)
    noticed_s = [line.at for line in world.said_by("turn_failed") if "not done in" in str(line.fields.get("reason"))]
    took_s = [noticed - begun for begun, noticed in zip(clerk.begun_s, noticed_s, strict=False)]
    report.figures |= {"tries": len(clerk.begun_s), "noticed after s": round(max(took_s, default=0.0), 2)}
    report.figures["late results refused"] = f"{len(world.said_by('turn_refused'))} of {clerk.came_late}"
    report.must(len(took_s) == len(clerk.begun_s) == ATTEMPTS * rounds, "not three tries each")
    report.must(max(took_s, default=99.0) <= min(DETECTED_WITHIN_S, lease_s + 2), "noticed too late")


def _kept(home: Path, chat: int) -> dict[str, int]:
    """What the database holds of a chat."""
    of_chat = "conversation_id IN (SELECT conversation_id FROM conversations WHERE chat_key = ?)"
    queries = {
        "messages": f"SELECT count(*) FROM messages WHERE {of_chat}",
        "tasks": f"SELECT count(*) FROM tasks WHERE {of_chat}",
        "outbox": "SELECT count(*) FROM outbox WHERE chat_key = ?",
    }
    with closing(sqlite3.connect(home / FILE)) as file:
        return {name: int(file.execute(query, (str(chat),)).fetchone()[0]) for name, query in queries.items()}
