"""One turn is one write: messages, receipts, outbox, inbox and tasks together or not at all."""

from dataclasses import replace
from datetime import UTC, datetime

import pytest

from storage.engine import Store
from storage.errors import StaleConversation
from storage.records import Conversation, CustomerId, InboxRow, OutboxRow, Receipt, Reply, Source, Task

NOW = datetime(2026, 6, 1, 12, tzinfo=UTC)
RECEIPTS = (
    Receipt("price", "$24.00", (Source("products", "MUG", "price", "24.00", 2),)),
    Receipt("total", "$48.00", (Source("orders", "#W1", "total", None, 1), Source("x", "y", "z", True, 3)), fn="sum"),
)
REPLY = Reply("It costs $24.00.", "generated", "product.price", 0.93, "en", RECEIPTS, {"seed": 7, "blocked": []})


async def _open(store: Store) -> Conversation:
    async with store.writing() as unit:
        return await unit.conversations.open("telegram", "42")


async def test_open_gets_or_makes(store: Store) -> None:
    made = await _open(store)
    assert await _open(store) == made
    async with store.reading() as unit:
        assert await unit.conversations.find("telegram", "42") == made
        assert await unit.conversations.get(made.conversation_id) == made
        assert await unit.conversations.find("chat", "42") is None


async def test_a_turn_is_kept_whole(store: Store) -> None:
    read = await _open(store)
    new = replace(read, customer_id=CustomerId("c1"), verified_until=NOW, language="en", state={"focus": ["MUG"]})
    async with store.writing() as unit:
        await unit.inbox.add(InboxRow("bot", 1, b"{}", NOW, "42"))
        [update] = await unit.inbox.take("bot", "42")
    async with store.writing() as unit:
        saved = await unit.conversations.add_turn(new, "how much?\x00\ud800", REPLY, NOW)
        await unit.outbox.add(OutboxRow("telegram", "42", REPLY.text, NOW, read.conversation_id, read.turns))
        await unit.tasks.add(Task("handoff", NOW, read.conversation_id))
        await unit.inbox.done([update.inbox_id or 0])
    assert saved == replace(new, version=2, turns=1)
    async with store.reading() as unit:
        assert await unit.conversations.open("telegram", "42") == saved
        asked, said = await unit.conversations.history(read.conversation_id)
        assert await unit.conversations.receipts(said.message_id) == list(RECEIPTS)
        assert await unit.conversations.receipts(asked.message_id) == []
    assert (asked.role, asked.text, asked.turn, asked.at) == ("customer", "how much?\ufffd", 0, NOW)
    assert (said.role, said.route, said.confidence, said.details) == ("clerk", "generated", 0.93, REPLY.details)


async def test_a_turn_fails_whole(store: Store) -> None:
    read = await _open(store)
    with pytest.raises(RuntimeError):
        async with store.writing() as unit:
            await unit.conversations.add_turn(read, "hi", REPLY, NOW)
            await unit.outbox.add(OutboxRow("telegram", "42", "hello", NOW))
            raise RuntimeError
    async with store.reading() as unit:
        assert await unit.conversations.get(read.conversation_id) == read
        assert await unit.conversations.history(read.conversation_id) == []


async def test_a_stale_turn_is_refused(store: Store) -> None:
    read = await _open(store)
    async with store.writing() as unit:
        await unit.conversations.add_turn(read, "hi", REPLY, NOW)
    for write in ("add_turn", "save", "say"):
        with pytest.raises(StaleConversation):
            async with store.writing() as unit:
                if write == "add_turn":
                    await unit.conversations.add_turn(read, "again", REPLY, NOW)
                elif write == "save":
                    await unit.conversations.save(read)
                else:
                    await unit.conversations.say(read, "staff", "Hello", NOW)
    async with store.reading() as unit:
        assert len(await unit.conversations.history(read.conversation_id)) == 2


async def test_history_is_the_last_messages_in_order(store: Store) -> None:
    conversation = await _open(store)
    async with store.writing() as unit:
        for number in range(5):
            conversation = await unit.conversations.add_turn(conversation, f"q{number}", None, NOW)
        conversation = await unit.conversations.say(conversation, "staff", "I am here.", NOW)
        found = await unit.conversations.history(conversation.conversation_id, limit=3)
        assert [(message.text, message.turn) for message in found] == [("q3", 3), ("q4", 4), ("I am here.", 5)]
        assert await unit.conversations.recent() == [conversation]


async def test_a_handed_over_conversation(store: Store) -> None:
    read = await _open(store)
    async with store.writing() as unit:
        saved = await unit.conversations.save(replace(read, mode="person"))
        assert (await unit.conversations.open("telegram", "42")).mode == "person"
    assert saved.version == 2
