"""Texts to deliver, committed with the history they belong to."""

from datetime import datetime
from typing import Any

from sqlalchemy import Select, func, insert, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from storage.records import OutboxRow
from storage.tables import outbox

_FIELDS = tuple(OutboxRow.__dataclass_fields__)
_ALL = select(*(outbox.c[name] for name in _FIELDS)).order_by(outbox.c.outbox_id)
_UNFINISHED = outbox.c.state.in_(("waiting", "sending"))
_HEADS = select(func.min(outbox.c.outbox_id)).where(_UNFINISHED).group_by(outbox.c.channel, outbox.c.chat_key)


class Outbox:
    """`outbox`; within a chat strictly in order."""

    def __init__(self, connection: AsyncConnection) -> None:
        self._connection = connection

    async def add(self, row: OutboxRow) -> int:
        """Returns its id."""
        values = {name: getattr(row, name) for name in _FIELDS if name != "outbox_id"}
        made = await self._connection.execute(insert(outbox).values(values).returning(outbox.c.outbox_id))
        return int(made.scalar_one())

    async def take(self, now: datetime, limit: int = 20) -> list[OutboxRow]:
        """Take the first unfinished row of each chat that may go now: it is `sending` with one attempt more."""
        ready = outbox.c.outbox_id.in_(_HEADS) & (outbox.c.state == "waiting") & (outbox.c.not_before <= now)
        ids = [row.outbox_id for row in await self._rows(_ALL.where(ready).limit(limit))]
        taken = outbox.c.outbox_id.in_(ids)
        await self._connection.execute(
            update(outbox).where(taken).values(state="sending", attempts=outbox.c.attempts + 1)
        )
        return await self._rows(_ALL.where(taken))

    async def placed(self, outbox_id: int, placeholder_id: str) -> None:
        """A placeholder stands in the chat; from now on a repeat is an edit."""
        await self._set(outbox_id, placeholder_id=placeholder_id)

    async def sent(self, outbox_id: int) -> None:
        await self._set(outbox_id, state="sent", reason=None)

    async def retry(self, outbox_id: int, not_before: datetime, reason: str) -> None:
        """Wait until `not_before`; the chat's later rows wait with it."""
        await self._set(outbox_id, state="waiting", not_before=not_before, reason=reason)

    async def fail(self, outbox_id: int, reason: str) -> None:
        """Give it up; the chat's later rows may go."""
        await self._set(outbox_id, state="failed", reason=reason)

    async def interrupted(self) -> list[OutboxRow]:
        """After a restart: what was being sent when the process died."""
        return await self._rows(_ALL.where(outbox.c.state == "sending"))

    async def _set(self, outbox_id: int, **values: Any) -> None:
        await self._connection.execute(update(outbox).where(outbox.c.outbox_id == outbox_id).values(values))

    async def _rows(self, query: Select[Any]) -> list[OutboxRow]:
        return [OutboxRow(**row) for row in (await self._connection.execute(query)).mappings()]
