"""Accepted means written; known is passed over; what nobody can read is put aside and stops nobody."""

import asyncio
import json
import sqlite3
from collections.abc import Iterable
from typing import Any

import pytest
from structlog.testing import capture_logs

from handlers.intake.accepting import Intake
from storage.engine import Store
from storage.errors import StorageError
from tests.handlers.arrivals import make_full


class Told:
    """The actors, as the intake sees them."""

    def __init__(self) -> None:
        self.keys: list[str] = []

    def __call__(self, chat_keys: Iterable[str]) -> None:
        self.keys += chat_keys


def update(number: int, chat: int = 7) -> dict[str, Any]:
    return {"update_id": number, "message": {"chat": {"id": chat, "type": "private"}, "text": "hi"}}


def rows(store: Store) -> list[tuple[int, str]]:
    """What another process finds in the file."""
    with sqlite3.connect(store.path) as file:
        found = file.execute("SELECT update_id, state FROM inbox ORDER BY inbox_id").fetchall()
    file.close()
    return found


async def test_accepted_is_on_the_disk_and_told(store: Store) -> None:
    told = Told()
    await Intake(store, "42", told).accept([update(5), json.dumps(update(6, chat=8)).encode(), update(7)])
    assert rows(store) == [(5, "new"), (6, "new"), (7, "new")]
    assert told.keys == ["7", "8"]


async def test_a_thousand_repeats_change_nothing(store: Store) -> None:
    told = Told()
    intake = Intake(store, "42", told)
    await intake.accept([update(5), update(5)])
    async with store.writing() as unit:
        await unit.inbox.done([row.inbox_id or 0 for row in await unit.inbox.take("42", "7")])
    await asyncio.gather(*(intake.accept([update(5)]) for _ in range(1000)))
    assert rows(store) == [(5, "done")]
    assert told.keys == ["7"]


async def test_what_cannot_be_read_is_put_aside_once_and_the_rest_goes_on(store: Store) -> None:
    told = Told()
    intake = Intake(store, "42", told)
    bad: list[Any] = [b"\xff{", None, "text", [1], {"message": {}}, {"update_id": "5"}, {"update_id": True}]
    with capture_logs() as logs:
        await intake.accept([*bad, update(9)])
        await intake.accept([*bad, update(10)])
    found = rows(store)
    assert [state for _, state in found] == ["quarantined"] * len(bad) + ["new", "new"]
    assert all(number < 0 for number, state in found if state == "quarantined")
    assert told.keys == ["7", "7"]
    assert [(line["event"], line["count"]) for line in logs] == [("updates_quarantined", len(bad))]


async def test_those_who_wait_share_a_write(store: Store) -> None:
    told = Told()
    intake = Intake(store, "42", told)
    async with store.writing():
        waiting = [asyncio.create_task(intake.accept([update(number)])) for number in range(200)]
        await asyncio.sleep(0.01)
    await asyncio.gather(*waiting)
    assert len(rows(store)) == 200
    assert told.keys == ["7"]  # told once: it was one write


async def test_a_caller_that_goes_away_leaves_its_update_written_and_told(store: Store) -> None:
    told = Told()
    intake = Intake(store, "42", told)
    async with store.writing():
        gone = asyncio.create_task(intake.accept([update(1)]))
        stays = asyncio.create_task(intake.accept([update(2)]))
        await asyncio.sleep(0.01)
        gone.cancel()
    await stays
    assert gone.cancelled()
    assert rows(store) == [(1, "new"), (2, "new")]
    assert told.keys == ["7"]


async def test_a_locked_file_is_waited_for(store: Store) -> None:
    other = sqlite3.connect(store.path, isolation_level=None)
    other.execute("BEGIN IMMEDIATE")
    waiting = asyncio.create_task(Intake(store, "42", Told()).accept([update(1)]))
    await asyncio.sleep(0.3)
    assert not waiting.done()
    other.execute("COMMIT")
    other.close()
    await waiting
    assert rows(store) == [(1, "new")]


async def test_a_full_disk_is_said_and_nothing_is_told(store: Store) -> None:
    told = Told()
    intake = Intake(store, "42", told)
    await make_full(store)
    many = [update(number) | {"filler": "x" * 3000} for number in range(20)]
    with pytest.raises(StorageError, match="no space left"):
        await intake.accept(many)
    assert (rows(store), told.keys) == ([], [])
    await make_full(store, full=False)
    await intake.accept(many)
    assert len(rows(store)) == 20
    assert told.keys == ["7"]
