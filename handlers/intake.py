"""Raw updates on their way in: written first, acknowledged afterwards.

Whether they come by polling or by a webhook, and what becomes of them, is known elsewhere.
"""

import asyncio
import hashlib
import json
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any

import structlog

from handlers.nursery import where
from handlers.updates import chat_key, read_update, update_id
from storage.engine import Store
from storage.records import InboxRow
from storage.unit import Unit

log = structlog.get_logger(__name__)


@dataclass(eq=False)
class _Load:
    """Rows that are written together, and when that is done."""

    rows: list[InboxRow] = field(default_factory=list)
    written: "asyncio.Task[None] | None" = None


class Intake:
    """Takes updates of one bot; all that wait to be written are written together."""

    def __init__(self, store: Store, bot_key: str, notify: Callable[[Iterable[str]], None]) -> None:
        self._store, self._bot, self._notify = store, bot_key, notify
        self._filling: _Load | None = None
        self._writing: set[asyncio.Task[None]] = set()

    async def accept(self, updates: Sequence[bytes | Mapping[str, Any]]) -> None:
        """Returns when they are on the disk; raises StorageError when they are not. What is known is passed over."""
        now = datetime.now(UTC)
        rows = [self._row(update, now) for update in updates]
        load = self._filling or self._begin()
        load.rows.extend(rows)
        assert load.written is not None
        await asyncio.shield(load.written)  # who goes away leaves the write to the others

    def _begin(self) -> _Load:
        """A load takes rows until the moment its write begins."""
        load = self._filling = _Load()
        load.written = asyncio.get_running_loop().create_task(self._write(load), name="intake")
        self._writing.add(load.written)
        load.written.add_done_callback(self._ended)
        return load

    async def _write(self, load: _Load) -> None:
        async def add(unit: Unit) -> list[InboxRow]:
            self._close(load)
            return await unit.inbox.add_all(load.rows)

        try:
            fresh = await self._store.joined(add)
        finally:
            self._close(load)
        _tell([row for row in fresh if row.state == "quarantined"])
        self._notify(dict.fromkeys(row.chat_key for row in fresh if row.chat_key is not None))

    def _close(self, load: _Load) -> None:
        if self._filling is load:
            self._filling = None

    def _ended(self, task: "asyncio.Task[None]") -> None:
        self._writing.discard(task)
        if not task.cancelled() and (problem := task.exception()) is not None:
            log.debug("intake_refused", reason=where(problem))

    def _row(self, update: bytes | Mapping[str, Any], now: datetime) -> InboxRow:
        raw = update if isinstance(update, bytes) else _dump(update)
        read = read_update(raw)
        number = update_id(read)
        if read is None or number is None:
            reason = "not a JSON object" if read is None else "no update_id"
            return InboxRow(self._bot, _made_up(raw), raw, now, None, "quarantined", reason)
        return InboxRow(self._bot, number, raw, now, chat_key(read))


def _dump(update: Any) -> bytes:
    try:
        return json.dumps(update, separators=(",", ":")).encode()
    except (TypeError, ValueError, RecursionError):
        return repr(type(update)).encode()


def _made_up(raw: bytes) -> int:
    """A negative id that is the same for the same bytes."""
    return -1 - (int.from_bytes(hashlib.sha256(raw).digest()[:8]) >> 1)


def _tell(quarantined: list[InboxRow]) -> None:
    if quarantined:
        first = quarantined[0]
        log.warning("updates_quarantined", count=len(quarantined), first=first.update_id, reason=first.reason)
