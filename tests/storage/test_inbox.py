"""Every update once, in order, one turn of a chat at a time."""

from datetime import UTC, datetime

from storage.engine import Store
from storage.records import InboxRow

NOW = datetime(2026, 6, 1, 12, tzinfo=UTC)


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


async def test_many_are_added_at_once_and_the_first_of_two_counts(store: Store) -> None:
    rows = [
        InboxRow(bot, update, raw, NOW, "a") for bot, update, raw in (("b", 1, b"1"), ("b", 2, b"2"), ("b", 2, b"x"))
    ]
    async with store.writing() as unit:
        assert await unit.inbox.add_all(rows) == rows[:2]
        more = [*rows, InboxRow("b", 3, b"3", NOW, "a"), InboxRow("other", 1, b"4", NOW, "a")]
        assert await unit.inbox.add_all(more) == more[3:]
        assert await unit.inbox.add_all([]) == []
        assert [row.raw for row in await unit.inbox.waiting("b", "a", 10)] == [b"1", b"2", b"3"]


async def test_part_of_what_waits_is_claimed_and_ended(store: Store) -> None:
    async with store.writing() as unit:
        await unit.inbox.add_all([InboxRow("b", update, b"{}", NOW, "a") for update in (3, 1, 2)])
        first, second, third = await unit.inbox.waiting("b", "a", 10)
        assert [row.update_id for row in (first, second, third)] == [1, 2, 3]
        ids = [first.inbox_id or 0, second.inbox_id or 0]
        await unit.inbox.claim(ids)
        assert await unit.inbox.waiting("b", "a", 10) == [third]
        await unit.inbox.done(ids[:1])
        assert [row.update_id for row in await unit.inbox.unfinished(ids)] == [2]
        assert await unit.inbox.finish(ids, "quarantined", "unreadable") == 1
        assert await unit.inbox.finish(ids) == 0


async def test_a_long_queue_is_read_by_its_index(store: Store) -> None:
    query = "SELECT * FROM inbox WHERE bot = 'b' AND chat_key = 'a' AND state = 'new' ORDER BY update_id LIMIT 20"
    async with store.reading() as unit:
        plan = await unit.inbox._connection.exec_driver_sql("EXPLAIN QUERY PLAN " + query)
        steps = " / ".join(row.detail for row in plan)
    assert "USING INDEX ix_inbox_bot_state_chat_key_update_id" in steps
    assert "TEMP B-TREE" not in steps
