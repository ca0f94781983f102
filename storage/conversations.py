"""Conversations, their messages and the receipts of what was said."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import UTC, datetime
from typing import Any

from sqlalchemy import Select, bindparam, insert, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from storage.errors import StaleConversation
from storage.records import Conversation, Message, Receipt, Reply, Source
from storage.tables import conversations, messages, receipt_sources, receipts

_FIELDS = tuple(Conversation.__dataclass_fields__)
_ALL = select(*(conversations.c[name] for name in _FIELDS))
_SAVED = (
    "customer_id",
    "verified_until",
    "language",
    "mode",
    "state",
    "person_at",
    "unreachable_at",
    "marketing_stopped_at",
)
_FIND = _ALL.where(conversations.c.channel == bindparam("at"), conversations.c.chat_key == bindparam("key"))
_SAVE = (
    update(conversations)
    .where(conversations.c.conversation_id == bindparam("of"), conversations.c.version == bindparam("read"))
    .values({name: bindparam(name) for name in (*_SAVED, "turns", "version", "updated_at")})
)
_MESSAGES = select(*(messages.c[name] for name in Message.__dataclass_fields__))
_LAST = _MESSAGES.where(messages.c.conversation_id == bindparam("of"))
_LAST = _LAST.order_by(messages.c.message_id.desc()).limit(bindparam("most"))
_SAY, _ANSWER = insert(messages), insert(messages).returning(messages.c.message_id)
_SOURCES = select(receipt_sources).order_by(receipt_sources.c.receipt, receipt_sources.c.position)


class Conversations:
    """Every write checks the version that the caller read and raises `StaleConversation` if it moved."""

    def __init__(self, connection: AsyncConnection) -> None:
        self._connection = connection

    async def open(self, channel: str, chat_key: str) -> Conversation:
        """Get or create (so only in a writing unit when it may be new)."""
        found = await self.find(channel, chat_key)
        if found is not None:
            return found
        now = datetime.now(UTC)
        values = {"channel": channel, "chat_key": chat_key, "created_at": now, "updated_at": now}
        values |= {"mode": "clerk", "state": {}, "turns": 0, "version": 1}
        made = insert(conversations).values(values).returning(conversations.c.conversation_id)
        conversation_id = (await self._connection.execute(made)).scalar_one()
        return Conversation(conversation_id, channel, chat_key, now)

    async def find(self, channel: str, chat_key: str) -> Conversation | None:
        return next(iter(await self._conversations(_FIND, {"at": channel, "key": chat_key})), None)

    async def get(self, conversation_id: int) -> Conversation | None:
        query = _ALL.where(conversations.c.conversation_id == conversation_id)
        return next(iter(await self._conversations(query)), None)

    async def recent(self, limit: int = 50) -> list[Conversation]:
        """The latest written first."""
        latest = _ALL.order_by(conversations.c.updated_at.desc(), conversations.c.conversation_id.desc())
        return await self._conversations(latest.limit(limit))

    async def history(self, conversation_id: int, limit: int = 20) -> list[Message]:
        """The last `limit` messages, oldest first."""
        asked = {"of": conversation_id, "most": limit}
        rows = (await self._connection.execute(_LAST, asked)).mappings().all()
        return [Message(**row) for row in reversed(rows)]

    async def turn_times(self, conversation_id: int, since: datetime, limit: int) -> list[datetime]:
        """When the customer wrote since then: the last `limit` messages, oldest first."""
        mine = (messages.c.conversation_id == conversation_id) & (messages.c.role == "customer")
        query = select(messages.c.at).where(mine).order_by(messages.c.message_id.desc()).limit(limit)
        times = (await self._connection.execute(query)).scalars().all()
        return sorted(at for at in times if at >= since)

    async def receipts(self, message_id: int) -> list[Receipt]:
        """In the order in which they were printed."""
        query = select(receipts).where(receipts.c.message_id == message_id).order_by(receipts.c.position)
        rows = (await self._connection.execute(query)).all()
        sources = await self._sources(message_id)
        return [Receipt(row.slot, row.text, tuple(sources[row.position]), row.fn) for row in rows]

    async def save(self, conversation: Conversation) -> Conversation:
        """Write the fields of `conversation` over the version it was read at; returns it with the new version."""
        return await self._save(conversation, conversation.turns)

    async def add_turn(
        self,
        conversation: Conversation,
        customer_text: str,
        reply: Reply | None,
        at: datetime,
        customer_at: datetime | None = None,
    ) -> Conversation:
        """Save the conversation with one turn more; without a reply the clerk is silent."""
        saved = await self._save(conversation, conversation.turns + 1)
        spoken = _message(conversation, "customer", customer_text, customer_at or at)
        await self._connection.execute(_SAY, spoken)
        if reply is not None:
            answer = _message(conversation, "clerk", reply.text, at) | _said(reply)
            made = await self._connection.execute(_ANSWER, answer)
            await self._add_receipts(made.scalar_one(), reply.receipts)
        return saved

    async def say(self, conversation: Conversation, role: str, text: str, at: datetime) -> Conversation:
        """Save the conversation with one message outside the turn (a staff member's, a notice)."""
        saved = await self._save(conversation, conversation.turns)
        await self._connection.execute(_SAY, _message(conversation, role, text, at))
        return saved

    async def _save(self, conversation: Conversation, turns: int) -> Conversation:
        saved = replace(conversation, turns=turns, version=conversation.version + 1)
        values = {name: getattr(saved, name) for name in _SAVED}
        values |= {"turns": turns, "version": saved.version, "updated_at": datetime.now(UTC)}
        values |= {"of": conversation.conversation_id, "read": conversation.version}
        if (await self._connection.execute(_SAVE, values)).rowcount != 1:
            raise StaleConversation(f"it is past version {conversation.version}")
        return saved

    async def _add_receipts(self, message_id: int, held: Sequence[Receipt]) -> None:
        rows = [_receipt_row(message_id, position, receipt) for position, receipt in enumerate(held)]
        sources = [
            _source_row(message_id, position, number, source)
            for position, receipt in enumerate(held)
            for number, source in enumerate(receipt.sources)
        ]
        if rows:
            await self._connection.execute(insert(receipts), rows)
        if sources:
            await self._connection.execute(insert(receipt_sources), sources)

    async def _sources(self, message_id: int) -> Mapping[int, list[Source]]:
        found = defaultdict(list)
        for row in await self._connection.execute(_SOURCES.where(receipt_sources.c.message_id == message_id)):
            source = Source(row.table_name, row.row_key, row.column_name, row.value, row.version)
            found[row.receipt].append(source)
        return found

    async def _conversations(self, query: Select[Any], named: Mapping[str, Any] | None = None) -> list[Conversation]:
        return [Conversation(**row) for row in (await self._connection.execute(query, named)).mappings()]


def _message(conversation: Conversation, role: str, text: str, at: datetime) -> dict[str, Any]:
    values = {"conversation_id": conversation.conversation_id, "turn": conversation.turns, "role": role}
    return values | {"text": text, "at": at, "details": {}}


def _said(reply: Reply) -> dict[str, Any]:
    return {name: getattr(reply, name) for name in ("route", "intent", "confidence", "language", "details")}


def _receipt_row(message_id: int, position: int, receipt: Receipt) -> dict[str, Any]:
    row = {"message_id": message_id, "position": position}
    return row | {"slot": receipt.slot, "text": receipt.text, "fn": receipt.fn}


def _source_row(message_id: int, receipt: int, position: int, source: Source) -> dict[str, Any]:
    row: dict[str, Any] = {"message_id": message_id, "receipt": receipt, "position": position}
    row |= {"table_name": source.table, "row_key": source.key}
    return row | {"column_name": source.column, "value": source.value, "version": source.version}
