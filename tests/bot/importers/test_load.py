import asyncio
import json
import os
import signal
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from bot.errors import BadInput
from bot.importers.load import Outcome, Unwatched, load
from bot.importers.sniff import Source
from storage.engine import Store, open_store
from storage.records import CustomerId, Tally

Write = Callable[[str, str | bytes], Path]
TEA = {"sku": "T1", "product_id": "T", "title": "Tea", "price": "4.50", "currency": "GBP"}
ORDER = {"order_id": "#1", "customer_id": "C1", "status": "shipped", "items": [{"sku": "T1"}], "currency": "GBP"}
EVENT = {"customer_id": "C1", "type": "view", "at": "2026-06-01", "sku": "T1"}
SHOPIFY_ORDERS = (
    "Name,Email,Financial Status,Total,Currency,Billing Name,Lineitem name\n"
    "#7,anna@example.com,paid,5,EUR,Anna B,Tea\n#8,anna@example.com,paid,5,EUR,Anna C,Tea\n"
)


def lines(*rows: dict[str, Any]) -> str:
    return "".join(json.dumps(row) + "\n" for row in rows)


def moved(outcome: Outcome) -> dict[str, tuple[int, int, int, int]]:
    """Added, changed, unchanged, rejected of every kind that had any."""
    return {
        kind: (tally.added, tally.changed, tally.unchanged, tally.rejected)
        for kind, tally in outcome.tallies.items()
        if tally != Tally()
    }


@pytest.fixture
def shop(write: Write) -> Path:
    """A folder with one file of every kind and a few records that cannot be taken."""
    write("shop.yaml", "opens: 9:00\ncurrency: GBP\n")
    write("products.jsonl", lines(TEA, TEA | {"sku": "T2"}, TEA | {"sku": "T3", "price": "free"}))
    write("list.csv", "sku,title,price\nL1,Cup,3\nL2,Mug\n")
    write("customers.jsonl", lines({"customer_id": "C1", "name": "Anna"}))
    write("orders.jsonl", lines(ORDER, ORDER | {"order_id": "#2", "customer_id": "C9", "email": "nine@example.com"}))
    write("shopify.csv", SHOPIFY_ORDERS)
    write("events.jsonl", lines(EVENT, EVENT, EVENT | {"at": "2026-06-02"}))
    write("intents.yaml", "- name: hours\n  examples: {en: [open]}\n  replies: {en: ['{shop.opens}']}\n")
    return write("policies/returns.md", "# Returns\nThirty days.\n# Sale\nNone.\n").parents[1]


FIRST = {
    "shop": (2, 0, 0, 0),
    "products": (3, 0, 0, 2),
    "customers": (3, 0, 0, 0),
    "policies": (2, 0, 0, 0),
    "intents": (1, 0, 0, 0),
    "orders": (4, 0, 0, 0),
    "events": (2, 0, 1, 0),
}
AGAIN = {
    "shop": (0, 0, 2, 0),
    "products": (0, 0, 3, 2),
    "customers": (0, 0, 1, 0),
    "policies": (0, 0, 2, 0),
    "intents": (0, 0, 1, 0),
    "orders": (0, 0, 4, 0),
    "events": (0, 0, 3, 0),
}


async def test_the_same_files_again_change_nothing(shop: Path, store: Store, home: Path) -> None:
    assert moved(await load([shop], store, home)) == FIRST
    async with store.reading() as unit:
        revision = await unit.revision()
    assert moved(await load([shop], store, home)) == AGAIN
    async with store.reading() as unit:
        assert await unit.revision() == revision


async def test_a_dry_run_counts_as_the_real_one_and_writes_nothing(shop: Path, store: Store, home: Path) -> None:
    rehearsed = await load([shop], store, home, dry_run=True)
    assert moved(rehearsed) == FIRST
    async with store.reading() as unit:
        assert await unit.catalogue.all() == []
        assert await unit.facts.all() == {}
        assert await unit.revision() == 0
    real = await load([shop], store, home)
    assert (moved(real), real.rejected) == (FIRST, rehearsed.rejected)


