"""The process told to stop while customers write, started again, and started a second time beside itself."""

import asyncio
import os
import signal
import sqlite3
import statistics
import sys
import time
from asyncio.subprocess import DEVNULL, PIPE, Process, create_subprocess_exec
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager, closing
from dataclasses import dataclass, field
from pathlib import Path

from storage.engine import FILE
from tests.botapi.people import PeopledChat
from tests.botapi.server import TOKEN, BotApi, running_botapi
from tests.faults.env_world import ASKED, ROOT, Report, answered, make_home, running
from tests.faults.judging import Question, finals

RUN = "from handlers.cli import app; app(['run'])"
LEARN = """
import sys, time
from bot.conversation.shop import Shop
def learn(shop):
    print("learning", file=sys.stderr, flush=True)
    time.sleep(300)
Shop.warm = learn
"""
STARTS_WITHIN_S, STOPS_WITHIN_S = 300.0, 20.0
RESTART_S = 5.0


@dataclass
class Place:
    """A home and the Bot API server it talks to; `shopclerk run` is started there."""

    home: Path
    api: BotApi
    more: dict[str, str] = field(default_factory=dict)

    async def start(self, before: str = "") -> Process:
        """`before` is Python that is run first."""
        settings = {
            "SHOPCLERK_HOME": str(self.home),
            "SHOPCLERK_BOT_TOKEN": TOKEN,
            "SHOPCLERK_BOT_API": self.api.url,
            "SHOPCLERK_MODEL": "none",
            "SHOPCLERK_BURST_S": "0",
            "SHOPCLERK_CHAT_INTERVAL_S": "0",
            "SHOPCLERK_TURNS_PER_MINUTE": "100000",
            "SHOPCLERK_LOG_LEVEL": "info",
        }
        environment = {**os.environ, **settings, **self.more, "PYTHONPATH": str(ROOT)}
        command = [sys.executable, "-c", before + RUN]
        return await create_subprocess_exec(*command, cwd=self.home, env=environment, stdout=DEVNULL, stderr=PIPE)


@asynccontextmanager
async def outlived(process: Process) -> AsyncIterator[Process]:
    """It does not live on after whoever started it, whatever happens."""
    try:
        yield process
    finally:
        if process.returncode is None:
            process.kill()
            await process.wait()


async def stop(process: Process) -> list[str]:
    """SIGTERM; what it wrote to its log. One that does not end is killed and fails the caller."""
    process.send_signal(signal.SIGTERM)
    try:
        async with asyncio.timeout(STOPS_WITHIN_S):
            _, said = await process.communicate()
    except TimeoutError:
        process.kill()
        await process.wait()
        raise
    return said.decode().splitlines()


async def restart(folder: Path, restarts: int, most_s: float = RESTART_S) -> Report:
    """From the start of the process to the reply to a message that waits; the first start, which learns, is apart."""
    report = Report("restart to first reply")
    async with running_botapi() as api:
        place = Place(await make_home(folder), api)
        ann = api.bot.private("Ann", language_code="en")
        took_s = [await _life(place, ann, number) for number in range(restarts + 1)]
        report.judge({ann: [ASKED[number % len(ASKED)] for number in range(restarts + 1)]})
    median_s = statistics.median(took_s[1:])
    report.figures |= {"restarts": restarts, "p50 s": round(median_s, 2), "slowest s": round(max(took_s[1:]), 2)}
    report.figures["first start s"] = round(took_s[0], 2)
    report.must(median_s <= most_s, f"longer than {most_s} s")
    return report


async def _life(place: Place, chat: PeopledChat, number: int) -> float:
    """Seconds from the start to the reply."""
    before = len(finals(chat.replies()))
    chat.say(ASKED[number % len(ASKED)].text)
    began_s = time.monotonic()
    process = await place.start()
    try:
        await chat.wait_for(lambda _: len(finals(chat.replies())) > before, STARTS_WITHIN_S)
        return chat.replies()[-1].versions[-1].at - began_s
    finally:
        await stop(process)


