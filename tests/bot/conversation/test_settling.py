"""A turn settles its updates in its own transaction, and a turn that came too late changes nothing."""

from collections.abc import Callable, Mapping, Sequence
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from bot.conversation.clerk import Clerk
from bot.conversation.manager import Incoming, Manager
from bot.conversation.reply import Answer
from storage.engine import Store
from storage.errors import LeaseLost
from storage.history import History
from storage.records import Conversation, CustomerId, InboxRow, Lease, OutboxRow, Work
from storage.redis import Hot

NOW = datetime(2026, 6, 15, 12, tzinfo=UTC)


@pytest.fixture
def manager(small_shop: Store, make_clerk: Callable[..., Clerk]) -> Manager:
    return Manager(small_shop, make_clerk(), History(small_shop, Hot(None)), timedelta(days=30))


async def taken(store: Store) -> Work:
    """One update of chat 7, taken under a lease."""
    async with store.writing() as unit:
        await unit.inbox.add(InboxRow("bot", 1, b"{}", NOW, "7"))
        rows = await unit.inbox.take("bot", "7")
        lease = await unit.leases.take("chat:7", "a", now_s=0, ttl_s=5, boot="x")
    return Work(tuple(row.inbox_id or 0 for row in rows), lease)


async def take_away(store: Store) -> Lease | None:
    async with store.writing() as unit:
        return await unit.leases.take("chat:7", "b", now_s=9, ttl_s=5, boot="x")


async def outgoing(store: Store) -> list[OutboxRow]:
    async with store.writing() as unit:
        return await unit.outbox.take(NOW)


async def test_a_turn_settles_its_work(small_shop: Store, manager: Manager) -> None:
    work = await taken(small_shop)
    assert await manager.take_turn(Incoming("telegram", "7", "thank you", NOW, work=work)) is not None
    async with small_shop.writing() as unit:
        assert await unit.inbox.chats("bot") == []
        assert await unit.inbox.put_back("bot") == 0
        again = await unit.leases.take("chat:7", "b", now_s=1, ttl_s=5, boot="x")
    assert again is not None
    assert again.attempts == 1


async def test_a_turn_that_lost_its_lease_leaves_nothing(small_shop: Store, manager: Manager) -> None:
    work = await taken(small_shop)
    assert await take_away(small_shop) is not None
    with pytest.raises(LeaseLost):
        await manager.take_turn(Incoming("telegram", "7", "thank you", NOW, work=work))
    assert await outgoing(small_shop) == []
    async with small_shop.reading() as unit:
        found = await unit.conversations.find("telegram", "7")
        assert found is not None
        assert await unit.conversations.history(found.conversation_id) == []


async def test_the_edge_packs_the_reply(small_shop: Store, manager: Manager) -> None:
    def pack(answer: Answer, conversation: Conversation) -> Sequence[tuple[str, Mapping[str, Any]]]:
        return [("one", {}), ("two", {"buttons": [[["+", f"fb:{conversation.conversation_id}"]]]})]

    await manager.take_turn(Incoming("telegram", "7", "thank you", NOW, pack=pack))
    [first] = await outgoing(small_shop)
    assert first.text == "one"
    async with small_shop.writing() as unit:
        await unit.outbox.sent(first.outbox_id or 0)
        [second] = await unit.outbox.take(NOW)
    assert (second.text, second.payload["buttons"][0][0][0]) == ("two", "+")


async def test_a_customer_whom_the_edge_proved_gets_the_answer_kept_for_them(
    small_shop: Store, manager: Manager
) -> None:
    asked = await manager.take_turn(Incoming("telegram", "7", "what is the total of #W1002", NOW))
    assert asked is not None
    assert "25.00" not in asked.text
    proven = await manager.take_turn(Incoming("telegram", "7", "", NOW, proven=CustomerId("C1")))
    assert proven is not None
    assert "25.00" in proven.text
    later = await manager.take_turn(Incoming("telegram", "7", "where is #W1001", NOW + timedelta(days=29)))
    assert later is not None
    assert later.receipts
    strange = await manager.take_turn(Incoming("telegram", "7", "where is #W1001", NOW + timedelta(days=31)))
    assert strange is not None
    assert not strange.receipts


async def test_a_proof_without_a_question_is_only_acknowledged(small_shop: Store, manager: Manager) -> None:
    answer = await manager.take_turn(Incoming("telegram", "7", "", NOW, proven=CustomerId("C1")))
    assert answer is not None
    assert [clause.act for clause in answer.spoken.clauses] == ["verify.done"]
