"""Tables with columns of the native files, or what people call those columns elsewhere, or what a mapping says."""

import json
import re
from collections.abc import Callable, Iterator, Mapping
from functools import cache
from pathlib import Path
from typing import Any

import yaml

from bot.importers import fields, guests, markup, native, spellings
from bot.importers.dialect import Broken, Sheet
from bot.importers.found import Choices, FieldError, Once, Rejected, Taken
from bot.importers.lines import Group, grouped
from bot.importers.table import Aliases, Row, Table, fold, folded

_OPTION = re.compile(r"option[ :_-]+(.+)", re.IGNORECASE)
_PARTS = ("line1", "line2", "city", "region", "postcode", "country")


@cache
def aliases(kind: str) -> Aliases:
    """The fields of a kind and the headers they may stand under."""
    with (Path(__file__).parent / "headers.yaml").open(encoding="utf-8") as source:
        return {name: tuple(map(fold, headers)) for name, headers in yaml.safe_load(source)[kind].items()}


def kind_of(sheet: Sheet, choices: Choices) -> str | None:
    """What a table holds, by the fields its columns stand for."""

    def has(kind: str, *names: str) -> bool:
        return set(names) <= Table(sheet, aliases(kind), choices).positions.keys() | choices.constants.keys()

    if has("events", "customer_id", "type", "at") and (has("events", "query") or has("events", "sku")):
        return "events"
    if has("orders", "order_id", "status") and (has("orders", "customer_id") or has("orders", "email")):
        return "orders"
    if has("products", "price", "title") and (has("products", "sku") or has("products", "product_id")):
        return "products"
    named = "id" not in folded(sheet) and has("customers", "customer_id")
    reachable = has("customers", "email") or has("customers", "phone")
    wide = len(Table(sheet, aliases("customers"), choices).positions) > 1
    return "customers" if (named or reachable) and wide else None


def read_products(table: Table) -> Iterator[Taken | Rejected]:
    """One row per variant; options stand as `Size: L; Color: red` or in columns named `option size`."""
    yield from _plain("products", table, _variant)


def read_customers(table: Table) -> Iterator[Taken | Rejected]:
    """One row per customer."""
    yield from _plain("customers", table, _customer)


def read_events(table: Table) -> Iterator[Taken | Rejected]:
    """One row per event."""
    yield from _plain("events", table, _event)


def _plain(kind: str, table: Table, make: Callable[[Table, Row], Mapping[str, Any]]) -> Iterator[Taken | Rejected]:
    once, file = Once(), str(table.sheet.path)
    for row in table.rows():
        if isinstance(row, Broken):
            yield Rejected(file, row.line, row.reason, table.named(row.cells), legible=False)
            continue
        try:
            record = native.MAKERS[kind](make(table, row))
            if key := native.key_of(record):
                once.add(key, row.line)
            yield Taken(kind, record, row.line)
        except FieldError as problem:
            yield Rejected(file, row.line, str(problem), row.raw)


def _variant(table: Table, row: Row) -> dict[str, Any]:
    columns = {name: found[1] for name in row.raw if (found := _OPTION.fullmatch(name))}
    options = {option: row.raw[name].strip() for name, option in columns.items()}
    cells = {name: row[name] for name in ("sku", "product_id", "title", "currency", "vendor", "category", "url")}
    known = {
        **cells,
        "price": table.amount(row, "price"),
        "description": markup.clean(row["description"]),
        "tags": _json(row["tags"]) or spellings.pieces(row["tags"]),
        "options": _options(row["options"]) | options,
        "compare_at_price": table.amount(row, "compare_at_price"),
        "stock": table.amount(row, "stock"),
        "available": _available(row["available"]),
        "image_url": row["image_url"],
        "updated_at": spellings.moment(row["updated_at"]),
    }
    return table.unknown(row, columns) | known


