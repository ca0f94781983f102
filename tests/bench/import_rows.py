"""How fast files come into a shop, and with how much memory: `python tests/bench/import_rows.py [ROWS]`.

Each file is imported by a process of its own, whose peak is its own; the same file again must change nothing.
"""

import asyncio
import csv
import json
import resource
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path

from bot.importers.found import Choices
from bot.importers.load import load
from storage.engine import open_store

SHOPIFY: tuple[str, ...] = (
    "Handle",
    "Title",
    "Body (HTML)",
    "Vendor",
    "Type",
    "Tags",
    "Published",
    "Option1 Name",
    "Option1 Value",
)
SHOPIFY += ("Variant SKU", "Variant Inventory Tracker", "Variant Inventory Qty", "Variant Price")
BODY = "<p>Woven from long fibres, washed twice &amp; dried in the open.</p><ul><li>Warm</li><li>Light</li></ul>"


def main(rows: int) -> None:
    with tempfile.TemporaryDirectory() as folder:
        for path in (
            write_native(Path(folder), rows),
            write_shopify(Path(folder), rows),
            write_orders(Path(folder), rows),
        ):
            for again in ("first", "again"):
                said = subprocess.run(
                    [sys.executable, __file__, "--load", str(path), str(path.with_suffix(""))],
                    check=True,
                    capture_output=True,
                    text=True,
                )
                seconds, peak_mib, counts = json.loads(said.stdout)
                speed = f"{rows / seconds:,.0f} rows/s, {seconds:.1f} s, peak {peak_mib:.0f} MiB"
                print(f"{path.name} {again}: {speed}, {counts}", flush=True)


def write_native(folder: Path, rows: int) -> Path:
    path = folder / "products.jsonl"
    with path.open("w", encoding="utf-8") as sink:
        for number in range(rows):
            row: dict[str, object] = {
                "sku": f"S{number}",
                "product_id": f"P{number // 4}",
                "title": f"Blanket no. {number // 4}",
            }
            row |= {"price": "24.00", "currency": "GBP", "description": BODY, "options": {"Size": str(number % 4)}}
            sink.write(json.dumps(row) + "\n")
    return path


def write_shopify(folder: Path, rows: int) -> Path:
    path = folder / "shopify.csv"
    with path.open("w", encoding="utf-8", newline="") as sink:
        table = csv.writer(sink)
        table.writerow(SHOPIFY)
        for number in range(rows):
            head = (f"Blanket no. {number // 4}", BODY, "Loom", "Blankets", "warm, wool", "true", "Size")
            known = head if number % 4 == 0 else ("",) * len(head)
            table.writerow((f"p{number // 4}", *known, str(number % 4), f"S{number}", "shopify", "7", "24.00"))
    return path


def write_orders(folder: Path, rows: int) -> Path:
    """Two lines an order, three orders a customer."""
    path = folder / "orders.csv"
    names = ("Name", "Email", "Financial Status", "Currency", "Total", "Created at", "Lineitem name")
    with path.open("w", encoding="utf-8", newline="") as sink:
        table = csv.writer(sink)
        table.writerow((*names, "Lineitem quantity", "Lineitem price", "Lineitem sku"))
        for number, item in enumerate(_items(rows)):
            order = number // 2
            head = ("paid", "GBP", "48.00", "2026-06-01 10:22:33 +0100") if number % 2 == 0 else ("",) * 4
            table.writerow((f"#{order}", f"buyer{order // 3}@example.com", *head, item, "1", "24.00", f"S{number}"))
    return path


def _items(rows: int) -> Iterator[str]:
    return (f"Blanket no. {number}" for number in range(rows))


async def take(path: Path, home: Path) -> None:
    began = time.perf_counter()
    async with open_store(home) as store:
        outcome = await load([path], store, home, choices=Choices(currency="GBP"))
    seconds = time.perf_counter() - began
    counts = {kind: str(tally) for kind, tally in outcome.tallies.items() if any((tally.moved, tally.unchanged))}
    print(json.dumps([seconds, resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024, counts]))


if __name__ == "__main__":
    if "--load" in sys.argv:
        asyncio.run(take(Path(sys.argv[2]), Path(sys.argv[3])))
    else:
        main(int(sys.argv[1]) if len(sys.argv) > 1 else 100_000)
