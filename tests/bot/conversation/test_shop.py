"""The snapshot of the shop: kept while nothing moves, renewed once when something does."""

import asyncio
import threading
from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import UTC
from decimal import Decimal
from pathlib import Path
from zoneinfo import ZoneInfo

import numpy as np
import pytest

from bot.conversation.shop import Shop, Shops, zone_of
from bot.facts.describe import best_sentence
from bot.facts.matters import Matters
from bot.facts.meaning import Matrix, Meaning
from bot.intents.reader import Reader
from storage.engine import Store, open_store
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


async def _add(store: Store, name: str) -> None:
    async with store.writing() as unit:
        await unit.catalogue.upsert([Variant(Sku(name), ProductId(name), name.title(), Decimal(9), "GBP")])


async def test_rows_do_not_wait_for_what_is_learnt_of_them(small_shop: Store, phrase_reader: MakeReader) -> None:
    free = threading.Event()
    made: list[Reader] = []

    def slowly(variants: Sequence[Variant], intents: Sequence[Intent], shapes: Sequence[str]) -> Reader:
        if made:
            assert free.wait(timeout=20)
        made.append(phrase_reader(variants, intents, shapes))
        return made[-1]

    shops = Shops(slowly, patience_s=0.01)

    async def look() -> Shop:
        async with small_shop.reading() as unit:
            return await shops.current(unit)

    first = await look()
    for name in ("stove", "lantern"):
        await _add(small_shop, name)
        shop = await asyncio.wait_for(look(), 10)
        assert shop.catalogue.get(name)
        assert shop.reader is first.reader
    free.set()
    await asyncio.wait_for(shops.settled(), 20)
    shop = await look()
    assert len(made) == 3
    assert shop.reader is made[-1]
    assert shop.reader.read("is the lantern in stock").segments[0].products
    assert shop.revision > first.revision


async def test_rows_that_cannot_be_learnt_leave_the_reader_as_it_was(
    small_shop: Store, phrase_reader: MakeReader
) -> None:
    def once(variants: Sequence[Variant], intents: Sequence[Intent], shapes: Sequence[str]) -> Reader:
        if len(variants) > 3:
            raise MemoryError
        return phrase_reader(variants, intents, shapes)

    shops = Shops(once)
    async with small_shop.reading() as unit:
        first = await shops.current(unit)
    await _add(small_shop, "stove")
    async with small_shop.reading() as unit:
        shop = await shops.current(unit)
    assert shop.catalogue.get("stove") and shop.reader is first.reader


async def test_an_intent_switched_off_is_not_there(small_shop: Store, counting: Counting) -> None:
    async with small_shop.writing() as unit:
        hours = await unit.intents.get("opening_hours")
        assert hours
        await unit.intents.upsert([replace(hours, enabled=False)], "tests")
        await unit.bump_revision()
        shop = await Shops(counting).current(unit)
    assert set(shop.intents) == {"my_card"}
    assert [intent.name for intent in counting.made[0][1]] == ["my_card"]


class Slow:
    """Vectors that a customer would wait for; remembers of which texts."""

    def __init__(self) -> None:
        self.read: list[str] = []

    def embed(self, texts: Sequence[str]) -> Matrix:
        self.read += texts
        return np.ones((len(texts), 2), dtype=np.float32)


async def test_after_warming_a_question_costs_only_itself(
    small_shop: Store, phrase_reader: MakeReader, tmp_path: Path
) -> None:
    (tmp_path / "matters.yaml").write_text("one: {asks: a, told: a, en: [x, y, z]}\ntwo: {asks: b, told: b, en: [v]}\n")
    vectors = Slow()
    meaning = Meaning(vectors)
    meaning.rules = meaning.details = Matters(str(tmp_path / "matters.yaml"), vectors)
    stove = Variant(Sku("A"), ProductId("a"), "Stove", Decimal(9), "GBP", "Burns gas. Folds flat.")
    async with small_shop.writing() as unit:
        await unit.catalogue.upsert([stove])
        shop = await Shops(phrase_reader, meaning).current(unit)
    shop.warm()
    warmed = vectors.read.copy()
    vectors.read.clear()
    shop.policies.find("may i send goods back")
    assert set(vectors.read) == {"may i send goods back"}
    assert {"x", "Returns", "where is my order"} <= set(warmed)
    shop.warm()
    described = shop.catalogue.get("a")
    assert described and best_sentence(described, "what is it made of") is not None


async def test_an_empty_shop_may_be_warmed(phrase_reader: MakeReader, tmp_path: Path) -> None:
    meaning = Meaning()
    (tmp_path / "matters.yaml").write_text("one: {asks: a, told: a, en: [x, y, z]}\ntwo: {asks: b, told: b, en: [v]}\n")
    meaning.rules = Matters(str(tmp_path / "matters.yaml"))
    async with open_store(tmp_path / "empty") as store, store.reading() as unit:
        (await Shops(phrase_reader, meaning).current(unit)).warm()


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
