"""Writes orders.jsonl and events.jsonl of the sample shop and checks the whole shop.

The orders that matter are written by hand in `scenarios.txt`; the rest are filler drawn from a fixed seed. An order's
number is its minute of placing, so adding an order renumbers no other. Run it after editing any file of the shop:
`python deploy/shop/make_orders.py`. It reads and writes only this folder and knows nothing of the clerk.
"""

import json
import random
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from pathlib import Path
from typing import Any

HERE = Path(__file__).parent
NOW = datetime(2026, 6, 15, 12, tzinfo=UTC)
OPENED = datetime(2025, 6, 1, tzinfo=UTC)
FILLER, SEED = 180, 20260615
STATUSES = {"pending", "processing", "shipped", "delivered", "cancelled", "refunded", "returned"}
PAYMENTS = ("Visa", "Visa", "Mastercard", "PayPal", "PayPal", "Apple Pay", "American Express", "Google Pay")
CARRIERS = {"GB": ("Royal Mail", "DPD", "Parcelforce"), "EU": ("DHL", "UPS"), "world": ("UPS", "DHL")}
NUMBERS = {
    "Royal Mail": "RM{:09d}GB",
    "Parcelforce": "PF{:07d}GB",
    "DPD": "1550{:010d}",
    "DHL": "JD0146{:010d}",
    "UPS": "1Z84F7A10{:09d}",
}
EU = {"AT", "DE", "EE", "ES", "FR", "LT", "LV", "PT", "SE"}
SEARCHES = (
    "tent", "two person tent", "waterproof jacket", "down jacket", "gas stove", "wood stove", "mug", "headlamp",
    "merino", "socks size 42", "cabin case", "sleeping bag winter", "rucksack 45", "gift card", "hammock", "boots",
)  # fmt: skip

Row = dict[str, Any]


def read(name: str) -> list[Row]:
    return [json.loads(line) for line in (HERE / name).read_text("utf-8").splitlines()]


def write(name: str, rows: list[Row]) -> None:
    (HERE / name).write_text("".join(json.dumps(row, ensure_ascii=False) + "\n" for row in rows), "utf-8")


VARIANTS = {row["sku"]: row for row in read("products.jsonl")}
CUSTOMERS = {row["customer_id"]: row for row in read("customers.jsonl")}


def zone(customer: Row) -> str:
    country = customer.get("address", {}).get("country", "GB")
    return "GB" if country == "GB" else "EU" if country in EU else "world"


def postage(goods: Decimal, currency: str, where: str) -> Decimal:
    """What policies/shipping.md says."""
    if currency == "EUR":
        return Decimal("10.00")
    if where == "GB":
        return Decimal("0.00") if goods >= 75 else Decimal("4.50")
    return Decimal("9.00") if where == "EU" else Decimal("15.00")


def item(text: str) -> Row:
    """`SKU`, `SKU*2` or `SKU@29.00` (bought at another price than today's)."""
    text, _, old = text.partition("@")
    sku, _, quantity = text.partition("*")
    row = VARIANTS[sku]
    line = {"sku": sku, "title": row["title"], "quantity": int(quantity or 1), "price": old or row["price"]}
    return line | ({"options": row["options"]} if "options" in row else {})


def parcel(text: str, order: Row, where: str) -> Row:
    """`CARRIER/DAY` with optional `/STATUS` and `/SKU+SKU`; a dash leaves a part out."""
    carrier, day, status, skus = [*text.split("/"), "-", "-", "-"][:4]
    carrier = CARRIERS[where][int(order["order_id"][-1]) % len(CARRIERS[where])] if carrier == "*" else carrier
    row: Row = {}
    if carrier != "-":
        number = NUMBERS[carrier].format(int(order["order_id"][2:]) * 13 + len(order.get("tracking", ())))
        row = {"carrier": carrier, "number": number, "url": f"https://track.example/{number}"}
    row |= {"shipped_at": f"{day}T16:20:00+00:00"} if day != "-" else {}
    row |= {"status": status} if status != "-" else {}
    return row | ({"skus": skus.split("+")} if skus != "-" else {})