async def test_a_dry_run_leaves_the_rejected_of_the_last_import(write: Write, store: Store, home: Path) -> None:
    bad = [TEA | {"sku": f"T{number}", "price": "x"} for number in range(30)]
    await load([write("products.jsonl", lines(TEA | {"price": "x"}))], store, home)
    outcome = await load([write("products.jsonl", lines(*bad))], store, home, dry_run=True)
    assert (outcome.rejected_count, len(outcome.rejected)) == (30, 30)
    assert len((home / "rejected.jsonl").read_text().splitlines()) == 1


async def test_rejected_records_are_written_out(shop: Path, store: Store, home: Path) -> None:
    outcome = await load([shop], store, home)
    rows = [json.loads(line) for line in (home / "rejected.jsonl").read_text().splitlines()]
    assert [(Path(row["file"]).name, row["line"], row["reason"]) for row in rows] == [
        ("products.jsonl", 3, "price 'free' is no amount"),
        ("list.csv", 3, "2 cells where the header has 3"),
    ]
    assert rows[1]["raw"] == {"sku": "L2", "title": "Mug"}
    assert outcome.rejected_count == 2
    assert not (home / "rejected.jsonl.part").is_file()


async def test_a_clean_import_empties_the_list_of_rejected(write: Write, store: Store, home: Path) -> None:
    await load([write("products.jsonl", lines(TEA | {"price": None}))], store, home)
    assert (home / "rejected.jsonl").read_text()
    await load([write("products.jsonl", lines(TEA))], store, home)
    assert (home / "rejected.jsonl").read_text() == ""


async def test_a_guest_is_made_once_and_never_written_over(write: Write, store: Store, home: Path) -> None:
    orders = write("shopify.csv", SHOPIFY_ORDERS)
    assert moved(await load([orders], store, home))["customers"] == (1, 0, 0, 0)
    async with store.reading() as unit:
        (order,) = [one for one in await orders_of(store, "anna@example.com") if one.order_id == "#7"]
        anna = await unit.customers.get(order.customer_id)
    assert anna
    assert (anna.name, anna.email) == ("Anna B", "anna@example.com")
    known = write("customers.jsonl", lines({"customer_id": anna.customer_id, "name": "Annabel", "locale": "en"}))
    await load([known, orders], store, home)
    async with store.reading() as unit:
        annabel = await unit.customers.get(anna.customer_id)
    assert annabel
    assert (annabel.name, annabel.locale) == ("Annabel", "en")


async def orders_of(store: Store, email: str) -> list[Any]:
    async with store.reading() as unit:
        owner = await unit.orders.find_owner("7", email, None)
        assert owner
        return await unit.orders.of_customer(owner)


async def test_an_order_brings_its_customer_where_nobody_imported_one(write: Write, store: Store, home: Path) -> None:
    await load([write("orders.jsonl", lines(ORDER | {"email": "a@example.com"}))], store, home)
    async with store.reading() as unit:
        owner = await unit.customers.get(CustomerId("C1"))
    assert owner
    assert owner.email == "a@example.com"


async def test_passages_that_left_a_file_leave_the_shop(write: Write, store: Store, home: Path) -> None:
    folder = write("policies/returns.md", "# Returns\nThirty days.\n# Sale\nNone.\n").parent
    write("policies/de/returns.md", "# Returns\nDreißig Tage.\n")
    await load([folder], store, home)
    write("policies/returns.md", "# Returns\nForty days.\n")
    outcome = await load([folder], store, home)
    assert outcome.tallies["policies"] == Tally(changed=1, unchanged=1, removed=1)
    write("policies/returns.md", "")
    outcome = await load([folder], store, home)
    assert outcome.tallies["policies"] == Tally(unchanged=1, removed=1)
    async with store.reading() as unit:
        assert [passage.address for passage in await unit.policies.all()] == ["de/returns.md#Returns"]


