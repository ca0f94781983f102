"""Texts to deliver, committed with the history they belong to."""

from collections.abc import Collection, Mapping
from datetime import datetime
from typing import Any

from sqlalchemy import BigInteger, ColumnElement, Select, bindparam, cast, func, insert, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from storage.records import OutboxRow
from storage.tables import outbox

_FIELDS = tuple(OutboxRow.__dataclass_fields__)
_COLUMNS = tuple(outbox.c[name] for name in _FIELDS)
_ALL = select(*_COLUMNS).order_by(outbox.c.outbox_id)
_UNFINISHED = outbox.c.state.in_(("waiting", "sending"))
_HEADS = select(func.min(outbox.c.outbox_id)).where(_UNFINISHED).group_by(outbox.c.channel, outbox.c.chat_key)
_STRAY = (outbox.c.state == "dropped") & outbox.c.placeholder_id.is_not(None)
_ADD = insert(outbox).returning(outbox.c.outbox_id)
_DROPPED = select(outbox.c.outbox_id).where(outbox.c.outbox_id.in_(bindparam("those", expanding=True)))
_DROPPED = _DROPPED.where(outbox.c.state == "dropped")
_SENT = update(outbox).where(outbox.c.outbox_id == bindparam("that")).values(state="sent", reason=bindparam("why"))
_PLACED = (
    update(outbox).where(outbox.c.outbox_id == bindparam("placed")).values(placeholder_id=bindparam("placeholder"))
)


class Outbox:
    """`outbox`; within a chat strictly in order."""

    def __init__(self, connection: AsyncConnection) -> None:
        self._connection = connection

    async def add(self, row: OutboxRow) -> int:
        """Returns its id."""
        values = {name: getattr(row, name) for name in _FIELDS if name != "outbox_id"}
        return int((await self._connection.execute(_ADD, values)).scalar_one())

    async def take(
        self, now: datetime, limit: int = 20, held: Collection[str] = (), channel: str | None = None
    ) -> list[OutboxRow]:
        """Take the first unfinished row of each chat that may go now: it is `sending` with one attempt more.

        Chats of `held` and other channels are passed over. Dropped rows whose placeholder still stands come along.
        """
        ready = outbox.c.outbox_id.in_(_HEADS) & (outbox.c.state == "waiting") & (outbox.c.not_before <= now)
        ready = (ready | _STRAY) & outbox.c.chat_key.not_in(held)
        if channel is not None:
            ready &= outbox.c.channel == channel
        return await self.claim([row.outbox_id or 0 for row in await self._rows(_ALL.where(ready).limit(limit))])

    async def claim(self, outbox_ids: Collection[int]) -> list[OutboxRow]:
        """Take those of them that wait; with them come the dropped ones whose placeholder is to be taken away."""
        mine = outbox.c.outbox_id.in_(outbox_ids)
        taking = update(outbox).where(mine, outbox.c.state == "waiting").returning(*_COLUMNS)
        taken = await self._connection.execute(taking.values(state="sending", attempts=outbox.c.attempts + 1))
        rows = [OutboxRow(**row) for row in taken.mappings()]
        if len(rows) < len(outbox_ids):
            rows += await self._rows(_ALL.where(mine, _STRAY))
        return sorted(rows, key=lambda row: row.outbox_id or 0)

    async def placed(self, placeholders: Mapping[int, str]) -> set[int]:
        """Placeholders stand in the chats; a repeat is an edit from now on. Returns the rows dropped meanwhile."""
        values = [{"placed": number, "placeholder": message} for number, message in placeholders.items()]
        await self._connection.execute(_PLACED, values)
        return set((await self._connection.execute(_DROPPED, {"those": list(placeholders)})).scalars())

    async def newest_placeholder(self, channel: str, chat_key: str | None = None) -> int:
        """The highest message id written down lately: of one chat, or of all private ones; 0 for none."""
        mine = outbox.c.chat_key.not_like("-%") if chat_key is None else outbox.c.chat_key == chat_key
        placed = (outbox.c.channel == channel) & mine & outbox.c.placeholder_id.is_not(None)
        lately = select(outbox.c.placeholder_id).where(placed).order_by(outbox.c.outbox_id.desc()).limit(200).subquery()
        query = select(func.max(cast(lately.c.placeholder_id, BigInteger)))
        return (await self._connection.execute(query)).scalar() or 0

    async def unplaced(self, outbox_id: int) -> None:
        """The placeholder is no longer there."""
        await self._set(outbox.c.outbox_id == outbox_id, placeholder_id=None)

    async def sent(self, *outbox_ids: int, reason: str | None = None) -> None:
        """Also one that was dropped too late; with a reason when nobody knows whether it arrived."""
        if outbox_ids:
            await self._connection.execute(_SENT, [{"that": number, "why": reason} for number in outbox_ids])

    async def retry(self, outbox_id: int, not_before: datetime, reason: str, counted: bool = True) -> bool:
        """Wait until `not_before`, the chat's later rows too; False when it was dropped meanwhile."""
        values: dict[str, Any] = {"state": "waiting", "not_before": not_before, "reason": reason}
        if not counted:
            values["attempts"] = outbox.c.attempts - 1
        return await self._set((outbox.c.outbox_id == outbox_id) & (outbox.c.state == "sending"), **values) == 1

    async def fail(self, outbox_id: int, reason: str) -> None:
        """Give it up; the chat's later rows may go."""
        await self._set(outbox.c.outbox_id == outbox_id, state="failed", reason=reason)

    async def fail_chat(self, channel: str, chat_key: str, reason: str) -> int:
        """Give up all that waits for a chat that nothing reaches; how many rows that are."""
        return await self._set(_of(channel, chat_key) & (outbox.c.state == "waiting"), state="failed", reason=reason)

    async def drop_unsent(self, channel: str, chat_key: str) -> int:
        """What the clerk was about to say is not said; how many rows that are."""
        clerks = outbox.c.payload["kind"].as_string() == "reply"
        return await self._set(_of(channel, chat_key) & _UNFINISHED & clerks, state="dropped")

    async def forget(self, channel: str, chat_key: str) -> None:
        """Empty everything that was written to a chat; what was not sent is dropped."""
        here = _of(channel, chat_key)
        await self._set(here & _UNFINISHED, state="dropped")
        await self._set(here, text="", payload={}, reason=None)

    async def interrupted(self) -> list[OutboxRow]:
        """After a restart: what was being sent when the process died."""
        return await self._rows(_ALL.where(outbox.c.state == "sending"))

    async def _set(self, where: ColumnElement[bool], **values: Any) -> int:
        return (await self._connection.execute(update(outbox).where(where).values(values))).rowcount

    async def _rows(self, query: Select[Any]) -> list[OutboxRow]:
        return [OutboxRow(**row) for row in (await self._connection.execute(query)).mappings()]


def _of(channel: str, chat_key: str) -> ColumnElement[bool]:
    return (outbox.c.channel == channel) & (outbox.c.chat_key == chat_key)
