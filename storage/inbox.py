"""Raw updates, written before they are acknowledged."""

from collections.abc import Sequence
from dataclasses import asdict

from sqlalchemy import func, insert, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from storage.records import InboxRow
from storage.tables import inbox

_ALL = select(*(inbox.c[name] for name in InboxRow.__dataclass_fields__)).order_by(inbox.c.update_id)


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

    async def done(self, inbox_ids: Sequence[int]) -> None:
        await self._set(inbox_ids, "done")

    async def quarantine(self, inbox_id: int, reason: str) -> None:
        """Put aside what cannot be handled, so that the rest goes on."""
        await self._set([inbox_id], "quarantined", reason)

    async def put_back(self, bot: str) -> int:
        """After a restart: what was taken and not done is new again."""
        query = update(inbox).where(inbox.c.bot == bot, inbox.c.state == "taken").values(state="new")
        return (await self._connection.execute(query)).rowcount

    async def _set(self, inbox_ids: Sequence[int], state: str, reason: str | None = None) -> None:
        query = update(inbox).where(inbox.c.inbox_id.in_(inbox_ids)).values(state=state, reason=reason)
        await self._connection.execute(query)


def _values(row: InboxRow) -> dict[str, object]:
    return {name: value for name, value in asdict(row).items() if name != "inbox_id"}
