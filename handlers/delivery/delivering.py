"""The outbox on its way out: each chat in order, chats side by side, no text ever twice.

A text is edited into a placeholder whose id was written down first; so whatever is cut off may be repeated. Dropping,
failing and waiting are rows of the store, and a restart goes on where the last process stopped. Few placeholders are
under way at a time: those are what a death may leave behind.
"""

import asyncio
import random
from collections.abc import Awaitable, Callable
from contextlib import suppress
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import TypeVar

import structlog
from aiogram import Bot

from handlers.delivery.post import CHANNEL
from handlers.delivery.sending import Came, Outcome, Sender, has_keyboard, sent_once
from handlers.delivery.sweeping import is_private, marks_of, sweep, unsure, unsure_since_death
from handlers.nursery import Nursery, where
from storage.engine import Store
from storage.errors import StorageError
from storage.records import OutboxRow
from storage.unit import Unit

log = structlog.get_logger(__name__)

LOOK_S = 0.5
MOST_S = 30.0
PLACING, PLACED_S = 8, 1.0
Result = TypeVar("Result")


class Delivery:
    """`interval_s` lies between two messages of one chat; `on_refused` is called when Telegram refuses the token."""

    def __init__(
        self,
        store: Store,
        bot: Bot,
        nursery: Nursery,
        on_refused: Callable[[], None],
        *,
        interval_s: float = 1.0,
        most: int = 32,
        placing: int = PLACING,
    ) -> None:
        self._store, self._sender, self._nursery, self._on_refused = store, Sender(bot), nursery, on_refused
        self._interval_s, self._most, self._placing = interval_s, most, placing
        self._unplaced: set[int] = set()
        self._newest = 0
        self._busy: dict[str, asyncio.Task[None]] = {}
        self._ready_at: dict[str, float] = {}
        self._woken = asyncio.Event()
        self._stopped = False

    def wake(self) -> None:
        """There is something to send."""
        self._woken.set()

    async def run(self) -> None:
        """Until cancelled or stopped."""
        await self._patiently(self._put_back)
        while not self._stopped:
            self._woken.clear()
            started = await self._start_some()
            if not started:
                with suppress(TimeoutError):
                    async with asyncio.timeout(self._pause_s()):
                        await self._woken.wait()

    async def drain(self, timeout_s: float) -> bool:
        """Begin nothing new and wait for what is on its way; False when that took too long."""
        self._stopped = True
        self.wake()
        if self._busy:
            await asyncio.wait(list(self._busy.values()), timeout=timeout_s)
        return not self._busy

    async def _put_back(self, unit: Unit) -> None:
        """What a process that died was sending waits again; what can be sent only once counts as sent."""
        self._newest = await unit.outbox.newest_placeholder(CHANNEL)
        for row in await unit.outbox.interrupted():
            if sent_once(row):
                await unit.outbox.sent(row.outbox_id or 0, reason="interrupted")
            else:
                reason = row.reason if row.placeholder_id else await unsure_since_death(unit, row, self._newest)
                await unit.outbox.retry(row.outbox_id or 0, row.not_before, reason or "interrupted", counted=False)

    async def _start_some(self) -> bool:
        """Takes what may go now; False when there was nothing."""
        room = min(self._most - len(self._busy), self._placing - len(self._unplaced))
        if room <= 0:
            return False
        now_s = asyncio.get_running_loop().time()
        resting = {key for key, at in self._ready_at.items() if at > now_s}
        for key in self._ready_at.keys() - resting:
            del self._ready_at[key]
        held = frozenset(resting | self._busy.keys())
        rows = await self._patiently(lambda unit: unit.outbox.take(datetime.now(UTC), room, held, CHANNEL))
        for row in rows:
            self._unplaced.add(row.outbox_id or 0)
            asyncio.get_running_loop().call_later(PLACED_S, self._free, row)
            self._busy[row.chat_key] = self._nursery.start(self._carry(row), f"row {row.outbox_id}")
        return bool(rows)

    def _free(self, row: OutboxRow) -> None:
        """Another placeholder may be sent: this one stands, or takes too long for others to wait for it."""
        self._unplaced.discard(row.outbox_id or 0)
        self.wake()

    def _pause_s(self) -> float:
        now_s = asyncio.get_running_loop().time()
        return min([LOOK_S, *(max(0.01, at - now_s) for at in self._ready_at.values())])

    async def _carry(self, row: OutboxRow) -> None:
        try:
            await self._deliver(row)
        except StorageError as problem:
            if not problem.told:
                log.error("delivery_waits", row=row.outbox_id, reason=str(problem))
            await self._patiently(self._put_back_one(row))
        except Exception as problem:
            log.error("delivery_failed", row=row.outbox_id, reason=where(problem))
            await self._fail(row, where(problem))
        finally:
            self._ready_at[row.chat_key] = asyncio.get_running_loop().time() + self._interval_s
            del self._busy[row.chat_key]
            self._free(row)

    def _put_back_one(self, row: OutboxRow) -> Callable[[Unit], Awaitable[bool]]:
        return lambda unit: unit.outbox.retry(
            row.outbox_id or 0, datetime.now(UTC), row.reason or "store", counted=False
        )

    async def _deliver(self, row: OutboxRow) -> None:
        if row.state == "dropped":
            await self._take_away(row)
        elif sent_once(row):
            outcome = await self._sender.send_once(row)
            await self._conclude(row, replace(outcome, came=Came.DONE) if outcome.came is Came.UNKNOWN else outcome)
        else:
            await self._deliver_text(row)

    async def _deliver_text(self, row: OutboxRow) -> None:
        if row.placeholder_id is None:
            placed = await self._place(row)
            if placed.placeholder_id is None:
                return
            row = placed
        self._free(row)
        await self._fill(row)

    async def _place(self, row: OutboxRow) -> OutboxRow:
        """The row with its placeholder, written down; without one there is nothing to fill now."""
        newest = self._newest
        placed = await self._sender.place(row)
        if placed.came is Came.UNKNOWN:
            placed = replace(placed, reason=unsure(row, newest))
        if placed.came is not Came.DONE or placed.message_id is None:
            await self._conclude(row, placed)
            return row
        if is_private(row):
            self._newest = max(self._newest, placed.message_id)
        held = {row.outbox_id or 0: str(placed.message_id)}
        standing = replace(row, placeholder_id=str(placed.message_id))
        if await self._patiently(lambda unit: unit.outbox.placed(held)):
            await self._take_away(standing)
            return row
        return standing

    async def _fill(self, row: OutboxRow) -> None:
        outcome = await self._sender.fill(row)
        if outcome.came is Came.WRONG:
            outcome = await self._sender.fill(row, plainly=True)
        if outcome.came is Came.DONE:
            await sweep(self._sender, row)
        await self._conclude(row, outcome)
        if outcome.came is Came.DONE and has_keyboard(row):
            await self._sender.send_keyboard(row)

    async def _take_away(self, row: OutboxRow) -> None:
        """A dropped row's placeholder; one that cannot be taken away stays as it is."""
        outcome = await self._sender.take_away(row)
        if outcome.came in (Came.LATER, Came.UNKNOWN):
            return  # it is found again
        await self._store.joined(lambda unit: unit.outbox.unplaced(row.outbox_id or 0))

    async def _conclude(self, row: OutboxRow, outcome: Outcome) -> None:
        """Writes down what came of it."""
        number = row.outbox_id or 0
        if outcome.came is Came.DONE:
            await self._store.joined(lambda unit: unit.outbox.sent(number, reason=outcome.reason or None))
        elif outcome.came is Came.GONE:
            await self._store.joined(lambda unit: unit.outbox.unplaced(number))
            await self._wait(row, 0.0, "placeholder gone", counted=True)
        elif outcome.came is Came.LATER:
            await self._wait(row, outcome.after_s, outcome.reason, counted=False)
        elif outcome.came is Came.UNKNOWN:
            pause_s = min(MOST_S, 0.2 * 2 ** min(row.attempts, 10)) * random.uniform(0.5, 1.0)
            await self._wait(row, pause_s, outcome.reason, counted=True)
        elif outcome.came is Came.REFUSED:
            await self._wait(row, 0.0, outcome.reason, counted=False)
            self._stopped = True
            self._on_refused()
        elif outcome.came is Came.BLOCKED:
            await self._give_up_chat(row, outcome.reason)
        else:
            await self._fail(row, outcome.reason)

    async def _wait(self, row: OutboxRow, after_s: float, reason: str, counted: bool) -> None:
        until = datetime.now(UTC) + timedelta(seconds=after_s)
        log.info("delivery_later", row=row.outbox_id, after_s=round(after_s, 1), reason=reason)
        if marks_of(row) and not reason.startswith("unsure"):
            reason = row.reason or reason
        await self._store.joined(lambda unit: unit.outbox.retry(row.outbox_id or 0, until, reason, counted))

    async def _fail(self, row: OutboxRow, reason: str) -> None:
        log.error("not_delivered", row=row.outbox_id, reason=reason)
        await self._patiently(lambda unit: unit.outbox.fail(row.outbox_id or 0, reason))

    async def _give_up_chat(self, row: OutboxRow, reason: str) -> None:
        """Nothing reaches this chat any more: blocked, deleted, or the bot was thrown out."""

        async def give_up(unit: Unit) -> int:
            await unit.outbox.fail(row.outbox_id or 0, reason)
            found = await unit.conversations.find(row.channel, row.chat_key)
            if found is not None and found.unreachable_at is None:
                await unit.conversations.save(replace(found, unreachable_at=datetime.now(UTC)))
            return await unit.outbox.fail_chat(row.channel, row.chat_key, reason)

        more = await self._store.joined(give_up)
        log.warning("chat_unreachable", row=row.outbox_id, also_given_up=more, reason=reason)

    async def _patiently(self, work: Callable[[Unit], Awaitable[Result]]) -> Result:
        """A store that refuses is asked again; nothing that waits is lost by waiting."""
        pause_s = 0.2
        while True:
            try:
                return await self._store.joined(work)
            except StorageError as problem:
                if not problem.told:
                    log.error("outbox_waits", reason=str(problem))
                await asyncio.sleep(pause_s)
                pause_s = min(5.0, pause_s * 2)
