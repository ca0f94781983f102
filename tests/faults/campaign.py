"""Kills the service again and again while customers write, and counts what was lost, doubled or out of order.

The Bot API stand-in runs in a process of its own and survives; so do the messages that Telegram still holds.
"""

import asyncio
import os
import random
import sys
from asyncio.subprocess import DEVNULL, PIPE, Process, create_subprocess_exec
from collections import Counter
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from pathlib import Path

from handlers.delivery.sending import PLACEHOLDER
from tests.botapi.client import RemoteApi, RemoteBot, RemoteChat, connected
from tests.botapi.records import Message
from tests.faults.steps import STEPS

ROOT = Path(__file__).parents[2]
LIFE_S = 60.0
PERSON = "I want to talk to a person"


@dataclass(frozen=True)
class Question:
    """What a customer writes, and what the right reply must mention; None where any reply will do."""

    text: str
    marker: str | None


@dataclass
class Tally:
    """What a campaign found."""

    messages: int = 0
    kills: Counter[str] = field(default_factory=Counter)
    lost: int = 0
    doubled: int = 0
    inverted: int = 0
    apologies: int = 0
    strays: int = 0
    restart_s: list[float] = field(default_factory=list)

    @property
    def clean(self) -> bool:
        return not (self.lost or self.doubled or self.inverted)


@asynccontextmanager
async def telegram() -> AsyncIterator[RemoteApi]:
    """The stand-in in a process of its own."""
    command = [sys.executable, "-m", "tests.botapi", "--until-stdin-closes"]
    process = await create_subprocess_exec(*command, stdin=PIPE, stdout=PIPE, cwd=ROOT)
    assert process.stdout is not None
    url = (await process.stdout.readline()).decode().strip()
    try:
        async with connected(url) as api:
            yield api
    finally:
        process.terminate()
        await process.wait()


@dataclass
class Campaign:
    """One shop's service, its customers, and its deaths."""

    home: Path
    api: RemoteApi
    bot: RemoteBot
    staff_chat: int
    seed: int
    more: dict[str, str] = field(default_factory=dict)

    async def live(self, fault: str | None) -> Process:
        """Starts the service; with a fault it will die."""
        settings = {
            "SHOPCLERK_HOME": str(self.home),
            "SHOPCLERK_BOT_TOKEN": self.bot.token,
            "SHOPCLERK_BOT_API": self.api.url,
            "SHOPCLERK_STAFF_CHAT": str(self.staff_chat),
            "SHOPCLERK_MODEL": "none",
            "SHOPCLERK_EMBEDDINGS": "false",
            "SHOPCLERK_BURST_S": "0",
            "SHOPCLERK_TURNS_PER_MINUTE": "100000",
            "SHOPCLERK_TURNS_PER_DAY": "1000000",
            "SHOPCLERK_CHAT_INTERVAL_S": "0",
            "FAULT": fault or "",
        }
        environment = {**os.environ, **settings, **self.more, "PYTHONPATH": str(ROOT)}
        log = (self.home / "service.log").open("ab")
        with log:
            return await create_subprocess_exec(
                sys.executable, "-m", "tests.faults.service", cwd=ROOT, env=environment, stdout=DEVNULL, stderr=log
            )

    async def kill_often(self, chats: Sequence[RemoteChat], expected: int, kills: int, tally: Tally) -> None:
        """Lives that end at random steps, until there were `kills`; then one that lives until all is answered."""
        luck = random.Random(self.seed)
        while tally.kills.total() < kills and await self.answered(chats) < expected:
            step = luck.choice(sorted(STEPS))
            process = await self.live(f"{step}:{luck.randint(1, 12)}")
            if await self.ends(process, chats, expected):
                tally.kills[step] += 1
        process = await self.live(None)
        try:
            await self.until_answered(chats, expected, timeout_s=LIFE_S + expected / 5)
        finally:
            process.terminate()
            await process.wait()

    async def ends(self, process: Process, chats: Sequence[RemoteChat], expected: int) -> bool:
        """True when the process died at its step; one that never comes there is killed all the same."""
        waits = asyncio.create_task(process.wait())
        for _ in range(int(LIFE_S)):
            done, _ = await asyncio.wait({waits}, timeout=1)
            if done:
                return True
            if await self.answered(chats) >= expected:
                break
        process.kill()
        await waits
        return True

    async def answered(self, chats: Sequence[RemoteChat]) -> int:
        return sum(len(finals(messages)) for messages in (await self.transcripts(chats)).values())

    async def until_answered(self, chats: Sequence[RemoteChat], expected: int, timeout_s: float) -> None:
        """Returns when all is answered, or when nothing has moved for a while: the tally then tells."""
        loop = asyncio.get_running_loop()
        end, last, moved = loop.time() + timeout_s, -1, loop.time()
        while loop.time() < end:
            now = await self.answered(chats)
            if now >= expected:
                return
            if now != last:
                last, moved = now, loop.time()
            if loop.time() - moved > LIFE_S:
                return
            await asyncio.sleep(0.5)

    async def transcripts(self, chats: Sequence[RemoteChat]) -> dict[int, list[Message]]:
        mine = {chat.id for chat in chats}
        return {chat: messages for chat, messages in (await self.bot.transcript()).items() if chat in mine}


def finals(messages: Sequence[Message]) -> list[str]:
    """The replies a customer sees, without placeholders that were left behind."""
    return [one.text for one in messages if one.by_bot and one.text != PLACEHOLDER]


def judge(asked: Sequence[Question], messages: Sequence[Message], apology: str, tally: Tally) -> None:
    """Holds one chat's replies against its questions, in order."""
    replies = finals(messages)
    tally.messages += len(asked)
    tally.strays += sum(one.by_bot and one.text == PLACEHOLDER for one in messages)
    tally.apologies += sum(apology in reply for reply in replies)
    tally.lost += max(0, len(asked) - len(replies))
    tally.doubled += max(0, len(replies) - len(asked))
    for question, reply in zip(asked, replies, strict=False):
        if question.marker and question.marker not in reply and apology not in reply:
            tally.inverted += 1
