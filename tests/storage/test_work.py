"""Inbox, outbox, tasks and leases: nothing lost, nothing twice, in order."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

from storage.engine import Store
from storage.records import InboxRow, OutboxRow, Task

NOW = datetime(2026, 6, 1, 12, tzinfo=UTC)
LATER = NOW + timedelta(seconds=30)


async def test_an_update_is_kept_once_and_as_it_came(store: Store) -> None:
    raw = b'{"text": "\xff\x00"}'
    async with store.writing() as unit:
        assert await unit.inbox.add(InboxRow("bot", 7, raw, NOW, "42"))
        assert not await unit.inbox.add(InboxRow("bot", 7, b"{}", NOW, "42"))
        assert await unit.inbox.add(InboxRow("other", 7, b"{}", NOW, "42"))
        [taken] = await unit.inbox.take("bot", "42")
    assert (taken.raw, taken.state, taken.received_at) == (raw, "taken", NOW)


async def test_one_take_of_a_chat_at_a_time_and_in_order(store: Store) -> None:
    async with store.writing() as unit:
        for update, chat in ((3, "b"), (1, "a"), (2, "a")):
            await unit.inbox.add(InboxRow("bot", update, b"{}", NOW, chat))
        assert await unit.inbox.chats("bot") == ["a", "b"]
        taken = await unit.inbox.take("bot", "a")
        assert [row.update_id for row in taken] == [1, 2]
        await unit.inbox.add(InboxRow("bot", 4, b"{}", NOW, "a"))
        assert await unit.inbox.take("bot", "a") == []
        await unit.inbox.done([row.inbox_id or 0 for row in taken])
        assert [row.update_id for row in await unit.inbox.take("bot", "a")] == [4]


async def test_a_restart_puts_back_what_was_not_done(store: Store) -> None:
    async with store.writing() as unit:
        for update in (1, 2, 3):
            await unit.inbox.add(InboxRow("bot", update, b"{}", NOW, "a"))
        rows = await unit.inbox.take("bot", "a")
        await unit.inbox.done([rows[0].inbox_id or 0])
        await unit.inbox.quarantine(rows[1].inbox_id or 0, "not JSON")
        assert await unit.inbox.put_back("bot") == 1
        assert [row.update_id for row in await unit.inbox.take("bot", "a")] == [3]


async def test_a_chat_is_sent_in_order(store: Store) -> None:
    async with store.writing() as unit:
        first = await unit.outbox.add(OutboxRow("telegram", "a", "one", NOW))
        second = await unit.outbox.add(OutboxRow("telegram", "a", "two", NOW))
        other = await unit.outbox.add(OutboxRow("telegram", "b", "three", NOW, payload={"keyboard": ["Yes"]}))
        assert [row.outbox_id for row in await unit.outbox.take(NOW)] == [first, other]
        assert await unit.outbox.take(NOW) == []
        await unit.outbox.retry(first, LATER, "429")
        assert await unit.outbox.take(NOW) == []
        [again] = await unit.outbox.take(LATER)
        assert (again.outbox_id, again.attempts, again.state, again.reason) == (first, 2, "sending", "429")
        await unit.outbox.sent(first)
        assert [row.outbox_id for row in await unit.outbox.take(NOW)] == [second]
        await unit.outbox.fail(other, "blocked")


async def test_an_interrupted_send_knows_its_placeholder(store: Store) -> None:
    async with store.writing() as unit:
        row = await unit.outbox.add(OutboxRow("telegram", "a", "one", NOW))
        await unit.outbox.take(NOW)
        await unit.outbox.placed(row, "991")
        [left] = await unit.outbox.interrupted()
    assert (left.outbox_id, left.placeholder_id, left.text) == (row, "991", "one")


async def test_a_task_is_taken_once(store: Store) -> None:
    async with store.writing() as unit:
        conversation = await unit.conversations.open("telegram", "a")
        late = await unit.tasks.add(Task("refund", LATER, conversation.conversation_id))
        soon = await unit.tasks.add(Task("handoff", NOW, conversation.conversation_id))
        assert await unit.tasks.open() == [soon, late]
        assert await unit.tasks.due(NOW) == [soon]
        assert soon.task_id is not None
        assert await unit.tasks.take(soon.task_id, "ann")
        assert not await unit.tasks.take(soon.task_id, "bob")
        assert (await unit.tasks.open())[0] == replace(soon, status="taken", owner="ann")
        assert await unit.tasks.done(soon.task_id)
        assert not await unit.tasks.done(soon.task_id)
        assert await unit.tasks.open() == [late]
        assert len(await unit.tasks.of_conversation(conversation.conversation_id)) == 2


async def test_a_lost_lease_is_refused(store: Store) -> None:
    async with store.writing() as unit:
        first = await unit.leases.take("digest", "a", now_s=100, ttl_s=10, boot="x")
        assert first is not None
        assert await unit.leases.take("digest", "b", now_s=105, ttl_s=10, boot="x") is None
        longer = await unit.leases.renew(first, now_s=108, ttl_s=10)
        assert longer is not None
        assert await unit.leases.take("digest", "b", now_s=111, ttl_s=10, boot="x") is None
        second = await unit.leases.take("digest", "b", now_s=118, ttl_s=10, boot="x")
        assert second is not None
        assert (second.token, second.attempts) == (2, 2)
        assert await unit.leases.renew(longer, now_s=119, ttl_s=10) is None
        assert not await unit.leases.done(longer)
        assert not await unit.leases.holds(longer)
        assert await unit.leases.holds(second)


async def test_a_lease_ends_with_the_boot_and_when_done(store: Store) -> None:
    async with store.writing() as unit:
        await unit.leases.take("digest", "a", now_s=1e6, ttl_s=10, boot="x")
        after = await unit.leases.take("digest", "a", now_s=3, ttl_s=10, boot="y")
        assert after is not None
        assert await unit.leases.done(after)
        next_one = await unit.leases.take("digest", "b", now_s=4, ttl_s=10, boot="y")
    assert next_one is not None
    assert (next_one.token, next_one.attempts) == (3, 1)
