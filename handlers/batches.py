"""What a chat's actor works on next: rows of the inbox taken together with a lease, in one write.

It knows the inbox and leases, not who does the work. A batch is tried again under a new token, so that whatever an
earlier try still writes is refused.
"""

import time
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta

from bot.conversation.bursts import LONGEST, first_burst, wait_left
from handlers.updates import Update, as_piece, read_update, with_text
from storage.engine import Store
from storage.records import InboxRow, Lease, Work
from storage.unit import Unit

MOST = 20  # messages of one turn
HOLDER = "actors"


@dataclass(frozen=True)
class Batch:
    """One turn: its rows, the one update they come to (None: unreadable), and the work to settle."""

    rows: tuple[InboxRow, ...]
    update: Update | None
    work: Work

    @property
    def attempts(self) -> int:
        """Tries since the chat's last finished turn, those of processes that died included."""
        return self.work.lease.attempts if self.work.lease else 0


@dataclass
class Chat:
    """A chat while there is something to do: its batch, whether that was fed, and how it failed."""

    key: str
    batch: Batch | None = None
    fed: bool = False
    failures: int = 0
    reason: str = ""
    counted: bool = True
    waiting_since_s: float | None = None
    notified: bool = False


class Batches:
    """Takes the next batch of a chat; one caller a chat at a time."""

    def __init__(self, store: Store, bot_key: str, *, burst_s: float, lease_s: float, boot: str) -> None:
        self._store, self._bot, self._boot, self._lease_s = store, bot_key, boot, lease_s
        self._pause = timedelta(seconds=burst_s)

    async def recover(self) -> list[str]:
        """What a process that died had taken is new again; the chats where something waits."""

        async def put_back(unit: Unit) -> list[str]:
            await unit.inbox.put_back(self._bot)
            return await unit.inbox.chats(self._bot)

        return await self._store.joined(put_back)

    async def take(self, chat: Chat) -> Batch | float | None:
        """The next batch, or the seconds until there may be one, or None when nothing waits."""
        found = await self._store.joined(lambda unit: self._take(unit, chat))
        if isinstance(found, float):
            chat.waiting_since_s = chat.waiting_since_s or time.monotonic()
            return found
        if found is None or chat.batch is None or found.work.inbox_ids != chat.batch.work.inbox_ids:
            chat.failures, chat.reason = 0, ""
        chat.batch, chat.fed, chat.counted, chat.waiting_since_s = found, False, True, None
        return found

    async def settle(self, chat: Chat) -> None:
        """The fed batch is done, whoever settled it."""
        if chat.batch is not None and chat.fed:
            work = chat.batch.work
            await self._store.joined(lambda unit: _finish(unit, work))

    async def put_aside(self, batch: Batch, reason: str) -> None:
        """Quarantine, when nobody else could give the batch up properly."""

        async def quarantine(unit: Unit) -> None:
            await unit.inbox.finish(batch.work.inbox_ids, "quarantined", reason)
            if batch.work.lease is not None:
                await unit.leases.done(batch.work.lease)

        await self._store.joined(quarantine)

    async def _take(self, unit: Unit, chat: Chat) -> Batch | float | None:
        if chat.batch is not None:
            if chat.fed:
                await _finish(unit, chat.batch.work)
            elif rows := await unit.inbox.unfinished(chat.batch.work.inbox_ids):
                return await self._lease(unit, chat, rows, chat.batch.update)
        return await self._take_new(unit, chat)

    async def _take_new(self, unit: Unit, chat: Chat) -> Batch | float | None:
        rows = await unit.inbox.waiting(self._bot, chat.key, MOST if self._pause else 1)
        if not rows:
            return None
        updates = [read_update(row.raw) for row in rows]
        pieces = [as_piece(update, row.received_at) for update, row in zip(updates, rows, strict=True)]
        burst = first_burst(pieces, self._pause, MOST)
        left_s = min(wait_left(pieces, burst, self._pause, datetime.now(UTC)).total_seconds(), self._patience_s(chat))
        if left_s > 0:
            return left_s
        update = updates[burst.last]
        if update is not None and burst.text is not None:
            update = with_text(update, burst.text)
        return await self._lease(unit, chat, rows[: burst.size], update)

    def _patience_s(self, chat: Chat) -> float:
        """How much longer a burst may take by the monotonic clock, whatever happens to the other one."""
        waited_s = 0.0 if chat.waiting_since_s is None else time.monotonic() - chat.waiting_since_s
        return LONGEST * self._pause.total_seconds() - waited_s

    async def _lease(self, unit: Unit, chat: Chat, rows: list[InboxRow], update: Update | None) -> Batch | float:
        job = f"chat:{self._bot}:{chat.key}"
        lease: Lease | None = await unit.leases.take(
            job, HOLDER, time.monotonic(), self._lease_s, self._boot, chat.counted
        )
        if lease is None:
            return self._lease_s  # somebody else has the chat
        ids = tuple(row.inbox_id for row in rows if row.inbox_id is not None)
        await unit.inbox.claim(ids)
        return Batch(tuple(replace(row, state="taken") for row in rows), update, Work(ids, lease))


async def _finish(unit: Unit, work: Work) -> None:
    """Settle what no handler settled."""
    if await unit.inbox.finish(work.inbox_ids) and work.lease is not None:
        await unit.leases.done(work.lease)
