"""A shop with three customers, a staff group and a service that can be started, stopped and cut off."""

import asyncio
import shutil
import sqlite3
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager, closing, contextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path
from random import Random
from typing import Any

from redis.asyncio import Redis

from bot.settings import Settings
from handlers.delivery.sending import PLACEHOLDER
from storage.engine import FILE
from tests.botapi.people import PeopledChat
from tests.botapi.server import TOKEN, BotApi, running_botapi
from tests.conftest import MakeReader
from tests.stateful.echo import Echo
from tests.stateful.life import Life
from tests.stateful.model import Look, Wrong

SETTLE_S, FLUSH_S, THINKING_S = 45.0, 10.0, 2.0
LOOK_S = 0.05
LETTERS = "ABC"
BURST_S = 0.1
_WAITING = """
SELECT (SELECT count(*) FROM inbox WHERE state IN ('new', 'taken')),
       (SELECT count(*) FROM outbox WHERE state IN ('waiting', 'sending')
               OR (state = 'dropped' AND placeholder_id IS NOT NULL)),
       (SELECT count(*) FROM tasks WHERE status != 'done' AND announced_at IS NULL)
"""
_MODE = "SELECT mode FROM conversations WHERE chat_key = ?"
_TOPIC = "SELECT t.chat_key FROM topics t JOIN conversations c USING (conversation_id) WHERE c.chat_key = ?"


@dataclass(frozen=True)
class Place:
    """What every example shares: an empty shop's file, a Redis, and a reader that is there at once."""

    empty: Path
    redis_url: str
    make_reader: MakeReader


@dataclass
class World:
    """One example's Telegram, home and service."""

    api: BotApi
    place: Place
    home: Path
    chats: dict[str, PeopledChat] = field(default_factory=dict)
    life: Life | None = None

    def __post_init__(self) -> None:
        self.chats = {letter: self.api.bot.private(f"Customer {letter}") for letter in LETTERS}
        self.staff = self.api.bot.supergroup("Staff", forum=True)
        self.sam = self.api.bot.user("Sam")

    async def start(self) -> None:
        told: dict[str, Any] = {"home": self.home, "bot_token": TOKEN, "bot_api": self.api.url, "model": "none"}
        told |= {"embeddings": False, "burst_s": BURST_S, "chat_interval_s": 0.0, "staff_chat": self.staff.id}
        told |= {"turns_per_minute": 10_000, "turns_per_day": 100_000, "redis_url": self.place.redis_url}
        settings = Settings(_env_file=None, **told, log_level="error")
        self.life = Life(settings, self.place.make_reader, Echo)
        await self.life.begin()

    async def stop(self) -> None:
        life, self.life = self.life, None
        if life is not None:
            await life.end()

    async def cut(self) -> None:
        life, self.life = self.life, None
        if life is not None:
            await life.cut()

    async def until_thinking(self) -> None:
        """Returns while a reply is being worded; after a while also when none is, which may be right."""
        Echo.watched = asyncio.Event()
        with suppress(TimeoutError):
            async with asyncio.timeout(THINKING_S):
                await Echo.watched.wait()
        Echo.watched = None

    async def flush_redis(self) -> None:
        client = Redis.from_url(self.place.redis_url)
        try:
            async with asyncio.timeout(FLUSH_S):
                await client.flushall()
        finally:
            await client.aclose()

    async def settle(self) -> dict[str, Look]:
        """Every chat once nothing waits anywhere; raises Wrong when that does not come about."""
        deadline = asyncio.get_running_loop().time() + SETTLE_S
        while True:
            version = self.api.changes.version
            with self._reading() as file:
                waiting = (*file.execute(_WAITING).fetchone(), len(self.api.bot.updates.pending))
                if not any(waiting):
                    self._check_rows(file)
                    return {letter: self._look(file, letter) for letter in LETTERS}
            if self.life is not None and self.life.task.done():
                self.life.task.result()
            if asyncio.get_running_loop().time() > deadline:
                raise Wrong(f"not settled: inbox, outbox, tasks, Telegram hold {waiting}")
            await self.api.changes.wait(version, LOOK_S)  # what the store finishes last makes no request

    def topic_of(self, letter: str) -> int:
        """The thread in which staff read this customer."""
        with self._reading() as file:
            found = file.execute(_TOPIC, (str(self.chats[letter].id),)).fetchone()
        if found is None or "/" not in found[0]:
            raise Wrong(f"{letter} waits for a person and has no topic")
        return int(found[0].partition("/")[2])

    def _look(self, file: sqlite3.Connection, letter: str) -> Look:
        chat = self.chats[letter]
        key = (str(chat.id),)
        mode, topic = (file.execute(query, key).fetchone() for query in (_MODE, _TOPIC))
        thread = int(topic[0].partition("/")[2]) if topic else 0
        shown = [one.text for one in self.staff.replies(thread)] if topic else []
        said = [one.text for one in chat.replies() if one.text != PLACEHOLDER]
        return Look(said, shown, mode[0] if mode else None)

    def _check_rows(self, file: sqlite3.Connection) -> None:
        """Every update that Telegram made is done; nothing failed but what a customer had blocked."""
        done = {row[0] for row in file.execute("SELECT update_id FROM inbox WHERE state = 'done'")}
        sent = {one.id for one in self.api.bot.updates.log if one.kind != "injected"}
        if sent - done:
            raise Wrong(f"updates never done: {sorted(sent - done)}")
        for number, reason in file.execute("SELECT outbox_id, reason FROM outbox WHERE state = 'failed'"):
            if "blocked by the user" not in reason:
                raise Wrong(f"row {number} of the outbox failed: {reason}")

    @contextmanager
    def _reading(self) -> Iterator[sqlite3.Connection]:
        with closing(sqlite3.connect(f"file:{self.home / FILE}?mode=ro", uri=True, isolation_level=None)) as file:
            file.execute("BEGIN")
            yield file


@asynccontextmanager
async def world(place: Place, home: Path, seed: int) -> AsyncIterator[World]:
    """A world of its own, its service not yet started."""
    Echo.luck = Random(seed)
    shutil.copy(place.empty, home)
    async with running_botapi() as api:
        made = World(api, place, home)
        try:
            yield made
        finally:
            await made.cut()
