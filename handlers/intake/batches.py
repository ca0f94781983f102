"""What a chat's actor works on next: rows of the inbox taken together with a lease, in one write.

It knows the inbox and leases, not who does the work. A batch is tried again under a new token, so that whatever an
earlier try still writes is refused.
"""

import time
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta

import structlog

from bot.conversation.bursts import LONGEST, first_burst, wait_left
from handlers.intake.gathering import Gathering
from handlers.intake.updates import Update, as_piece, read_update, with_text
from handlers.nursery import where
from storage.engine import Store
from storage.records import InboxRow, Lease, Work
from storage.unit import Unit

log = structlog.get_logger(__name__)

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


Found = Batch | float | None


class Batches:
    """Takes the next batch of a chat; one caller a chat at a time. Chats that ask at the same time share a write."""

    def __init__(self, store: Store, bot_key: str, *, burst_s: float, lease_s: float, boot: str) -> None:
        self._store, self._bot, self._boot, self._lease_s = store, bot_key, boot, lease_s
        self._pause = timedelta(seconds=burst_s)
        self._gathering = Gathering(store, self._take_all)

    async def recover(self) -> list[str]:
        """What a process that died had taken is new again; the chats where something waits."""

        async def put_back(unit: Unit) -> list[str]:
            await unit.inbox.put_back(self._bot)
            return await unit.inbox.chats(self._bot)

        return await self._store.joined(put_back)

    async def take(self, chat: Chat) -> Found:
        """The next batch, or the seconds until there may be one, or None when nothing waits."""
        found = (await self._gathering.add([chat]))[chat.key]
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
        await self._store.joined(lambda unit: _finish(unit, batch.work, "quarantined", reason))

    async def _take_all(self, unit: Unit, chats: list[Chat]) -> dict[str, Found]:
        turns = await self._again(unit, chats)
        others = [chat for chat in chats if chat.key not in turns]
        found: dict[str, Found] = dict.fromkeys([chat.key for chat in chats])
        heads = await unit.inbox.heads(self._bot, [chat.key for chat in others], MOST if self._pause else 1)
        for chat in others:
            if chat.key in heads:
                turn = self._formed(chat, heads[chat.key])
                if isinstance(turn, float):
                    found[chat.key] = turn
                else:
                    turns[chat.key] = turn
        return found | await self._lease(unit, chats, turns)

    async def _again(self, unit: Unit, chats: list[Chat]) -> "dict[str, _Turn]":
        """Batches that were tried and are not done; what was fed and no handler settled is settled here."""
        tried = [(chat, chat.batch) for chat in chats if chat.batch is not None]
        if not tried:
            return {}
        ids = [inbox_id for _, batch in tried for inbox_id in batch.work.inbox_ids]
        unfinished = {row.inbox_id: row for row in await unit.inbox.unfinished(ids)}
        turns = {}
        for chat, batch in tried:
            rows = [unfinished[inbox_id] for inbox_id in batch.work.inbox_ids if inbox_id in unfinished]
            if rows and chat.fed:
                await _finish(unit, batch.work)
            elif rows:
                turns[chat.key] = _Turn(rows, batch.update)
        return turns

    def _formed(self, chat: Chat, rows: list[InboxRow]) -> "_Turn | float":
        """One that cannot even be looked at is given up; the other chats of the same write must not suffer."""
        try:
            return self._form(chat, rows)
        except Exception as problem:
            log.error("update_not_understood", update=rows[0].update_id, reason=where(problem))
            return _Turn(rows[:1], None)

    def _form(self, chat: Chat, rows: list[InboxRow]) -> "_Turn | float":
        """The turn that the chat's first rows make, or the seconds that it may still grow."""
        updates = [read_update(row.raw) for row in rows]
        pieces = [as_piece(update, row.received_at) for update, row in zip(updates, rows, strict=True)]
        burst = first_burst(pieces, self._pause, MOST)
        left_s = min(wait_left(pieces, burst, self._pause, datetime.now(UTC)).total_seconds(), self._patience_s(chat))
        if left_s > 0:
            return left_s
        update = updates[burst.last]
        if update is not None and burst.text is not None:
            update = with_text(update, burst.text)
        return _Turn(rows[: burst.size], update)

    def _patience_s(self, chat: Chat) -> float:
        """How much longer a burst may take by the monotonic clock, whatever happens to the other one."""
        waited_s = 0.0 if chat.waiting_since_s is None else time.monotonic() - chat.waiting_since_s
        return LONGEST * self._pause.total_seconds() - waited_s

    async def _lease(self, unit: Unit, chats: list[Chat], turns: "dict[str, _Turn]") -> dict[str, Found]:
        """A batch under a new token for each turn; the seconds of a lease where somebody else has the chat."""
        if not turns:
            return {}
        jobs = {self._job(chat.key): chat.counted for chat in chats if chat.key in turns}
        leases = await unit.leases.take_all(jobs, HOLDER, time.monotonic(), self._lease_s, self._boot)
        found: dict[str, Found] = {}
        for key, turn in turns.items():
            lease = leases.get(self._job(key))
            found[key] = self._lease_s if lease is None else turn.under(lease)
        taken = [batch for batch in found.values() if isinstance(batch, Batch)]
        await unit.inbox.claim([inbox_id for batch in taken for inbox_id in batch.work.inbox_ids])
        return found

    def _job(self, chat_key: str) -> str:
        return f"chat:{self._bot}:{chat_key}"


@dataclass(frozen=True)
class _Turn:
    """A batch before it has a lease."""

    rows: list[InboxRow]
    update: Update | None

    def under(self, lease: Lease) -> Batch:
        ids = tuple(row.inbox_id for row in self.rows if row.inbox_id is not None)
        return Batch(tuple(replace(row, state="taken") for row in self.rows), self.update, Work(ids, lease))


async def _finish(unit: Unit, work: Work, state: str = "done", reason: str | None = None) -> None:
    """End what no handler ended."""
    if await unit.inbox.finish(work.inbox_ids, state, reason) and work.lease is not None:
        await unit.leases.done(work.lease)
