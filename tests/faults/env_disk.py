"""The shop's file locked by another program, or the disk full: nothing is acknowledged that is not written."""

import asyncio
import sqlite3
import sys
import time
from asyncio.subprocess import PIPE
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager, closing
from pathlib import Path
from typing import Any

from handlers.intake.webhook import webhook_path
from storage.engine import FILE
from tests.botapi.people import PeopledChat
from tests.botapi.server import TOKEN
from tests.faults.env_world import ASKED, ROOT, Report, World, answered, free_port, make_home, running
from tests.faults.judging import Question
from tests.handlers.arrivals import make_full

CHATS = 4
SECRET = "s3cret_" * 5
HOLD = """
import sqlite3, sys
file = sqlite3.connect(sys.argv[1], isolation_level=None)
file.execute("BEGIN IMMEDIATE")
print("held", flush=True)
sys.stdin.readline()
file.execute("COMMIT")
"""


async def file_locked(folder: Path, for_s: float) -> Report:
    """Another program is in the middle of a write for `for_s` seconds."""
    report = Report(f"file locked {for_s:g} s")
    home = await make_home(folder)
    async with running(home) as world:
        async with _locked(home / FILE):
            told = _say(world, 2)
            await asyncio.sleep(for_s)
            _note_acknowledged(world, home, report)
        await _afterwards(world, told, report)
    return report


async def disk_full(folder: Path, for_s: float) -> Report:
    """No page fits into the file for `for_s` seconds; updates are asked for by polling."""
    report = Report(f"disk full {for_s:g} s, polling")
    home = await make_home(folder)
    async with running(home) as world:
        await _while_full(world, home, for_s, report)
    return report


async def disk_full_webhook(folder: Path, for_s: float) -> Report:
    """The same with a webhook: Telegram is told that it did not work, and comes again."""
    report = Report(f"disk full {for_s:g} s, webhook")
    port = free_port()
    hook: dict[str, Any] = {"webhook_port": port, "webhook_url": f"http://127.0.0.1:{port}", "webhook_secret": SECRET}
    home = await make_home(folder)
    async with running(home, **hook) as world:
        world.api.bot.webhook.retry_s = 0.3
        await _while_full(world, home, for_s, report)
        told = str(world.api.bot.webhook.info().get("last_error_message"))
        report.figures["Telegram is told"] = told.rpartition(": ")[2]
        report.must("503" in told, f"the webhook does not say 503 but {told!r}")
        assert webhook_path(TOKEN, SECRET) in world.api.bot.webhook.url
    return report


async def _while_full(world: World, home: Path, for_s: float, report: Report) -> None:
    await make_full(world.opened.store)
    told = _say(world, 3)
    await asyncio.sleep(for_s)
    _note_acknowledged(world, home, report)
    await make_full(world.opened.store, full=False)
    await _afterwards(world, told, report)


def _say(world: World, each: int) -> dict[PeopledChat, Sequence[Question]]:
    """New customers, each with several questions at once; a quotation makes every update need a page of its own."""
    told: dict[PeopledChat, Sequence[Question]] = {}
    for place, chat in enumerate(world.people(CHATS)):
        told[chat] = [ASKED[(place + number) % len(ASKED)] for number in range(each)]
    for number in range(each):
        for chat, asked in told.items():
            chat.say(asked[number].text, quote={"text": "x" * 3500, "position": 0})
    return told


def _note_acknowledged(world: World, home: Path, report: Report) -> None:
    """What counts as received is on the disk, and something is not."""
    updates = world.api.bot.updates
    acknowledged = {one.id for one in updates.log if one.confirmed_at is not None}
    with closing(sqlite3.connect(home / FILE)) as file:
        written = {number for (number,) in file.execute("SELECT update_id FROM inbox")}
    report.figures["not acknowledged meanwhile"] = len(updates.pending)
    report.must(acknowledged <= written, "updates were acknowledged that are not on the disk")
    report.must(len(updates.pending) > 0, "the fault met nobody")


async def _afterwards(world: World, told: dict[PeopledChat, Sequence[Question]], report: Report) -> None:
    began_s = time.monotonic()
    await answered(told)
    report.figures["answered after s"] = round(time.monotonic() - began_s, 1)
    report.judge(told)
    seen = world.warnings()
    report.figures["log lines"] = len(seen)
    report.must(seen == ["store_failing"], f"not one line in the log but {seen}")


@asynccontextmanager
async def _locked(file: Path) -> AsyncIterator[None]:
    """Another process holds the file's write lock."""
    process = await asyncio.create_subprocess_exec(
        sys.executable, "-c", HOLD, str(file), stdin=PIPE, stdout=PIPE, cwd=ROOT
    )
    assert process.stdin is not None and process.stdout is not None
    try:
        assert await process.stdout.readline() == b"held\n"
        yield
    finally:
        process.stdin.close()
        await process.wait()
