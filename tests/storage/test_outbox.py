"""A chat is sent in order, and an interrupted send is known."""

from datetime import UTC, datetime, timedelta

from storage.engine import Store
from storage.records import OutboxRow

NOW = datetime(2026, 6, 1, 12, tzinfo=UTC)
LATER = NOW + timedelta(seconds=30)


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
