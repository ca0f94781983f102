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
