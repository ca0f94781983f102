"""Raw updates, written before they are acknowledged."""

from collections.abc import Sequence
from dataclasses import asdict
from datetime import datetime
from typing import Any

from sqlalchemy import Select, bindparam, delete, func, insert, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from storage.records import InboxRow
from storage.tables import inbox

_ALL = select(*(inbox.c[name] for name in InboxRow.__dataclass_fields__)).order_by(inbox.c.update_id)
_SET = update(inbox).where(inbox.c.inbox_id == bindparam("that"))
_SET = _SET.values(state=bindparam("now"), reason=bindparam("why"))


class Inbox:
    """`inbox`; one row per bot and update id."""

    def __init__(self, connection: AsyncConnection) -> None:
        self._connection = connection

    async def add(self, row: InboxRow) -> bool:
        """False when the update is already here."""
        same = select(inbox.c.inbox_id).where(inbox.c.bot == row.bot, inbox.c.update_id == row.update_id)
        if (await self._connection.execute(same)).first() is not None:
            return False
        await self._connection.execute(insert(inbox).values(_values(row)))
        return True

    async def add_all(self, rows: Sequence[InboxRow]) -> list[InboxRow]:
        """Those that were not here yet; the first of two with one id counts."""
        by_id = {(row.bot, row.update_id): row for row in reversed(rows)}
        for bot in {row.bot for row in rows}:
            ids = [row.update_id for row in by_id.values() if row.bot == bot]
            same = select(inbox.c.update_id).where(inbox.c.bot == bot, inbox.c.update_id.in_(ids))
            for known in (await self._connection.execute(same)).scalars():
                del by_id[bot, known]
        fresh = list(reversed(by_id.values()))
        if fresh:
            await self._connection.execute(insert(inbox), [_values(row) for row in fresh])
        return fresh

    async def chats(self, bot: str) -> list[str]:
        """Chats with new updates, the longest waiting first."""
        query = select(inbox.c.chat_key).where(
            inbox.c.bot == bot, inbox.c.state == "new", inbox.c.chat_key.is_not(None)
        )
        query = query.group_by(inbox.c.chat_key).order_by(func.min(inbox.c.update_id))
        return [key for key in (await self._connection.execute(query)).scalars() if key is not None]

    async def take(self, bot: str, chat_key: str, limit: int = 50) -> list[InboxRow]:
        """Take the chat's new updates in order; none while earlier ones are still taken."""
        mine = _ALL.where(inbox.c.bot == bot, inbox.c.chat_key == chat_key)
        if (await self._connection.execute(mine.where(inbox.c.state == "taken").limit(1))).first() is not None:
            return []
        found = (await self._connection.execute(mine.where(inbox.c.state == "new").limit(limit))).mappings().all()
        await self._set([row["inbox_id"] for row in found], "taken")
        return [InboxRow(**{**row, "state": "taken"}) for row in found]

    async def waiting(self, bot: str, chat_key: str, limit: int) -> list[InboxRow]:
        """The chat's new updates in order, left as they are."""
        here = (inbox.c.bot == bot) & (inbox.c.chat_key == chat_key) & (inbox.c.state == "new")
        return await self._rows(_ALL.where(here).limit(limit))

    async def heads(self, bot: str, chat_keys: Sequence[str], limit: int) -> dict[str, list[InboxRow]]:
        """The first new updates of each chat in order, left as they are; chats without any are not in it."""
        if len(chat_keys) == 1:
            rows = await self.waiting(bot, chat_keys[0], limit)
            return {chat_keys[0]: rows} if rows else {}
        here = (inbox.c.bot == bot) & inbox.c.chat_key.in_(chat_keys) & (inbox.c.state == "new")
        place = func.row_number().over(partition_by=inbox.c.chat_key, order_by=inbox.c.update_id).label("place")
        numbered = select(inbox.c.inbox_id, place).where(here).subquery()
        first = select(numbered.c.inbox_id).where(numbered.c.place <= limit)
        found: dict[str, list[InboxRow]] = {}
        for row in await self._rows(_ALL.where(inbox.c.inbox_id.in_(first))):
            found.setdefault(row.chat_key or "", []).append(row)
        return found

    async def claim(self, inbox_ids: Sequence[int]) -> None:
        """They are being worked on."""
        await self._set(inbox_ids, "taken")

    async def unfinished(self, inbox_ids: Sequence[int]) -> list[InboxRow]:
        """Those of them that are still being worked on."""
        return await self._rows(_ALL.where(inbox.c.inbox_id.in_(inbox_ids), inbox.c.state == "taken"))

    async def finish(self, inbox_ids: Sequence[int], state: str = "done", reason: str | None = None) -> int:
        """End those of them that are still being worked on; how many there were."""
        mine = inbox.c.inbox_id.in_(inbox_ids) & (inbox.c.state == "taken")
        return (await self._connection.execute(update(inbox).where(mine).values(state=state, reason=reason))).rowcount

    async def done(self, inbox_ids: Sequence[int]) -> None:
        await self._set(inbox_ids, "done")

    async def quarantine(self, inbox_id: int, reason: str) -> None:
        """Put aside what cannot be handled, so that the rest goes on."""
        await self._set([inbox_id], "quarantined", reason)

    async def put_back(self, bot: str) -> int:
        """After a restart: what was taken and not done is new again."""
        query = update(inbox).where(inbox.c.bot == bot, inbox.c.state == "taken").values(state="new")
        return (await self._connection.execute(query)).rowcount

    async def forget(self, before: datetime, limit: int) -> int:
        """Deletes what came before that moment and needs nothing more, the oldest first; how many, at most `limit`."""
        over = inbox.c.state.in_(("done", "quarantined")) & (inbox.c.received_at < before)
        oldest = select(inbox.c.inbox_id).where(over).order_by(inbox.c.inbox_id).limit(limit)
        return (await self._connection.execute(delete(inbox).where(inbox.c.inbox_id.in_(oldest)))).rowcount

    async def _rows(self, query: Select[Any]) -> list[InboxRow]:
        return [InboxRow(**row) for row in (await self._connection.execute(query)).mappings()]

    async def _set(self, inbox_ids: Sequence[int], state: str, reason: str | None = None) -> None:
        if inbox_ids:
            await self._connection.execute(_SET, [{"that": one, "now": state, "why": reason} for one in inbox_ids])


def _values(row: InboxRow) -> dict[str, object]:
    return {name: value for name, value in asdict(row).items() if name != "inbox_id"}