def refund(text: str) -> Row:
    """`AMOUNT/DAY/METHOD` with optional `/SKU+SKU`; a dash leaves a part out."""
    amount, day, method, skus = [*text.split("/"), "-"][:4]
    row: Row = {"amount": amount} if amount != "-" else {}
    row |= {"at": f"{day}T10:05:00+00:00"} if day != "-" else {}
    row |= {"method": method} if method != "-" else {}
    return row | ({"skus": skus.split("+")} if skus != "-" else {})


def build(customer_id: str, placed: str, status: str, lines: str, extras: str) -> Row:
    """One order from one line of the scenarios; `extras` are `key=value` parted by semicolons."""
    customer, at = CUSTOMERS[customer_id], datetime.fromisoformat(f"{placed}:00+00:00")
    items = [item(line.strip()) for line in lines.split(",")]
    currency = VARIANTS[items[0]["sku"]]["currency"]
    goods = sum((Decimal(line["price"]) * line["quantity"] for line in items), Decimal())
    wishes = [part.strip().split("=", 1) for part in extras.split(";") if part.strip()]
    known = dict(wishes)
    where, off = zone(customer), Decimal(known.get("off", "0.00"))
    fee = Decimal(known["post"]) if "post" in known else postage(goods - off, currency, where)
    order: Row = {
        "order_id": f"#W{2_600_000 + int((at - OPENED).total_seconds() // 60) // 45}",
        "customer_id": customer_id,
        "status": status,
        "items": items,
        "currency": currency,
        "discount": f"{off:.2f}",
        "shipping": f"{fee:.2f}",
        "total": None if known.get("total") == "none" else f"{goods - off + fee:.2f}",
        "placed_at": None if known.get("placed") == "none" else at.isoformat(),
        "updated_at": f"{known['updated']}T17:00:00+00:00" if "updated" in known else at.isoformat(),
        "payment_method": None if known.get("pay") == "none" else known.get("pay", "Visa"),
        "shipping_address": None if known.get("address") == "none" else customer.get("address"),
        "email": customer.get("email"),
        "phone": customer.get("phone"),
    }
    if "eta" in known:
        order["estimated_delivery"] = known["eta"]
    if "got" in known:
        order["delivered_at"] = f"{known['got']}T13:10:00+00:00"
    for key, value in wishes:
        if key == "parcel":
            order.setdefault("tracking", []).append(parcel(value, order, where))
        if key == "refund":
            order.setdefault("refunds", []).append(refund(value))
    return order


def scenarios() -> Iterator[Row]:
    for line in (HERE / "scenarios.txt").read_text("utf-8").splitlines():
        if line and not line.startswith("#"):
            yield build(*(part.strip() for part in line.split("|")))


def fill(draw: random.Random, written: set[str]) -> Iterator[Row]:
    """Ordinary orders for the customers the scenarios leave alone (C1048 to C1050 never buy)."""
    buyers = [c for c in CUSTOMERS if c not in written and c < "C1048"]
    goods = [sku for sku, row in VARIANTS.items() if row["currency"] == "GBP" and row.get("category") != "Gift Cards"]
    for turn in range(FILLER):
        placed = NOW - timedelta(days=draw.randint(0, 340), hours=draw.randint(1, 9), minutes=draw.randint(0, 59))
        skus = draw.sample(goods, draw.choice((1, 1, 1, 2, 2, 3, 4)))
        lines = ", ".join(f"{sku}*{draw.choice((1, 1, 1, 2))}" for sku in skus)
        yield build(buyers[turn % len(buyers)], placed.strftime("%Y-%m-%dT%H:%M"), *story(draw, placed, lines))


