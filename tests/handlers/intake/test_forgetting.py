"""Old updates go once they are handled; what still waits stays, however old."""

from datetime import UTC, datetime, timedelta

from handlers.intake.forgetting import Forgetting
from storage.engine import Store
from storage.records import InboxRow

NOW = datetime(2026, 6, 15, 12, tzinfo=UTC)
KEPT = timedelta(days=14)


async def test_what_was_handled_goes_when_it_is_old(small_shop: Store) -> None:
    ages = {1: ("done", 15), 2: ("quarantined", 15), 3: ("new", 15), 4: ("taken", 15), 5: ("done", 13), 6: ("new", 1)}
    ages |= dict.fromkeys(range(10, 15), ("done", 20))
    async with small_shop.writing() as unit:
        for number, (state, days) in ages.items():
            await unit.inbox.add(InboxRow("42", number, b"{}", NOW - timedelta(days=days), "7", state))
    assert await Forgetting(small_shop, KEPT, most=2).forget(NOW) == 7
    async with small_shop.writing() as unit:
        left = [await unit.inbox.add(InboxRow("42", number, b"{}", NOW, "7")) for number in range(1, 7)]
    assert left == [True, True, False, False, False, False]
    assert await Forgetting(small_shop, KEPT).forget(NOW) == 0
