"""Raw updates on their way in: written first, acknowledged afterwards.

Whether they come by polling or by a webhook, and what becomes of them, is known elsewhere.
"""

import hashlib
import json
import time
from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import UTC, datetime
from typing import Any

import structlog

from handlers.intake.gathering import Gathering
from handlers.intake.updates import chat_key, read_update, update_id
from storage.engine import Store
from storage.records import InboxRow
from storage.unit import Unit

log = structlog.get_logger(__name__)


class Intake:
    """Takes updates of one bot; all that wait to be written are written together.

    `notify` is told the chats in which something new waits, `timed` how long each acknowledgement took.
    """

    def __init__(
        self,
        store: Store,
        bot_key: str,
        notify: Callable[[Iterable[str]], None],
        timed: Callable[[float], None] = lambda after_s: None,
    ) -> None:
        self._bot, self._notify, self._timed = bot_key, notify, timed
        self._gathering = Gathering(store, _add, self._written, urgent=True)

    async def accept(self, updates: Sequence[bytes | Mapping[str, Any]]) -> None:
        """Returns when they are on the disk; raises StorageError when they are not. What is known is passed over."""
        now, began_s = datetime.now(UTC), time.monotonic()
        await self._gathering.add([self._row(update, now) for update in updates])
        self._timed(time.monotonic() - began_s)

    def _written(self, fresh: list[InboxRow]) -> None:
        _tell([row for row in fresh if row.state == "quarantined"])
        self._notify(dict.fromkeys(row.chat_key for row in fresh if row.chat_key is not None))

    def _row(self, update: bytes | Mapping[str, Any], now: datetime) -> InboxRow:
        raw = update if isinstance(update, bytes) else _dump(update)
        read = read_update(raw)
        number = update_id(read)
        if read is None or number is None:
            reason = "not a JSON object" if read is None else "no update_id"
            return InboxRow(self._bot, _made_up(raw), raw, now, None, "quarantined", reason)
        return InboxRow(self._bot, number, raw, now, chat_key(read))


async def _add(unit: Unit, rows: list[InboxRow]) -> list[InboxRow]:
    return await unit.inbox.add_all(rows)


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