def story(draw: random.Random, placed: datetime, lines: str) -> tuple[str, str, str]:
    """Status, lines and extras that an order of that age would have by now."""
    age, pay = (NOW - placed).days, f"pay={draw.choice(PAYMENTS)}"
    sent, due, got = (f"{placed + timedelta(days=days):%Y-%m-%d}" for days in (2, 6, 5))
    if age < 3:
        return ("pending" if age < 1 else "processing"), lines, f"{pay}; eta={due}"
    if age < 6:
        return "shipped", lines, f"{pay}; eta={due}; updated={sent}; parcel=*/{sent}/in transit"
    end = draw.choices(("delivered", "cancelled", "returned", "refunded"), (84, 6, 5, 5))[0]
    if end == "cancelled":
        return end, lines, f"{pay}; updated={sent}"
    back = f"{placed + timedelta(days=14):%Y-%m-%d}"
    gone = f"{pay}; eta={due}; got={got}; parcel=*/{sent}/delivered"
    if end == "delivered" or back > f"{NOW:%Y-%m-%d}":
        return "delivered", lines, f"{gone}; updated={got}"
    if end == "refunded":
        return end, lines, f"{gone}; updated={back}; refund=-/{back}/-"
    return end, lines, f"{gone}; updated={back}"


def events(draw: random.Random, orders: list[Row]) -> list[Row]:
    """Searches, views and carts around the orders; every purchase of an order that stands, every return."""
    rows: list[Row] = []
    for order in orders:
        if not order["placed_at"]:
            continue
        who, at = {"customer_id": order["customer_id"]}, datetime.fromisoformat(order["placed_at"])
        if draw.random() < 0.5:
            search = {"type": "search", "at": at - timedelta(minutes=40), "query": draw.choice(SEARCHES)}
            rows.append(who | search)
        for line in order["items"]:
            seen = {"sku": line["sku"]}
            rows.append(who | {"type": "view", "at": at - timedelta(minutes=25)} | seen)
            rows.append(who | {"type": "cart", "at": at - timedelta(minutes=9)} | seen)
            if order["status"] != "cancelled":
                rows.append(who | {"type": "purchase", "at": at} | seen | {"quantity": line["quantity"]})
            if order["status"] == "returned":
                later = datetime.fromisoformat(order["updated_at"])
                rows.append(who | {"type": "return", "at": later} | seen | {"quantity": line["quantity"]})
    rows.sort(key=lambda row: (row["at"], row["customer_id"], row["type"], row.get("sku", "")))
    return [row | {"at": row["at"].isoformat()} for row in rows]


def check(orders: list[Row]) -> None:
    """Stops with the order's number when a row contradicts another."""
    assert len({order["order_id"] for order in orders}) == len(orders), "two orders share a number"
    for order in orders:
        name, skus = order["order_id"], {line["sku"] for line in order["items"]}
        goods = sum(Decimal(line["price"]) * line["quantity"] for line in order["items"])
        right = goods - Decimal(order["discount"]) + Decimal(order["shipping"])
        assert order["status"] in STATUSES, name
        assert order["total"] is None or Decimal(order["total"]) == right, name
        assert order["customer_id"] in CUSTOMERS and skus <= VARIANTS.keys(), name
        assert {VARIANTS[sku]["currency"] for sku in skus} == {order["currency"]}, name
        assert all(set(part.get("skus", ())) <= skus for part in order.get("tracking", ())), name
        assert all(set(part.get("skus", ())) <= skus for part in order.get("refunds", ())), name
        paid = sum(Decimal(part.get("amount", 0)) for part in order.get("refunds", ()))
        assert paid <= right, name
        moments = [order["placed_at"], order["updated_at"], order.get("delivered_at")]
        moments += [part.get("shipped_at") for part in order.get("tracking", ())]
        moments += [part.get("at") for part in order.get("refunds", ())]
        past = [datetime.fromisoformat(moment) for moment in moments if moment]
        assert all(moment <= NOW + timedelta() for moment in past), name
        assert not order["placed_at"] or past[0] == min(past), name


def main() -> None:
    written = list(scenarios())
    taken = {order["order_id"] for order in written}
    filler = {order["order_id"]: order for order in fill(random.Random(SEED), {o["customer_id"] for o in written})}
    orders = written + [order for name, order in filler.items() if name not in taken]
    orders.sort(key=lambda order: str(order["order_id"]))
    check(orders)
    rows = events(random.Random(SEED), orders)
    write("orders.jsonl", orders)
    write("events.jsonl", rows)
    print(f"{len(orders)} orders, {len(rows)} events")


if __name__ == "__main__":
    main()
