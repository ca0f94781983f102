"""The waiting list: who waits for a person, who waits too long, and how one is taken off it."""

import asyncio
import json
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

import pytest

from storage.engine import open_store
from storage.records import CustomerId, OrderId, Task

Run = Callable[..., tuple[int, str, str]]
LONG_AGO, FAR_AWAY = datetime(2020, 6, 1, 16, tzinfo=UTC), datetime(2120, 6, 1, 16, tzinfo=UTC)


@pytest.fixture
def two_wait(small_home: Path) -> None:
    async def write() -> None:
        async with open_store(small_home) as store, store.writing() as unit:
            ann = await unit.conversations.open("telegram", "7")
            eve = await unit.conversations.open("telegram", "8")
            task = Task("return", FAR_AWAY, ann.conversation_id, OrderId("#W1001"), CustomerId("C1"), "staff")
            await unit.tasks.add(task)
            await unit.tasks.add(Task("handoff", LONG_AGO, eve.conversation_id, owner="Sam (5)", reason="[angry]"))

    asyncio.run(write())


def test_nobody_waits(shopclerk: Run) -> None:
    assert shopclerk("waiting") == (0, "nobody waits\n", "")
    assert shopclerk("waiting", "--json") == (0, "[]\n", "")


@pytest.mark.usefixtures("two_wait")
def test_the_nearest_deadline_comes_first(shopclerk: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("COLUMNS", "200")
    code, out, err = shopclerk("waiting")
    assert (code, err) == (0, "")
    _, eve, ann = out.splitlines()
    assert "June 1, 2020, 4:00 PM overdue" in eve and "stranger" in eve and "Sam (5)" in eve and "[angry]" in eve
    assert "Ann Archer" in ann and "#W1001" in ann and "overdue" not in ann


@pytest.mark.usefixtures("two_wait")
def test_as_json(shopclerk: Run) -> None:
    late, other = json.loads(shopclerk("waiting", "--json")[1])
    assert late["overdue"] and late["name"] is None and late["chat"] == "8" and late["reason"] == "[angry]"
    assert other == {
        "id": 1,
        "kind": "return",
        "reason": None,
        "customer": "C1",
        "name": "Ann Archer",
        "order": "#W1001",
        "owner": "staff",
        "status": "open",
        "opened_at": None,
        "deadline": "2120-06-01T16:00:00+00:00",
        "overdue": False,
        "conversation": 1,
        "channel": "telegram",
        "chat": "7",
    }


@pytest.mark.usefixtures("two_wait")
def test_one_is_done_once(shopclerk: Run) -> None:
    code, out, _ = shopclerk("waiting", "--done", "2", "--json")
    assert code == 0 and [row["id"] for row in json.loads(out)] == [1]
    code, out, err = shopclerk("waiting", "--done", "2")
    assert (code, out) == (2, "")
    assert err == "error: --done: nothing that waits has the id 2; see: shopclerk waiting\n"
