"""The staff group's forum topic of each conversation, and what was written to staff or by staff and did not arrive.

A person may delete a topic at any time; the outbox then holds what Telegram refused, and it is sent to a new one.
"""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Select, bindparam, delete, func, insert, or_, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from storage.records import OutboxRow, Topic
from storage.tables import outbox, topics

_ALL = select(*(topics.c[name] for name in Topic.__dataclass_fields__))
_OF = _ALL.where(topics.c.conversation_id == bindparam("of"))
_ROWS = select(*(outbox.c[name] for name in OutboxRow.__dataclass_fields__)).order_by(outbox.c.outbox_id)
_FAILED = (outbox.c.state == "failed") & outbox.c.conversation_id.is_not(None)
GONE = ("thread not found", "topic_deleted", "topic_id_invalid")


class Topics:
    """`topics`; at most one a conversation."""

    def __init__(self, connection: AsyncConnection) -> None:
        self._connection = connection

    async def of(self, conversation_id: int) -> Topic | None:
        return await self._only(_OF, {"of": conversation_id})

    async def at(self, chat_key: str) -> Topic | None:
        """Whose topic it is."""
        return await self._only(_ALL.where(topics.c.chat_key == chat_key))

    async def keep(self, topic: Topic) -> None:
        """From now on this is the conversation's topic."""
        here = topics.c.conversation_id == topic.conversation_id
        await self._connection.execute(delete(topics).where(here))
        values = {name: getattr(topic, name) for name in Topic.__dataclass_fields__}
        await self._connection.execute(insert(topics).values(values))

    async def forget(self, topic: Topic) -> None:
        await self._connection.execute(delete(topics).where(topics.c.conversation_id == topic.conversation_id))

    async def elsewhere(self, prefix: str) -> list[Topic]:
        """Those whose chat key does not begin so."""
        others = _ALL.where(~topics.c.chat_key.startswith(prefix, autoescape=True))
        return [Topic(*row) for row in await self._connection.execute(others)]

    async def refused(self) -> list[OutboxRow]:
        """What could not be sent to staff because the topic is no longer there, in order."""
        reason = func.lower(outbox.c.reason)
        gone = or_(*(reason.contains(sign) for sign in GONE))
        return await self._rows(_FAILED & _kind("mirror", "ring") & gone)

    async def resend(self, rows: list[OutboxRow], chat_key: str, at: datetime) -> None:
        """Send failed rows again, there."""
        mine = outbox.c.outbox_id.in_([row.outbox_id for row in rows])
        fresh = {"state": "waiting", "attempts": 0, "placeholder_id": None, "reason": None}
        await self._connection.execute(
            update(outbox).where(mine).values(fresh | {"chat_key": chat_key, "not_before": at})
        )

    async def undelivered(self) -> list[OutboxRow]:
        """What staff wrote and the customer never got, as far as staff have not been told."""
        return await self._rows(_FAILED & _kind("staff") & outbox.c.payload["told"].as_string().is_(None))

    async def tell(self, row: OutboxRow) -> None:
        """Staff know that this one did not arrive."""
        told = {**row.payload, "told": "yes"}
        await self._connection.execute(update(outbox).where(outbox.c.outbox_id == row.outbox_id).values(payload=told))

    async def _only(self, query: Select[Any], named: Mapping[str, Any] | None = None) -> Topic | None:
        row = (await self._connection.execute(query, named)).first()
        return None if row is None else Topic(*row)

    async def _rows(self, where: ColumnElement[bool]) -> list[OutboxRow]:
        return [OutboxRow(**row) for row in (await self._connection.execute(_ROWS.where(where))).mappings()]


def _kind(*kinds: str) -> ColumnElement[bool]:
    held: ColumnElement[str] = outbox.c.payload["kind"].as_string()
    return held.in_(kinds)
