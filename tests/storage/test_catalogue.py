"""Products: loads that tell what moved, exact values, the order of the import."""

import time
from dataclasses import replace
from datetime import UTC, datetime, timedelta, timezone
from decimal import Decimal

import pytest

from storage.engine import Store
from storage.errors import StorageError
from storage.records import ProductId, Sku, Tally, Variant

MUG = Variant(
    Sku("MUG-M"),
    ProductId("mug"),
    "Trail Mug",
    Decimal("24.10"),
    "USD",
    description="Steel.",
    vendor="Northmoor",
    category="Mugs",
    tags=("camp", "sale"),
    options={"Size": "M", "Colour": "Blue"},
    compare_at_price=Decimal("30"),
    stock=0,
    available=None,
    updated_at=datetime(2026, 6, 1, 12, tzinfo=timezone(timedelta(hours=2))),
    extra={"weight": 0.3, "vendor_code": None, "nested": {"a": [1, True]}},
)
LARGE = replace(MUG, sku=Sku("MUG-L"), options={"Size": "L", "Colour": "Blue"}, stock=None)
TENT = Variant(Sku("A-TENT"), ProductId("tent"), "Tent", Decimal("0.10"), "EUR", available=False)


async def test_values_come_back_as_they_went(store: Store) -> None:
    async with store.writing() as unit:
        assert await unit.catalogue.upsert([MUG, LARGE, TENT]) == Tally(added=3)
    async with store.reading() as unit:
        assert await unit.catalogue.all() == [MUG, LARGE, TENT]
        assert await unit.catalogue.of_product(ProductId("mug")) == [MUG, LARGE]
        assert await unit.catalogue.by_sku(Sku("A-TENT")) == TENT
        assert await unit.catalogue.by_sku(Sku("a-tent")) is None
        found = await unit.catalogue.by_sku(Sku("MUG-M"))
    assert found is not None
    assert (str(found.price), found.updated_at and found.updated_at.tzinfo) == ("24.10", UTC)


async def test_only_what_changed_gets_a_version(store: Store) -> None:
    async with store.writing() as unit:
        await unit.catalogue.upsert([MUG, LARGE, TENT])
        again = [
            replace(MUG, price=Decimal("24.1"), options={"Colour": "Blue", "Size": "M"}),
            replace(LARGE, stock=3),
        ]
        assert await unit.catalogue.upsert(again) == Tally(changed=1, unchanged=1)
        assert [variant.version for variant in await unit.catalogue.all()] == [1, 2, 1]


async def test_null_stock_is_not_zero(store: Store) -> None:
    async with store.writing() as unit:
        await unit.catalogue.upsert([LARGE])
        assert await unit.catalogue.upsert([replace(LARGE, stock=0)]) == Tally(changed=1)


async def test_the_revision_moves_only_with_the_shop(store: Store) -> None:
    async with store.writing() as unit:
        await unit.catalogue.upsert([MUG])
        first = await unit.revision()
        await unit.catalogue.upsert([MUG])
        assert await unit.revision() == first > 0
        await unit.catalogue.upsert([TENT])
        assert await unit.revision() > first


async def test_a_sku_twice_in_one_load(store: Store) -> None:
    async with store.writing() as unit:
        tally = await unit.catalogue.upsert([MUG, TENT, replace(MUG, stock=9), replace(MUG, stock=9)])
        assert tally == Tally(added=2, changed=1, unchanged=1)
        found = await unit.catalogue.by_sku(MUG.sku)
    assert found == replace(MUG, stock=9, version=2)


async def test_text_is_made_safe(store: Store) -> None:
    wild = replace(MUG, sku=Sku("X\x00\ud800"), title="a\x00b\udfff😀 \u202e", extra={"k\x00": ["\ud83d", "\\u0000"]})
    async with store.writing() as unit:
        assert await unit.catalogue.upsert([wild, wild]) == Tally(added=1, unchanged=1)
        [found] = await unit.catalogue.all()
    assert (found.sku, found.title) == ("X\ufffd", "ab\ufffd😀 \u202e")
    assert found.extra == {"k": ["\ufffd", "\\u0000"]}


async def test_a_number_that_does_not_fit(store: Store) -> None:
    with pytest.raises(StorageError, match="too large"):
        async with store.writing() as unit:
            await unit.catalogue.upsert([replace(MUG, stock=10**30)])


@pytest.mark.parametrize("price", ["NaN", "Infinity", "1E+99999999"])
async def test_money_is_a_number(store: Store, price: str) -> None:
    with pytest.raises(Exception, match="not an amount"):
        async with store.writing() as unit:
            await unit.catalogue.upsert([replace(MUG, price=Decimal(price))])


async def test_a_time_needs_its_zone(store: Store) -> None:
    with pytest.raises(ValueError, match="time zone"):
        async with store.writing() as unit:
            await unit.catalogue.upsert([replace(MUG, updated_at=datetime(2026, 1, 1))])


@pytest.mark.slow
async def test_a_hundred_thousand_variants(store: Store) -> None:
    many = [replace(MUG, sku=Sku(f"S{n}"), product_id=ProductId(f"P{n // 5}")) for n in range(100_000)]
    started = time.perf_counter()
    async with store.writing() as unit:
        assert await unit.catalogue.upsert(many) == Tally(added=100_000)
    assert time.perf_counter() - started < 120
    started = time.perf_counter()
    async with store.reading() as unit:
        assert len(await unit.catalogue.all()) == 100_000
    assert time.perf_counter() - started < 40
