import json
from collections.abc import Callable
from pathlib import Path

import pytest

from bot.errors import BadInput
from bot.importers.found import Choices
from bot.importers.load import Unwatched, load
from storage.engine import Store
from storage.records import Sku

Write = Callable[[str, str | bytes], Path]
TABLE = "sku,title,price\nL1,Cup,3\n"
TEA = {"sku": "T1", "title": "Tea", "price": "4.50", "currency": "SEK"}
ORDERS = "Name,Email,Financial Status,Total,Currency,Lineitem name\n#7,anna@example.com,paid,5,EUR,Tea\n"


class Notes(Unwatched):
    """Remembers what the person was told."""

    def __init__(self) -> None:
        self.said: list[str] = []

    def note(self, said: str) -> None:
        self.said.append(said)


async def currency_of(store: Store, sku: str) -> str:
    async with store.reading() as unit:
        variant = await unit.catalogue.by_sku(Sku(sku))
    assert variant
    return variant.currency


async def test_each_word_goes_before_the_next(write: Write, store: Store, home: Path) -> None:
    table = write("list.csv", TABLE)
    await load([write("products.jsonl", json.dumps(TEA)), table], store, home)
    assert await currency_of(store, "L1") == "SEK"
    await load([write("shop.yaml", "currency: eur"), table], store, home)
    assert await currency_of(store, "L1") == "EUR"
    await load([table], store, home, choices=Choices(constants={"currency": "CHF"}))
    assert await currency_of(store, "L1") == "CHF"
    await load([table], store, home, choices=Choices(constants={"currency": "CHF"}, currency="GBP"))
    assert await currency_of(store, "L1") == "GBP"


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("orders_export.csv", ORDERS),
        ("orders.jsonl", '{"order_id": "1", "customer_id": "C", "status": "shipped", "items": [], "currency": "EUR"}'),
    ],
)
async def test_orders_beside_it_tell(write: Write, store: Store, home: Path, name: str, content: str) -> None:
    notes = Notes()
    await load([write("list.csv", TABLE), write(name, content)], store, home, watcher=notes)
    assert (await currency_of(store, "L1"), notes.said) == ("EUR", [])


async def test_where_nothing_is_known_it_is_dollars_and_said_so(write: Write, store: Store, home: Path) -> None:
    notes = Notes()
    await load([write("list.csv", TABLE)], store, home, watcher=notes)
    assert await currency_of(store, "L1") == "USD"
    (said,) = notes.said
    assert "list.csv: names no currency, so its prices are taken as USD" in said
    assert "--currency" in said


async def test_a_catalogue_of_two_currencies_settles_nothing(write: Write, store: Store, home: Path) -> None:
    rows = (TEA, TEA | {"sku": "T2", "currency": "EUR"})
    products = write("products.jsonl", "".join(json.dumps(row) + "\n" for row in rows))
    with pytest.raises(BadInput, match="prices in EUR, SEK; say which with --currency"):
        await load([products, write("list.csv", TABLE)], store, home)
    async with store.reading() as unit:
        assert {variant.sku for variant in await unit.catalogue.all()} == {"T1", "T2"}
