"""What intake and actors are tested with: raw updates, a clock to wait by, and a clerk in place of the dispatcher."""

import asyncio
import json
from collections.abc import Awaitable, Callable, Sequence
from datetime import UTC, datetime, timedelta
from typing import Any

from handlers.intake.updates import Update, chat_key
from storage.engine import Store
from storage.records import InboxRow, Work

BOT = "42"
LONG_AGO = datetime(2026, 6, 1, 12, tzinfo=UTC)


def text_of(number: int, text: str, chat: int = 7, kind: str = "message", of: int | None = None) -> Update:
    """A private text, sent a moment ago; `of` names the message that an edit changes."""
    sent = int(datetime.now(UTC).timestamp())
    message = {"message_id": of or number, "date": sent, "chat": {"id": chat, "type": "private"}, "text": text}
    return {"update_id": number, kind: message}


async def arrive(store: Store, *updates: Update, ago_s: float = 60) -> None:
    """They stand in the inbox as if the process had died right after."""
    at = datetime.now(UTC) - timedelta(seconds=ago_s)
    rows = [InboxRow(BOT, one["update_id"], json.dumps(one).encode(), at, chat_key(one)) for one in updates]
    async with store.writing() as unit:
        await unit.inbox.add_all(rows)


async def states(store: Store) -> dict[int, str]:
    """The state of each update in the inbox."""
    async with store.reading() as unit:
        query = "SELECT update_id, state FROM inbox ORDER BY update_id"
        found = await unit.inbox._connection.exec_driver_sql(query)
        return {row.update_id: row.state for row in found}


async def make_full(store: Store, full: bool = True) -> None:
    """No page more fits into the file, as on a full disk."""
    async with store.writing() as unit:
        connection = unit.inbox._connection
        used = (await connection.exec_driver_sql("PRAGMA page_count")).scalar_one()
        await connection.exec_driver_sql(f"PRAGMA max_page_count = {used if full else 1_000_000}")


async def until(condition: Callable[[], Any], within_s: float = 5.0) -> None:
    """Wait for what must come."""
    async with asyncio.timeout(within_s):
        while not condition():  # noqa: ASYNC110 - it may be anybody's state
            await asyncio.sleep(0.005)


async def nothing(text: str) -> None:
    """A turn that needs no time."""


class Clerk:
    """Stands for the dispatcher: a turn is settled once `work_on(text)` is over, as by a handler with its reply."""

    def __init__(self, store: Store, work_on: Callable[[str], Awaitable[None]] = nothing) -> None:
        self._store, self._work_on = store, work_on
        self.begun: list[str] = []
        self.turns: list[tuple[str, str]] = []
        self.works: list[Work] = []
        self.refused: list[Exception] = []
        self.given_up: list[tuple[list[int], str]] = []

    async def feed(self, update: Update, work: Work, key: str) -> None:
        text = str(next(body.get("text") or body.get("data") for body in update.values() if isinstance(body, dict)))
        self.begun.append(text)
        self.works.append(work)
        await self._work_on(text)
        try:
            await self._store.joined(lambda unit: unit.settle(work))
        except Exception as problem:
            self.refused.append(problem)
            raise
        self.turns.append((key, text))

    async def give_up(self, rows: Sequence[InboxRow], work: Work, key: str, reason: str) -> None:
        async with self._store.writing() as unit:
            await unit.settle(work)
            for row in rows:
                await unit.inbox.quarantine(row.inbox_id or 0, reason)
        self.given_up.append(([row.update_id for row in rows], reason))

    @property
    def texts(self) -> list[str]:
        return [text for _, text in self.turns]
