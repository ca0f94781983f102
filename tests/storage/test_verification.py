"""Tries are counted per conversation."""

from datetime import UTC, datetime, timedelta

from storage.engine import Store
from storage.records import Conversation

NOW = datetime(2026, 6, 1, 12, tzinfo=UTC)


async def _open(store: Store) -> Conversation:
    async with store.writing() as unit:
        return await unit.conversations.open("telegram", "42")


async def test_tries_are_counted_per_conversation(store: Store) -> None:
    read = await _open(store)
    async with store.writing() as unit:
        other = await unit.conversations.open("telegram", "43")
        for minutes in (0, 5, 10):
            await unit.verification.add_try(read.conversation_id, NOW + timedelta(minutes=minutes))
        count = unit.verification.tries_since
        assert await count(read.conversation_id, NOW) == 3
        assert await count(read.conversation_id, NOW + timedelta(minutes=5)) == 2
        assert await count(other.conversation_id, NOW) == 0
        await unit.verification.reset(read.conversation_id)
        assert await count(read.conversation_id, NOW) == 0
