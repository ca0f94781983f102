"""A chat is sent in order, an interrupted send is known, and what is dropped is not sent."""

from datetime import UTC, datetime, timedelta
from typing import Any

from sqlalchemy import select

from storage.engine import Store
from storage.records import OutboxRow
from storage.tables import outbox
from storage.unit import Unit

NOW = datetime(2026, 6, 1, 12, tzinfo=UTC)
LATER = NOW + timedelta(seconds=30)


async def add(unit: Unit, chat_key: str, text: str, **payload: Any) -> int:
    return await unit.outbox.add(OutboxRow("telegram", chat_key, text, NOW, payload=payload))


async def states(unit: Unit) -> dict[str, str]:
    query = select(outbox.c.chat_key, outbox.c.outbox_id, outbox.c.state).order_by(outbox.c.outbox_id)
    return {f"{row.chat_key}{row.outbox_id}": row.state for row in await unit._connection.execute(query)}


async def test_a_chat_is_sent_in_order(store: Store) -> None:
    async with store.writing() as unit:
        first, second = await add(unit, "a", "one"), await add(unit, "a", "two")
        other = await add(unit, "b", "three", keyboard=["Yes"])
        assert [row.outbox_id for row in await unit.outbox.take(NOW)] == [first, other]
        assert await unit.outbox.take(NOW) == []
        assert await unit.outbox.retry(first, LATER, "429")
        assert await unit.outbox.take(NOW) == []
        [again] = await unit.outbox.take(LATER)
        assert (again.outbox_id, again.attempts, again.state, again.reason) == (first, 2, "sending", "429")
        await unit.outbox.sent(first)
        assert [row.outbox_id for row in await unit.outbox.take(NOW)] == [second]
        await unit.outbox.fail(other, "blocked")


async def test_an_interrupted_send_knows_its_placeholder(store: Store) -> None:
    async with store.writing() as unit:
        row = await add(unit, "a", "one")
        await unit.outbox.take(NOW)
        assert await unit.outbox.placed({row: "991"}) == set()
        [left] = await unit.outbox.interrupted()
    assert (left.outbox_id, left.placeholder_id, left.text) == (row, "991", "one")


async def test_only_what_waits_is_claimed(store: Store) -> None:
    async with store.writing() as unit:
        first, second = await add(unit, "a", "one"), await add(unit, "b", "two")
        [row] = await unit.outbox.claim([first])
        assert (row.state, row.attempts) == ("sending", 1)
        assert [row.outbox_id for row in await unit.outbox.claim([first, second])] == [second]


async def test_a_wait_that_is_not_the_rows_fault_is_not_counted(store: Store) -> None:
    async with store.writing() as unit:
        row = await add(unit, "a", "one")
        await unit.outbox.claim([row])
        await unit.outbox.retry(row, NOW, "429", counted=False)
        [again] = await unit.outbox.claim([row])
        assert again.attempts == 1


async def test_the_clerks_unsent_words_are_dropped(store: Store) -> None:
    async with store.writing() as unit:
        placed, waits = await add(unit, "a", "one", kind="reply"), await add(unit, "a", "two", kind="reply")
        await add(unit, "a", "three", kind="staff")
        await add(unit, "b", "four", kind="reply")
        await unit.outbox.claim([placed])
        assert await unit.outbox.drop_unsent("telegram", "a") == 2
        assert await states(unit) == {"a1": "dropped", "a2": "dropped", "a3": "waiting", "b4": "waiting"}
        assert await unit.outbox.placed({placed: "7"}) == {placed}
        assert not await unit.outbox.retry(placed, NOW, "timeout")
        assert await unit.outbox.claim([waits]) == []


async def test_a_dropped_row_is_found_until_its_placeholder_is_gone(store: Store) -> None:
    async with store.writing() as unit:
        row = await add(unit, "a", "one", kind="reply")
        await unit.outbox.claim([row])
        await unit.outbox.placed({row: "7"})
        await unit.outbox.drop_unsent("telegram", "a")
        assert await unit.outbox.take(NOW, held={"a"}) == []
        assert [(one.state, one.placeholder_id) for one in await unit.outbox.take(NOW)] == [("dropped", "7")]
        await unit.outbox.unplaced(row)
        assert await unit.outbox.take(NOW) == []


async def test_another_channels_rows_are_not_telegrams(store: Store) -> None:
    async with store.writing() as unit:
        await unit.outbox.add(OutboxRow("demo", "a", "one", NOW))
        assert await unit.outbox.take(NOW, channel="telegram") == []


async def test_a_chat_that_nothing_reaches_is_given_up(store: Store) -> None:
    async with store.writing() as unit:
        await add(unit, "a", "one")
        await add(unit, "a", "two")
        await add(unit, "b", "three")
        await unit.outbox.claim([1])
        assert await unit.outbox.fail_chat("telegram", "a", "blocked") == 1
        assert await states(unit) == {"a1": "sending", "a2": "failed", "b3": "waiting"}


async def test_a_chat_is_forgotten(store: Store) -> None:
    async with store.writing() as unit:
        sent, waits, other = (
            await add(unit, "a", "one", kind="reply"),
            await add(unit, "a", "two"),
            await add(unit, "b", "x"),
        )
        await unit.outbox.claim([sent])
        await unit.outbox.sent(sent)
        await unit.outbox.forget("telegram", "a")
        assert await states(unit) == {"a1": "sent", "a2": "dropped", "b3": "waiting"}
        [row] = await unit.outbox.claim([waits, other])
        assert row.text == "x"


async def test_the_newest_placeholder_is_that_of_a_private_chat(store: Store) -> None:
    async with store.writing() as unit:
        assert await unit.outbox.newest_placeholder("telegram") == 0
        rows = [await add(unit, chat, "text") for chat in ("7", "8", "7", "-100")]
        await unit.outbox.placed(dict(zip(rows, ("90", "101", "99", "5000"), strict=True)))
        assert await unit.outbox.newest_placeholder("telegram") == 101
        assert await unit.outbox.newest_placeholder("telegram", "7") == 99
