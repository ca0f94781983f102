"""The snapshot of the shop: kept while nothing moves, renewed once when something does."""

import asyncio
from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import UTC
from decimal import Decimal
from zoneinfo import ZoneInfo

import pytest

from bot.conversation.shop import Shops, zone_of
from bot.intents.reader import Reader
from storage.engine import Store
from storage.records import Intent, ProductId, ShopFact, Sku, Variant

MakeReader = Callable[[Sequence[Variant], Sequence[Intent], Sequence[str]], Reader]


class Counting:
    """Makes readers and remembers of what."""

    def __init__(self, make: MakeReader) -> None:
        self.make = make
        self.made: list[tuple[Sequence[Variant], Sequence[Intent], Sequence[str]]] = []

    def __call__(self, variants: Sequence[Variant], intents: Sequence[Intent], shapes: Sequence[str]) -> Reader:
        self.made.append((variants, intents, shapes))
        return self.make(variants, intents, shapes)


@pytest.fixture
def counting(phrase_reader: MakeReader) -> Counting:
    return Counting(phrase_reader)


async def test_a_snapshot_holds_the_shop(small_shop: Store, counting: Counting) -> None:
    async with small_shop.reading() as unit:
        shop = await Shops(counting).current(unit)
        assert shop.revision == await unit.revision()
    assert shop.facts["opens"].value == "9:00"
    assert set(shop.intents) == {"opening_hours", "my_card"}
    [(variants, _, shapes)] = counting.made
    assert len(variants) == 3
    assert list(shapes) == ["#W9999"]


async def test_it_is_made_once(small_shop: Store, counting: Counting) -> None:
    shops = Shops(counting)

    async def look() -> object:
        async with small_shop.reading() as unit:
            return await shops.current(unit)

    seen = await asyncio.gather(*(look() for _ in range(4)))
    assert all(one is seen[0] for one in seen)
    assert len(counting.made) == 1


async def test_it_is_renewed_when_rows_move(small_shop: Store, counting: Counting) -> None:
    shops = Shops(counting)
    async with small_shop.reading() as unit:
        old = await shops.current(unit)
    stove = Variant(Sku("S"), ProductId("stove"), "Camp Stove", Decimal(9), "GBP")
    async with small_shop.writing() as unit:
        await unit.catalogue.upsert([stove])
        new = await shops.current(unit)
    assert new.revision > old.revision
    assert new.catalogue.get("stove") and not old.catalogue.get("stove")


async def test_an_intent_switched_off_is_not_there(small_shop: Store, counting: Counting) -> None:
    async with small_shop.writing() as unit:
        hours = await unit.intents.get("opening_hours")
        assert hours
        await unit.intents.upsert([replace(hours, enabled=False)], "tests")
        await unit.bump_revision()
        shop = await Shops(counting).current(unit)
    assert set(shop.intents) == {"my_card"}
    assert [intent.name for intent in counting.made[0][1]] == ["my_card"]


@pytest.mark.parametrize(
    ("named", "zone"),
    [
        ("Europe/London", ZoneInfo("Europe/London")),
        ("UTC", UTC),
        (None, UTC),
        ("", UTC),
        ("Nowhere/Land", UTC),
        ("../etc/passwd", UTC),
    ],
)
def test_the_time_zone(named: str | None, zone: object) -> None:
    facts = {} if named is None else {"timezone": ShopFact("timezone", named)}
    assert str(zone_of(facts)) == str(zone)