async def stopped_at_work(folder: Path, chats: int, each: int) -> Report:
    """SIGTERM in the middle of many turns, then a second life that finishes them; a twin is refused meanwhile."""
    report = Report("SIGTERM at work")
    async with running_botapi() as api:
        place = Place(await make_home(folder), api)
        people = [api.bot.private(f"P{number}", language_code="en") for number in range(chats)]
        told: dict[PeopledChat, Sequence[Question]] = dict.fromkeys(people, ASKED[:each])
        async with outlived(await place.start()) as process:
            for number in range(each):
                for one in people:
                    one.say(ASKED[number].text)
            await people[0].wait_for(lambda _: finals(people[0].replies()), STARTS_WITHIN_S)
            await _refuse_twin(place, report)
            await _stop_at_once(process, api, report)
        report.figures["answered before"] = sum(len(finals(one.replies())) for one in people)
        async with outlived(await place.start()) as process:
            await answered(told, STARTS_WITHIN_S)
            await stop(process)
        report.judge(told)
    return report


async def _stop_at_once(process: Process, api: BotApi, report: Report) -> None:
    """After the signal nothing more is asked for, and the end comes within the grace."""
    asked, began_s = len(api.bot.calls_of("getUpdates")), time.monotonic()
    lines = await stop(process)
    more = len(api.bot.calls_of("getUpdates")) - asked
    report.figures |= {"ended after s": round(time.monotonic() - began_s, 2), "polls after the signal": more}
    report.figures["exit"] = process.returncode
    report.must(process.returncode == 0, f"exit {process.returncode}: {lines[-1:]}")
    report.must(more <= 1, "it went on taking updates in")  # one may be on its way when the signal comes
    report.must(any("event=stopped" in line for line in lines), "no word of the stop")


async def _refuse_twin(place: Place, report: Report) -> None:
    """A second process on the same home ends at once, in one line."""
    twin = await place.start()
    async with asyncio.timeout(STARTS_WITHIN_S):
        _, said = await twin.communicate()
    lines = said.decode().splitlines()
    report.figures["second instance"] = f"exit {twin.returncode}, {len(lines)} line"
    report.must(twin.returncode == 1 and len(lines) == 1, f"the twin: exit {twin.returncode}, {len(lines)} lines")
    report.must(bool(lines) and "is being written by process" in lines[-1], "the twin does not say why")


async def stopped_while_learning(folder: Path) -> Report:
    """SIGTERM while the first start still learns the shop in a thread: the end does not wait for that."""
    report = Report("SIGTERM while learning")
    async with running_botapi() as api:
        ann = api.bot.private("Ann", language_code="en")
        ann.say(ASKED[0].text)
        place = Place(await make_home(folder), api, {"SHOPCLERK_EMBEDDINGS": "false"})
        async with outlived(await place.start(LEARN)) as process:
            assert process.stderr is not None
            async with asyncio.timeout(STARTS_WITHIN_S):
                while b"learning" not in (line := await process.stderr.readline()):
                    assert line, "it ended before it served"
            began_s = time.monotonic()
            lines = await stop(process)
    report.figures |= {"ended after s": round(time.monotonic() - began_s, 2), "exit": process.returncode}
    report.figures["left for the next start"] = _waiting(folder)
    report.must(_waiting(folder) == 1, "the message that came is not in the inbox")
    report.must(process.returncode == 0, f"exit {process.returncode}: {lines[-1:]}")
    report.must(any("event=stopped" in line for line in lines), "no word of the stop")
    return report


def _waiting(home: Path) -> int:
    with closing(sqlite3.connect(home / FILE)) as file:
        return int(file.execute("SELECT count(*) FROM inbox WHERE state = 'new'").fetchone()[0])


async def stopped_in_process(folder: Path, chats: int, each: int) -> Report:
    """The end comes in the middle of many turns; the next life, which has the same home, goes on."""
    report, home = Report("stop and go on"), await make_home(folder)
    async with running_botapi() as api:
        people = [api.bot.private(f"P{number}", language_code="en") for number in range(chats)]
        told: dict[PeopledChat, Sequence[Question]] = dict.fromkeys(people, ASKED[:each])
        async with running(home, there=api):
            for number in range(each):
                for one in people:
                    one.say(ASKED[number].text)
            await people[0].wait_for(lambda _: finals(people[0].replies()), STARTS_WITHIN_S)
        polls, before = len(api.bot.calls_of("getUpdates")), sum(len(finals(one.replies())) for one in people)
        report.figures |= {"answered before": before, "left": chats * each - before}
        async with running(home, there=api):
            await answered(told)
        report.judge(told)
        report.must(len(api.bot.calls_of("getUpdates")) > polls, "the second life did not ask")
        report.must(before < chats * each, "the end came too late to be a test")
    return report
