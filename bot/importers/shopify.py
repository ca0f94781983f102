"""Shopify's export of products, turned into native rows: a product's later rows leave blank what its first said."""

from collections.abc import Iterator
from typing import Any

from bot.importers import fields, markup, native, spellings
from bot.importers.dialect import Broken
from bot.importers.found import FieldError, Once, Rejected, Taken
from bot.importers.table import Aliases, Row, Table

PRODUCTS: Aliases = {
    "handle": ("handle", "url handle"),
    "title": ("title",),
    "description": ("body html", "body", "description"),
    "vendor": ("vendor",),
    "category": ("type", "product type"),
    "taxonomy": ("product category",),
    "tags": ("tags",),
    "published": ("published", "published on online store"),
    "status": ("status",),
    **{
        f"option{n}_{part}": (f"option{n} {part}", f"option {n} {part}")
        for n in (1, 2, 3)
        for part in ("name", "value")
    },
    "sku": ("variant sku", "sku"),
    "tracker": ("variant inventory tracker", "inventory tracker"),
    "stock": ("variant inventory qty", "inventory quantity"),
    "policy": ("variant inventory policy", "continue selling when out of stock"),
    "price": ("variant price", "price"),
    "compare_at_price": ("variant compare at price", "compare at price"),
    "image_url": ("image src", "product image url"),
    "variant_image": ("variant image", "variant image url"),
    "currency": (),
}


def is_products(headers: frozenset[str]) -> bool:
    known = {"variant price", "variant sku", "option1 name", "option1 value", "body html"}
    return "title" in headers and (
        ("handle" in headers and bool(headers & known)) or ("url handle" in headers and "price" in headers)
    )


def read_products(table: Table) -> Iterator[Taken | Rejected]:
    """The variants; rows that hold an image alone are passed over."""
    once, file = Once(), str(table.sheet.path)
    head: Row | None = None
    for row in table.rows():
        if isinstance(row, Broken):
            yield Rejected(file, row.line, row.reason, table.named(row.cells), legible=False)
            continue
        if row["title"] and (head is None or row["handle"] != head["handle"]):
            head = row
        if not any(row[name] for name in ("title", "sku", "price", "option1_value")) and row["image_url"]:
            continue
        try:
            if head is None or row["handle"] != head["handle"]:
                raise FieldError(f"continues {row['handle'] or 'a product'}, but its first row is not above it")
            variant = native.variant(_variant(table, head, row))
            once.add(variant.sku, row.line)
            yield Taken("products", variant, row.line)
        except FieldError as problem:
            yield Rejected(file, row.line, str(problem), row.raw)


def _variant(table: Table, head: Row, row: Row) -> dict[str, Any]:
    if not head["handle"]:
        raise FieldError("Handle is missing")
    options = _options(head, row)
    return {
        "sku": row["sku"].lstrip("'") or "/".join((head["handle"], *options.values())),
        "product_id": head["handle"],
        "title": head["title"],
        "price": table.amount(row, "price"),
        "currency": row["currency"],
        "description": markup.clean(head["description"]),
        "vendor": head["vendor"],
        "category": head["category"] or head["taxonomy"].rpartition(">")[2].strip(),
        "tags": spellings.pieces(head["tags"]),
        "options": options,
        "compare_at_price": spellings.above_zero(table.amount(row, "compare_at_price")),
        "stock": row["stock"] if _tracked(table, row) else None,
        "available": _available(table, head, row),
        "image_url": row["variant_image"] or row["image_url"] or head["image_url"],
    }


def _options(head: Row, row: Row) -> dict[str, str]:
    """Names stand on the first row alone; the one option of a product without options is no option."""
    found = {}
    for number in (1, 2, 3):
        value = row[f"option{number}_value"]
        name = head[f"option{number}_name"] or f"Option {number}"
        if value and not (name == "Title" and value == "Default Title"):
            found[name] = value
    return {} if list(found.values()) == ["Default Title"] else found


def _tracked(table: Table, row: Row) -> bool:
    """A count without a tracker is stale: nobody counts."""
    if "tracker" not in table.positions:
        return bool(row["stock"])
    return bool(row["tracker"]) and row["tracker"].casefold() not in ("none", "not tracked", "false")


def _available(table: Table, head: Row, row: Row) -> bool | None:
    if spellings.flag(head["published"], "Published") is False or head["status"].casefold() in ("draft", "archived"):
        return False
    if not _tracked(table, row):
        return True if "tracker" in table.positions else None
    stock = fields.whole({"stock": row["stock"]}, "stock")
    if stock is None or stock > 0:
        return None
    return True if row["policy"].casefold() in ("continue", "true", "yes") else None
