"""Facts of the shop."""

from storage.engine import Store
from storage.records import ShopFact, Tally


async def test_facts(store: Store) -> None:
    async with store.writing() as unit:
        assert await unit.facts.upsert([ShopFact("opens", "9:00"), ShopFact("closes", "17:00")]) == Tally(added=2)
        assert await unit.facts.upsert([ShopFact("opens", "8:00"), ShopFact("closes", "17:00")]) == Tally(0, 1, 1)
        assert (await unit.facts.all())["opens"] == ShopFact("opens", "8:00", 2)
