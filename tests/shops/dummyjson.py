"""A shop out of DummyJSON's demo data: `python tests/shops/dummyjson.py products.json.gz carts.json.gz OUT`.

Writes products.jsonl, customers.jsonl, orders.jsonl and shop.yaml. The data has neither dates nor statuses of orders:
they are spread by the order's number, so that the same input gives the same shop. It knows nothing of the importers.
"""

import argparse
import gzip
import json
from collections.abc import Iterable, Iterator
from datetime import UTC, datetime, timedelta
from decimal import ROUND_HALF_UP, Decimal
from pathlib import Path
from typing import Any

Row = dict[str, Any]
CURRENCY = "USD"
TODAY = datetime(2026, 6, 15, 9, tzinfo=UTC)
STATUSES = (
    "shipped",
    "delivered",
    "processing",
    "delivered",
    "pending",
    "shipped",
    "cancelled",
    "refunded",
    "returned",
)
DONE = ("delivered", "refunded", "returned")  # what happened happened before TODAY
CARRIERS = ("UPS", "DHL", "FedEx", "USPS")
PAYMENTS = ("Visa", "PayPal", "Mastercard", "gift card", None)
NAMES = ("Ada", "Ben", "Chen", "Dina", "Emil", "Fay", "Goran", "Hana", "Ivan", "Juan", "Kira")
FAMILIES = ("Abbott", "Bianchi", "Castro", "Dvorak", "Eriksen", "Fischer", "Garcia")
TOWNS = (("Springfield", "IL", "62701"), ("Portland", "OR", "97201"), ("Austin", "TX", "78701"))


def products(rows: Iterable[Row]) -> Iterator[Row]:
    """One variant each; the price before the discount becomes the struck-out one."""
    for row in rows:
        price, discount = Decimal(str(row["price"])), Decimal(str(row.get("discountPercentage") or 0))
        before = _cents(price / (1 - discount / 100))
        yield {
            "sku": row["sku"],
            "product_id": str(row["id"]),
            "title": row["title"],
            "price": str(_cents(price)),
            "currency": CURRENCY,
            "description": row.get("description"),
            "vendor": row.get("brand"),
            "category": row.get("category"),
            "tags": row.get("tags") or [],
            "compare_at_price": str(before) if before > price else None,
            "stock": row.get("stock"),
            "image_url": row.get("thumbnail"),
            "updated_at": (row.get("meta") or {}).get("updatedAt"),
            "warranty": row.get("warrantyInformation"),
        }


def customers(carts: Iterable[Row]) -> Iterator[Row]:
    """The users of the carts, each with an invented name, mailbox and address."""
    for number in sorted({int(cart["userId"]) for cart in carts}):
        name, family = NAMES[number % len(NAMES)], FAMILIES[number % len(FAMILIES)]
        yield {
            "customer_id": _customer(number),
            "name": f"{name} {family}",
            "email": f"{name}.{family}.{number}@example.com".lower(),
            "phone": f"+1202555{number % 10_000:04}",
            "locale": "en",
            "address": _address(number),
            "marketing_consent": number % 3 == 0,
        }


def orders(carts: Iterable[Row], skus: dict[int, str]) -> Iterator[Row]:
    """Carts as orders; what is not known at a status is null."""
    for cart in carts:
        number = int(cart["id"])
        status = STATUSES[number % len(STATUSES)]
        age = number * 7 % 60 + (12 if status in DONE else 0)
        placed = TODAY - timedelta(days=age, hours=number % 12)
        order: Row = {
            "order_id": f"#D{1000 + number}",
            "customer_id": _customer(int(cart["userId"])),
            "status": status,
            "items": [_item(item, skus) for item in cart["products"]],
            "currency": CURRENCY,
            "total": str(_cents(Decimal(str(cart["discountedTotal"])))),
            "placed_at": placed.isoformat(),
            "payment_method": PAYMENTS[number % len(PAYMENTS)],
            "shipping_address": _address(int(cart["userId"])),
        }
        yield order | _journey(number, status, placed) | _refunds(number, status, placed, order["total"])


def _item(item: Row, skus: dict[int, str]) -> Row:
    """The discount counts per line: a piece costs what the line cost, divided."""
    total = Decimal(str(item["discountedTotal"]))
    price = _cents(total / item["quantity"])
    return {"sku": skus.get(item["id"]), "title": item["title"], "quantity": item["quantity"], "price": str(price)}


def _journey(number: int, status: str, placed: datetime) -> Row:
    """When it comes or came and with whom; every seventh has no date, every fifth no number."""
    if status in ("pending", "cancelled"):
        return {}
    sent, due = placed + timedelta(days=2), placed + timedelta(days=6 + number % 5)
    found: Row = {"estimated_delivery": due.date().isoformat() if number % 7 else None}
    if status == "processing":
        return found
    parcel = {"carrier": CARRIERS[number % len(CARRIERS)], "number": f"1Z{number:010}", "shipped_at": sent.isoformat()}
    found["tracking"] = [parcel] if number % 5 else []
    if status in ("delivered", "returned"):
        found["delivered_at"] = due.isoformat()
    return found


def _refunds(number: int, status: str, placed: datetime, total: str) -> Row:
    if status != "refunded":
        return {}
    amount = Decimal(total) if number % 2 else _cents(Decimal(total) / 2)
    return {"refunds": [{"amount": str(amount), "at": (placed + timedelta(days=9)).isoformat(), "method": "card"}]}


def _address(number: int) -> Row:
    city, region, postcode = TOWNS[number % len(TOWNS)]
    line = f"{number} Main Street"
    return {"line1": line, "city": city, "region": region, "postcode": postcode, "country": "US"}


def _customer(number: int) -> str:
    return f"D{number}"


def _cents(amount: Decimal) -> Decimal:
    return amount.quantize(Decimal("0.01"), ROUND_HALF_UP)


def convert(products_file: Path, carts_file: Path, out: Path) -> None:
    """Writes the native files of the shop into the folder `out`."""
    goods, carts = _read(products_file), _read(carts_file)
    out.mkdir(parents=True, exist_ok=True)
    skus = {row["id"]: row["sku"] for row in goods}
    _write(out / "products.jsonl", products(goods))
    _write(out / "customers.jsonl", customers(carts))
    _write(out / "orders.jsonl", orders(carts, skus))
    (out / "shop.yaml").write_text(f"name: Dummy Store\ncurrency: {CURRENCY}\n", encoding="utf-8")


def _read(path: Path) -> list[Row]:
    written = path.read_bytes()
    found: list[Row] = json.loads(gzip.decompress(written) if path.suffix == ".gz" else written)
    return found


def _write(path: Path, rows: Iterable[Row]) -> None:
    with path.open("w", encoding="utf-8") as sink:
        for row in rows:
            sink.write(json.dumps(row, ensure_ascii=False) + "\n")


if __name__ == "__main__":
    wanted = argparse.ArgumentParser(description=__doc__.partition("\n")[0] if __doc__ else None)
    for argument in ("products", "carts", "out"):
        wanted.add_argument(argument, type=Path)
    given = wanted.parse_args()
    convert(given.products, given.carts, given.out)
