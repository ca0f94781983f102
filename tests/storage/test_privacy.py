"""Gathering finds every row of a chat and of nobody else; erasing leaves what is the shop's."""

from dataclasses import replace
from datetime import UTC, datetime

from storage.engine import Store
from storage.records import (
    Conversation,
    CustomerId,
    Feedback,
    InboxRow,
    OutboxRow,
    Receipt,
    Reply,
    Source,
    Task,
    Topic,
)
from storage.tables import metadata
from storage.unit import Unit

AT = datetime(2026, 6, 1, tzinfo=UTC)
ABOUT_THE_SHOP = {
    "meta", "products", "customers", "orders", "order_items", "shipments", "refunds", "policies", "shop", "events",
    "intents", "intent_versions", "leases",
}  # fmt: skip


async def fill(unit: Unit, chat: str) -> Conversation:
    """A row in every table that knows a chat."""
    opened = await unit.conversations.open("telegram", chat)
    held = opened.conversation_id
    receipt = Receipt("eta", f"words of {chat}", (Source("orders", "#1", "eta", "x", 1),))
    spoken = replace(opened, customer_id=CustomerId("C1"), state={"topic": "order"}, marketing_stopped_at=AT)
    saved = await unit.conversations.add_turn(
        spoken, f"words of {chat}", Reply("r", "generated", receipts=(receipt,)), AT
    )
    await unit.feedback.rate(Feedback(held, 0, "reply", 1, AT))
    await unit.verification.add_try(held, AT)
    await unit.tasks.add(Task("handoff", AT, held, reason=f"words of {chat}"))
    await unit.topics.keep(Topic(held, f"-1/{chat}", AT))
    await unit.outbox.add(OutboxRow("telegram", chat, f"words of {chat}", AT, held))
    await unit.outbox.add(OutboxRow("telegram", f"-1/{chat}", f"words of {chat}", AT, held))
    await unit.inbox.add(InboxRow("42", int(chat), f"words of {chat}".encode(), AT, chat))
    await unit.inbox.done([row.inbox_id or 0 for row in await unit.inbox.take("42", chat)])
    return saved


async def test_every_table_that_knows_a_chat_is_gathered(store: Store) -> None:
    async with store.writing() as unit:
        await fill(unit, "8")
        found = await unit.privacy.gather(await fill(unit, "7"))
    assert set(metadata.tables) - ABOUT_THE_SHOP <= set(found)
    assert all(found[name] for name in set(found) - ABOUT_THE_SHOP)
    assert "words of 8" not in str(found)


async def test_erasing_leaves_no_word(store: Store) -> None:
    async with store.writing() as unit:
        other = await fill(unit, "8")
        before = await unit.privacy.gather(other)
        mine = await fill(unit, "7")
        erased = await unit.privacy.erase(mine)
        assert "words" not in str(await unit.privacy.gather(mine))
        assert await unit.privacy.gather(other) == before
    assert (erased.customer_id, dict(erased.state), erased.turns) == (None, {}, 1)
    assert erased.version > mine.version
    assert erased.marketing_stopped_at == AT


async def test_unsent_texts_are_dropped_and_new_updates_left_alone(store: Store) -> None:
    async with store.writing() as unit:
        opened = await unit.conversations.open("telegram", "7")
        await unit.outbox.add(OutboxRow("telegram", "7", "being sent", AT))
        await unit.outbox.take(AT)
        await unit.outbox.add(OutboxRow("telegram", "7", "waits", AT))
        await unit.inbox.add(InboxRow("42", 1, b"new", AT, "7"))
        await unit.privacy.erase(opened)
        assert await unit.outbox.interrupted() == []
        assert await unit.outbox.take(AT) == []
        assert [row.raw for row in await unit.inbox.take("42", "7")] == [b"new"]


async def test_the_times_of_the_last_turns(store: Store) -> None:
    async with store.writing() as unit:
        opened = await unit.conversations.open("telegram", "7")
        for day in (1, 2, 3, 4):
            opened = await unit.conversations.add_turn(opened, "?", Reply("r", "canned"), AT.replace(day=day))
        times = await unit.conversations.turn_times(opened.conversation_id, AT.replace(day=2), 2)
    assert [at.day for at in times] == [3, 4]
