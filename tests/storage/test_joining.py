"""Writes that wait together share a transaction, and none takes another along."""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from datetime import UTC, datetime

import pytest

from storage.engine import Store
from storage.errors import LeaseLost, StorageError
from storage.joining import Joining
from storage.records import InboxRow, Work
from storage.unit import Unit

NOW = datetime(2026, 6, 1, 12, tzinfo=UTC)


def row(update_id: int) -> InboxRow:
    return InboxRow("bot", update_id, b"{}", NOW, "1")


def adding(update_id: int) -> Callable[[Unit], Awaitable[bool]]:
    return lambda unit: unit.inbox.add(row(update_id))


async def test_many_writes_share_few_transactions(store: Store) -> None:
    opened = 0

    @asynccontextmanager
    async def counted() -> AsyncIterator[Unit]:
        nonlocal opened
        opened += 1
        async with store.writing() as unit:
            yield unit

    joining = Joining(counted)
    await asyncio.gather(*(joining.run(adding(n)) for n in range(50)))
    assert opened < 25
    async with store.reading() as unit:
        assert await unit.inbox.chats("bot") == ["1"]


async def test_a_failed_write_undoes_only_itself(store: Store) -> None:
    async def fails(unit: Unit) -> None:
        await unit.inbox.add(row(2))
        raise LeaseLost("mine")

    results = await asyncio.gather(
        store.joined(lambda unit: unit.inbox.add(row(1))),
        store.joined(fails),
        store.joined(lambda unit: unit.inbox.add(row(3))),
        return_exceptions=True,
    )
    assert [type(one) for one in results] == [bool, LeaseLost, bool]
    async with store.writing() as unit:
        assert [one.update_id for one in await unit.inbox.take("bot", "1")] == [1, 3]


@pytest.mark.parametrize("problem", [LeaseLost("mine"), OverflowError("too large")])
async def test_a_failed_first_write_leaves_nothing_and_the_others_go_well(store: Store, problem: Exception) -> None:
    async def fails(unit: Unit) -> None:
        await unit.inbox.add(row(1))
        raise problem

    first, second = await asyncio.gather(store.joined(fails), store.joined(adding(2)), return_exceptions=True)
    assert first is problem
    assert second is True
    async with store.writing() as unit:
        assert [one.update_id for one in await unit.inbox.take("bot", "1")] == [2]


async def test_a_lost_lease_refuses_the_whole_write(store: Store) -> None:
    async with store.writing() as unit:
        await unit.inbox.add(row(1))
        old = await unit.leases.take("chat:1", "a", now_s=0, ttl_s=5, boot="x")
        new = await unit.leases.take("chat:1", "b", now_s=6, ttl_s=5, boot="x")
        assert new is not None

    async def late(unit: Unit) -> None:
        await unit.inbox.add(row(2))
        await unit.settle(Work((1,), old))

    with pytest.raises(LeaseLost):
        await store.joined(late)
    async with store.writing() as unit:
        assert [one.update_id for one in await unit.inbox.take("bot", "1")] == [1]


async def test_a_caller_that_goes_away_leaves_the_others(store: Store) -> None:
    first = asyncio.create_task(store.joined(lambda unit: unit.inbox.add(row(1))))
    second = asyncio.create_task(store.joined(lambda unit: unit.inbox.add(row(2))))
    await asyncio.sleep(0)
    first.cancel()
    assert await second


async def test_an_urgent_write_goes_before_those_that_wait(store: Store) -> None:
    order: list[int] = []

    def noting(number: int) -> Callable[[Unit], Awaitable[None]]:
        async def note(unit: Unit) -> None:
            order.append(number)

        return note

    async with store.writing():
        waiting = [asyncio.create_task(store.joined(noting(number))) for number in range(3)]
        waiting.append(asyncio.create_task(store.joined(noting(9), urgent=True)))
        await asyncio.sleep(0.01)
    await asyncio.gather(*waiting)
    assert order == [9, 0, 1, 2]


async def test_urgent_writes_do_not_keep_the_others_out(store: Store) -> None:
    ended = False

    async def hurry() -> None:
        while not ended:
            await store.joined(lambda unit: unit.inbox.chats("bot"), urgent=True)

    hurrying = [asyncio.create_task(hurry()) for _ in range(4)]
    async with asyncio.timeout(30):
        for number in range(5):
            assert await store.joined(adding(number))
    ended = True
    await asyncio.gather(*hurrying)


async def test_a_full_disk_is_told_as_one_and_the_next_write_goes_well(store: Store) -> None:
    async with store.writing() as unit:
        connection = unit.inbox._connection
        used = (await connection.exec_driver_sql("PRAGMA page_count")).scalar_one()
        await connection.exec_driver_sql(f"PRAGMA max_page_count = {used}")
    large = InboxRow("bot", 1, b"x" * 50_000, NOW, "1")
    refused, small = await asyncio.gather(
        store.joined(lambda unit: unit.inbox.add(large)), store.joined(adding(2)), return_exceptions=True
    )
    assert isinstance(refused, StorageError)
    assert "no space left" in str(refused)
    assert small is True  # it had not begun
    async with store.writing() as unit:
        await unit.inbox._connection.exec_driver_sql("PRAGMA max_page_count = 1000000")
    assert await store.joined(lambda unit: unit.inbox.add(large))
