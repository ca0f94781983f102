"""The updates of one bot: numbered, waiting, confirmed. Knows offsets and allowed kinds, not how updates travel."""

import asyncio
import json
import random
import time
from collections import OrderedDict
from collections.abc import Callable, Sequence
from typing import Any

from tests.botapi.changes import Changes
from tests.botapi.errors import ApiError, conflict
from tests.botapi.records import JSON, Update

UNASKED = frozenset({"chat_member", "message_reaction", "message_reaction_count"})
TERMINATED = "terminated by other getUpdates request; make sure that only one bot instance is running"


class Updates:
    """Everything ever emitted (`log`) and what waits for confirmation (`pending`), oldest first."""

    def __init__(self, first_id: int, changes: Changes) -> None:
        self.changes = changes
        self.log: list[Update] = []
        self.pending: OrderedDict[int, Update] = OrderedDict()
        self.allowed: frozenset[str] | None = None
        self.next_id = first_id
        self.held = False
        self.held_from = 0
        self.out_of_order = False
        self.waiter: asyncio.Future[None] | None = None
        self.listeners: list[Callable[[int], None]] = []

    def emit(self, kind: str, body: JSON, lane: int) -> Update | None:
        """Queues an update of a kind that the bot takes; None when it does not."""
        if not self.takes(kind):
            return None
        update_id = self.next_id
        text = json.dumps({"update_id": update_id, kind: body}, ensure_ascii=False)
        return self.add(Update(update_id, kind, lane, text, time.monotonic()))

    def takes(self, kind: str) -> bool:
        """Whether `allowed_updates` lets the kind through."""
        return kind in self.allowed if self.allowed else kind not in UNASKED

    def add(self, update: Update) -> Update:
        """Puts an update at the end of the queue."""
        if update.id < self.next_id - 1:
            self.out_of_order = True
        self.next_id = max(self.next_id, update.id + 1)
        serial = len(self.log)
        self.log.append(update)
        self.pending[serial] = update
        if not self.held:
            self.announce(serial)
        return update

    def announce(self, serial: int) -> None:
        """Tells the poll or the webhook that there is something to fetch."""
        if self.waiter and not self.waiter.done():
            self.waiter.set_result(None)
        for listener in self.listeners:
            listener(serial)

    def inject(self, payload: Any, lane: int = 0) -> Update:
        """Any JSON value as an update; one without a usable `update_id` is served only once."""
        given = payload.get("update_id") if isinstance(payload, dict) else None
        usable = isinstance(given, int) and not isinstance(given, bool)
        update_id: int = given if usable and given else self.next_id
        body = json.dumps(payload, ensure_ascii=False)
        return self.add(Update(update_id, "injected", lane, body, time.monotonic(), once=not usable, forced=usable))

    def inject_text(self, body: str, lane: int = 0) -> Update:
        """Bytes that need not be JSON, where an update should stand; served once."""
        return self.add(Update(self.next_id, "injected", lane, body, time.monotonic(), once=True))

    def repeat(self, update_id: int) -> Update:
        """The same update again, even when it was confirmed long ago."""
        first = next((update for update in reversed(self.log) if update.id == update_id), None)
        if first is None:
            raise LookupError(f"no update {update_id}")
        return self.add(Update(first.id, first.kind, first.lane, first.body, time.monotonic(), forced=True))

    def hold(self) -> None:
        """Keeps updates back until `release`, so that they come as one batch."""
        if not self.held:
            self.held, self.held_from = True, len(self.log)

    def release(self, shuffle: int | None = None) -> None:
        """Lets the held updates go, in the order of a seed if one is given."""
        self.held = False
        serials = [serial for serial in self.pending if serial >= self.held_from]
        if shuffle is not None:
            held = [self.pending[serial] for serial in serials]
            random.Random(shuffle).shuffle(held)
            self.pending.update(zip(serials, held, strict=True))
            self.out_of_order = True
        for serial in serials:
            self.announce(serial)

    def confirm(self, offset: int) -> None:
        """Forgets what is below the offset; a negative one keeps that many of the newest."""
        now = time.monotonic()
        if offset < 0:
            for serial in list(self.pending)[:offset]:
                self.drop(serial, now)
            return
        if self.out_of_order:
            self.sift(offset, now)
            return
        while self.pending:
            serial, update = next(iter(self.pending.items()))
            if not is_over(update, offset):
                break
            self.drop(serial, now)

    def sift(self, offset: int, now: float) -> None:
        """Confirms wherever in the queue an update stands."""
        for serial in [serial for serial, update in self.pending.items() if is_over(update, offset)]:
            self.drop(serial, now)
        self.out_of_order = bool(self.pending)

    def drop(self, serial: int, now: float) -> None:
        """Takes one update off the queue, as confirmed."""
        self.pending.pop(serial).confirmed_at = now
        self.changes.notify()

    def clear(self) -> None:
        """drop_pending_updates."""
        self.pending.clear()
        self.changes.notify()

    def serve(self, limit: int) -> str:
        """The JSON list of the oldest pending updates."""
        now = time.monotonic()
        bodies: list[str] = []
        gone: list[int] = []
        for serial, update in self.pending.items():
            if len(bodies) == limit:
                break
            bodies.append(update.body)
            mark_served(update, now)
            if update.once:
                gone.append(serial)
        for serial in gone:
            self.drop(serial, now)
        return f"[{','.join(bodies)}]"

    async def poll(self, offset: int, limit: int, timeout_s: float) -> str:
        """getUpdates: confirms, waits for something if there is nothing, ends an earlier poll with 409."""
        self.end_poll(conflict(TERMINATED))
        if offset:
            self.confirm(offset)
        deadline = time.monotonic() + timeout_s
        while (self.held or not self.pending) and (left := deadline - time.monotonic()) > 0:
            waiter = self.waiter = asyncio.get_running_loop().create_future()
            try:
                await asyncio.wait([waiter], timeout=left)
            finally:
                if self.waiter is waiter:
                    self.waiter = None
            if waiter.done():
                waiter.result()
        return "[]" if self.held else self.serve(limit)

    def end_poll(self, error: ApiError) -> None:
        """Makes a poll that waits answer with an error."""
        waiter, self.waiter = self.waiter, None
        if waiter and not waiter.done():
            waiter.set_exception(error)

    def allow(self, kinds: Sequence[str] | None) -> None:
        """allowed_updates; None leaves them as they are, an empty list means the usual ones."""
        if kinds is not None:
            self.allowed = frozenset(kinds) or None


def is_over(update: Update, offset: int) -> bool:
    """Whether an offset confirms the update; a repeated one goes out at least once."""
    return update.id < offset and (update.served > 0 or not update.forced)


def mark_served(update: Update, now: float) -> None:
    """Notes that the update went out."""
    update.served += 1
    if update.served_at is None:
        update.served_at = now
