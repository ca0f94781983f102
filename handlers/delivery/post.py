"""What handlers send: rows of the outbox, in one transaction with the update they answer."""

from collections.abc import Callable, Mapping
from datetime import UTC, datetime
from functools import partial
from typing import Any

from bot.conversation.parts import share_out
from storage.engine import Store
from storage.records import OutboxRow, Work
from storage.unit import Unit

CHANNEL = "telegram"
Payload = Mapping[str, Any]


class Post:
    """`wake` tells the delivery that there is something to send."""

    def __init__(self, store: Store, wake: Callable[[], None]) -> None:
        self._store, self._wake = store, wake

    async def reply(
        self,
        chat_key: str,
        text: str,
        work: Work,
        *,
        payload: Payload | None = None,
        conversation_id: int | None = None,
    ) -> None:
        """Settle the update and say this; raises LeaseLost, and says nothing, when another has the update now."""
        rows = self.rows(chat_key, text, datetime.now(UTC), payload=payload, conversation_id=conversation_id)
        await self._store.joined(partial(_write, work, rows))
        self._wake()

    def rows(
        self,
        chat_key: str,
        text: str,
        at: datetime,
        *,
        payload: Payload | None = None,
        conversation_id: int | None = None,
    ) -> list[OutboxRow]:
        """The text in as many messages as it needs; what stands under it stands under the last."""
        parts = share_out(text, {"kind": "notice", **(payload or {})})
        return [OutboxRow(CHANNEL, chat_key, part, at, conversation_id, None, held) for part, held in parts]


async def _write(work: Work, rows: list[OutboxRow], unit: Unit) -> None:
    await unit.settle(work)
    for row in rows:
        await unit.outbox.add(row)