def _options(written: str) -> dict[str, str]:
    """`Size: L; Color: red`, or the JSON of the native files."""
    if held := _json(written):
        return fields.pairs({"options": held}, "options")
    found = {}
    for piece in written.split(";" if ";" in written else "|" if "|" in written else ","):
        name, sign, value = piece.partition(":" if ":" in piece else "=")
        if piece.strip() and not sign:
            raise FieldError(f"options {piece.strip()!r} is no `name: value`")
        if piece.strip():
            found[name.strip()] = value.strip()
    return found


def _json(written: str) -> Any:
    """What a cell holds that is a list or object of the native files; None for plain text."""
    if not written.startswith(("{", "[")):
        return None
    try:
        return json.loads(written)
    except (ValueError, RecursionError):
        return None


def _available(written: str) -> bool | None:
    """Also the words of product feeds: `in stock`, `out of stock`, `preorder`."""
    word = written.casefold().replace("_", " ")
    if word in ("in stock", "instock", "available", "preorder", "backorder"):
        return True
    return False if word in ("out of stock", "outofstock", "unavailable") else spellings.flag(word, "available")


def _customer(table: Table, row: Row) -> dict[str, Any]:
    """Shopify's list of customers gets the ids that its orders derive, for those name no id."""
    identity = row["customer_id"]
    if (not identity or "total spent" in folded(table.sheet)) and (row["email"] or row["phone"]):
        identity = guests.customer_id(row["email"], row["phone"].lstrip("'"), "")
    known = {
        "customer_id": identity,
        "name": row["name"] or " ".join(filter(None, (row["first_name"], row["last_name"]))),
        "email": row["email"],
        "phone": row["phone"].lstrip("'"),
        "locale": row["locale"],
        "address": _address(row),
        "marketing_consent": spellings.flag(row["marketing_consent"], "marketing_consent"),
    }
    return table.unknown(row) | known


def _address(row: Row) -> Any:
    if held := _json(row["line1"]):
        return held
    found = {part: row[part].lstrip("'") for part in _PARTS}
    return found if any(found.values()) else None


def _event(table: Table, row: Row) -> dict[str, Any]:
    return {**row.cells, "at": spellings.moment(row["at"])}


def read_orders(table: Table) -> Iterator[Taken | Rejected]:
    """One row per line item; what concerns the whole order stands on the first row at least."""
    once, file = Once(), str(table.sheet.path)
    for group in grouped(table, "order_id"):
        try:
            order = native.order(_order(table, group, once))
        except FieldError as problem:
            yield Rejected(file, group.line, str(problem), group.raw)
            continue
        if name := group.rows[0]["name"]:
            guest = {"customer_id": order.customer_id, "name": name, "email": order.email, "phone": order.phone}
            yield Taken("guests", native.customer(guest), group.line)
        yield Taken("orders", order, group.line)


def _order(table: Table, group: Group, once: Once) -> dict[str, Any]:
    once.add(group.key, group.line)
    group.check()
    head = group.rows[0]
    parcels = {row["number"]: row for row in group.rows if row["number"]}
    refund = table.amount(head, "refund")
    dates = {name: spellings.moment(head[name]) for name in ("placed_at", "updated_at", "delivered_at")}
    day = spellings.moment(head["estimated_delivery"])
    return {
        "order_id": group.key,
        "customer_id": head["customer_id"] or guests.customer_id(head["email"], head["phone"], group.key),
        "status": head["status"],
        "currency": head["currency"],
        "items": [_item(table, row) for row in group.rows if row["sku"] or row["item_title"]],
        "total": table.amount(head, "total"),
        **dates,
        "estimated_delivery": day,
        "tracking": [_parcel(row) for row in parcels.values()],
        "payment_method": head["payment_method"],
        "shipping_address": _address(head),
        "email": head["email"],
        "phone": head["phone"].lstrip("'"),
        "refunds": [{"amount": refund}] if refund and refund.strip("0.") else None,
    }


def _parcel(row: Row) -> dict[str, str]:
    return {"carrier": row["carrier"], "number": row["number"], "url": row["tracking_url"]}


def _item(table: Table, row: Row) -> dict[str, Any]:
    price = table.amount(row, "item_price")
    return {"sku": row["sku"], "title": row["item_title"], "quantity": row["quantity"], "price": price}
