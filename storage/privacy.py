"""Everything that is kept about one chat, gathered row by row or erased. What a shop keeps of its customers stays."""

from collections.abc import Mapping
from typing import Any

from sqlalchemy import Table, delete, select, update
from sqlalchemy.ext.asyncio import AsyncConnection
from sqlalchemy.sql.elements import ColumnElement

from storage.records import Conversation
from storage.tables import (
    conversations,
    customers,
    events,
    feedback,
    inbox,
    messages,
    order_items,
    orders,
    outbox,
    receipt_sources,
    receipts,
    refunds,
    shipments,
    tasks,
    topics,
    verification_tries,
)

_OF_CHAT = (messages, feedback, verification_tries, tasks, topics, outbox)
_OF_MESSAGES = (receipts, receipt_sources)
_OF_ORDERS = (order_items, shipments, refunds)
_INTERNAL = ("digest", "email_key", "phone_key", "order_key", "shape")
Rows = list[dict[str, Any]]


class Privacy:
    """Reads and erases across the tables that know a chat."""

    def __init__(self, connection: AsyncConnection) -> None:
        self._connection = connection

    async def gather(self, conversation: Conversation) -> dict[str, Rows]:
        """Table by table, in the order in which the rows were written; bytes as they are."""
        mine = conversations.c.conversation_id == conversation.conversation_id
        said = select(messages.c.message_id).where(messages.c.conversation_id == conversation.conversation_id)
        found = {"conversations": await self._rows(conversations, mine)}
        for table in _OF_CHAT:
            found[table.name] = await self._rows(table, table.c.conversation_id == conversation.conversation_id)
        for table in _OF_MESSAGES:
            found[table.name] = await self._rows(table, table.c.message_id.in_(said))
        found["inbox"] = await self._rows(inbox, inbox.c.chat_key == conversation.chat_key)
        if conversation.customer_id is not None:
            found |= await self._of_customer(conversation.customer_id)
        return found

    async def erase(self, conversation: Conversation) -> Conversation:
        """Leaves an empty conversation that still counts its turns and still knows that promotions were refused.

        Updates that are not done are left alone: they came after the wish to be erased.
        """
        here = conversation.conversation_id
        for table in (messages, feedback, verification_tries, topics):  # receipts go with their messages
            await self._connection.execute(delete(table).where(table.c.conversation_id == here))
        gone = {"status": "done", "order_id": None, "customer_id": None, "reason": None}
        await self._connection.execute(update(tasks).where(tasks.c.conversation_id == here).values(gone))
        await self._empty_outbox(conversation)
        done = (inbox.c.chat_key == conversation.chat_key) & inbox.c.state.in_(("done", "quarantined"))
        await self._connection.execute(update(inbox).where(done).values(raw=b"", chat_key=None, reason=None))
        return await self._start_over(conversation)

    async def _of_customer(self, customer_id: str) -> dict[str, Rows]:
        theirs = select(orders.c.order_id).where(orders.c.customer_id == customer_id)
        found = {table.name: await self._rows(table, table.c.customer_id == customer_id) for table in _CUSTOMER}
        for table in _OF_ORDERS:
            found[table.name] = await self._rows(table, table.c.order_id.in_(theirs))
        return found

    async def _empty_outbox(self, conversation: Conversation) -> None:
        """Also what was mirrored to staff; what was not sent is dropped."""
        theirs = (outbox.c.conversation_id == conversation.conversation_id) | (
            (outbox.c.channel == conversation.channel) & (outbox.c.chat_key == conversation.chat_key)
        )
        unsent = theirs & outbox.c.state.in_(("waiting", "sending"))
        await self._connection.execute(update(outbox).where(unsent).values(state="dropped"))
        await self._connection.execute(update(outbox).where(theirs).values(text="", payload={}, reason=None))

    async def _start_over(self, conversation: Conversation) -> Conversation:
        here = conversations.c.conversation_id == conversation.conversation_id
        empty: dict[str, Any] = {
            "customer_id": None,
            "verified_until": None,
            "language": None,
            "mode": "clerk",
            "state": {},
        }
        empty |= {"person_at": None, "version": conversations.c.version + 1}
        await self._connection.execute(update(conversations).where(here).values(empty))
        row = (await self._connection.execute(select(conversations).where(here))).mappings().one()
        return Conversation(**{name: row[name] for name in Conversation.__dataclass_fields__})

    async def _rows(self, table: Table, where: ColumnElement[bool]) -> Rows:
        query = select(table).where(where).order_by(*table.primary_key)
        return [_shown(row) for row in (await self._connection.execute(query)).mappings()]


_CUSTOMER = (customers, orders, events)


def _shown(row: Mapping[Any, Any]) -> dict[str, Any]:
    return {str(name): value for name, value in row.items() if name not in _INTERNAL}