async def test_a_policy_that_cannot_be_read_keeps_what_stood_there(write: Write, store: Store, home: Path) -> None:
    path = write("policies/returns.md", "# Returns\nThirty days.\n")
    await load([path], store, home)
    path.write_bytes(b"# \xff")
    outcome = await load([path], store, home)
    assert outcome.tallies["policies"] == Tally(rejected=1)
    async with store.reading() as unit:
        assert len(await unit.policies.all()) == 1


async def test_a_file_that_fails_leaves_the_ones_before_it(write: Write, store: Store, home: Path) -> None:
    products = write("products.jsonl", lines(TEA, TEA | {"price": "x"}))
    broken = write("intents.yaml", "a: [")
    with pytest.raises(BadInput, match=r"intents\.yaml"):
        await load([broken, products], store, home)
    async with store.reading() as unit:
        assert len(await unit.catalogue.all()) == 1
    assert len((home / "rejected.jsonl").read_text().splitlines()) == 1


async def test_a_watcher_hears_of_every_file(shop: Path, store: Store, home: Path) -> None:
    class Heard(Unwatched):
        def __init__(self) -> None:
            self.said: list[str] = []

        def begin(self, source: Source) -> None:
            self.said.append(f"begin {source.path.name}")

        def advance(self, source: Source, line: int) -> None:
            self.said.append(f"line {line}")

        def end(self, source: Source, tally: Tally) -> None:
            self.said.append(f"end {tally.added}")

    heard = Heard()
    await load([shop / "products.jsonl"], store, home, watcher=heard)
    assert heard.said == ["begin products.jsonl", "line 3", "end 2"]


async def test_rejected_text_of_any_kind_can_be_written(write: Write, store: Store, home: Path) -> None:
    write("products.jsonl", '{"sku": "\\ud800", "price": "\\udfff"}\n{"sku": "a\\u0000", "title": "\\ud800"}\n')
    outcome = await load([write("odd.jsonl", '{"sku": "B", "price": "1", "title": "\\ud800"}').parent], store, home)
    assert outcome.rejected_count == 3
    assert len((home / "rejected.jsonl").read_text().splitlines()) == 3


SLOW_IMPORT = """
import asyncio, sys
from pathlib import Path
from bot.importers.load import load
from storage.engine import open_store

class Telling:
    def begin(self, source): pass
    def advance(self, source, line): print(line, flush=True)
    def end(self, source, tally): print("end", flush=True)
    def note(self, said): pass

async def main():
    home = Path(sys.argv[1])
    async with open_store(home) as store:
        await load([Path(sys.argv[2])], store, home, watcher=Telling())

asyncio.run(main())
"""


@pytest.mark.slow
@pytest.mark.parametrize("chunks", [1, 4, 7])
async def test_killed_at_any_time_the_shop_is_as_before(write: Write, home: Path, chunks: int) -> None:
    path = write("products.jsonl", lines(TEA))
    async with open_store(home) as store:
        await load([path], store, home)
    path.write_text(lines(*(TEA | {"sku": f"S{number}"} for number in range(20_000))))
    process = await asyncio.create_subprocess_exec(
        sys.executable, "-c", SLOW_IMPORT, str(home), str(path), stdout=asyncio.subprocess.PIPE
    )
    assert process.stdout
    for _ in range(chunks):
        assert (await process.stdout.readline()).strip().isdigit()
    os.kill(process.pid, signal.SIGKILL)
    await process.wait()
    process.stdout.feed_eof()
    async with open_store(home) as store:
        async with store.reading() as unit:
            assert [variant.sku for variant in await unit.catalogue.all()] == ["T1"]
        outcome = await load([path], store, home)
        assert outcome.tallies["products"] == Tally(added=20_000)
