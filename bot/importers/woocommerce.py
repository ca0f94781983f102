"""WooCommerce's product export, turned into native rows.

A variable product's own row sells nothing: it gives its variations title, description and categories.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any

from bot.importers import markup, native, spellings
from bot.importers.dialect import Broken
from bot.importers.found import FieldError, Once, Rejected, Taken
from bot.importers.table import Aliases, Row, Table

MAX_ATTRIBUTES = 20
PRODUCTS: Aliases = {
    "id": ("id",),
    "type": ("type",),
    "sku": ("sku",),
    "title": ("name",),
    "published": ("published",),
    "short": ("short description",),
    "description": ("description",),
    "sale_starts": ("date sale price starts",),
    "sale_ends": ("date sale price ends",),
    "in_stock": ("in stock",),
    "stock": ("stock",),
    "backorders": ("backorders allowed",),
    "sale_price": ("sale price",),
    "price": ("regular price",),
    "categories": ("categories",),
    "tags": ("tags",),
    "vendor": ("brands", "brand"),
    "images": ("images",),
    "parent": ("parent",),
    "url": ("external url", "permalink"),
    "currency": (),
    **{f"attribute{n}_name": (f"attribute {n} name",) for n in range(1, MAX_ATTRIBUTES + 1)},
    **{f"attribute{n}_value": (f"attribute {n} value s",) for n in range(1, MAX_ATTRIBUTES + 1)},
}
_CONTAINERS = ("variable", "grouped")


def is_products(headers: frozenset[str]) -> bool:
    return {"type", "name", "regular price"} <= headers and bool(headers & {"sku", "id"})


@dataclass
class Parents:
    """Variable products so far, by SKU and by `id:N`; their rows are kept, for variations may stand anywhere below."""

    _rows: dict[str, Row] = field(default_factory=dict)

    def add(self, row: Row) -> None:
        for name in (row["sku"], f"id:{row['id']}" if row["id"] else ""):
            if name:
                self._rows[name] = row

    def of(self, row: Row) -> Row | None:
        return self._rows.get(row["parent"])


def read_products(table: Table, now: datetime | None = None) -> Iterator[Taken | Rejected]:
    """The variants; variations that stand above their parent come last. Sale prices count if they hold at `now`."""
    once, file = Once(), str(table.sheet.path)
    parents, early = Parents(), list[Row]()
    moment = now or datetime.now(UTC)
    for row in table.rows():
        if isinstance(row, Broken):
            yield Rejected(file, row.line, row.reason, table.named(row.cells), legible=False)
        elif _is(row, *_CONTAINERS):
            parents.add(row)
        elif _is(row, "variation") and parents.of(row) is None:
            early.append(row)
        else:
            yield _taken(table, row, parents, once, moment)
    for row in early:
        yield _taken(table, row, parents, once, moment)


def _is(row: Row, *types: str) -> bool:
    """Types come with others beside them: `variation, virtual`."""
    return any(one.casefold() in types for one in spellings.pieces(row["type"]))


def _taken(table: Table, row: Row, parents: Parents, once: Once, now: datetime) -> Taken | Rejected:
    try:
        variant = native.variant(_variant(table, row, parents.of(row), now))
        once.add(variant.sku, row.line)
    except FieldError as problem:
        return Rejected(str(table.sheet.path), row.line, str(problem), row.raw)
    return Taken("products", variant, row.line)


def _variant(table: Table, row: Row, parent: Row | None, now: datetime) -> dict[str, Any]:
    """A variation whose parent is not in the file stands on its own name."""
    head = parent or row
    categories = spellings.pieces(row["categories"] or head["categories"])
    price, before = _prices(table, row, now)
    return {
        "sku": _key(row),
        "product_id": _key(head) if parent else row["parent"] or _key(row),
        "title": head["title"],
        "price": price,
        "compare_at_price": before,
        "currency": row["currency"],
        "description": _description(row) or _description(head),
        "vendor": row["vendor"] or head["vendor"],
        "category": categories[0] if categories else None,
        "tags": [*spellings.pieces(row["tags"] or head["tags"]), *categories[1:]],
        "options": _options(row, parent),
        "stock": _stock(row),
        "available": _available(row, head),
        "url": row["url"] or head["url"],
        "image_url": next(iter(spellings.pieces(row["images"] or head["images"])), None),
    }


def _key(row: Row) -> str | None:
    return row["sku"] or (f"id:{row['id']}" if row["id"] else None)


def _description(row: Row) -> str | None:
    """WooCommerce spells line breaks in cells as backslash and n."""
    return markup.clean((row["description"] or row["short"]).replace("\\n", "\n"))


def _prices(table: Table, row: Row, now: datetime) -> tuple[str | None, str | None]:
    """What it costs now, and what it cost before when it is on sale."""
    regular, sale = table.amount(row, "price"), table.amount(row, "sale_price")
    if regular is None and sale is None:
        raise FieldError("Regular price is missing")
    if sale is None or regular is None or not _on_sale(row, now):
        if regular is None:
            raise FieldError("Regular price is missing, and the sale price does not hold now")
        return regular, None
    return sale, regular


def _on_sale(row: Row, now: datetime) -> bool:
    """From the first moment of its first day to the last of its last."""
    starts, ends = (_moment(row[name]) for name in ("sale_starts", "sale_ends"))
    if ends and len(row["sale_ends"]) <= 10:
        ends += timedelta(days=1)
    return (starts is None or starts <= now) and (ends is None or now < ends)


def _moment(written: str) -> datetime | None:
    found = spellings.aware(written) if written else None
    if written and found is None:
        raise FieldError(f"the date of the sale price {written!r} is no ISO 8601 date")
    return found and found.replace(tzinfo=found.tzinfo or UTC)


def _options(row: Row, parent: Row | None) -> dict[str, str]:
    """An attribute with one value is an option; several values are what the product comes in, blank is any."""
    found = {}
    for number in range(1, MAX_ATTRIBUTES + 1):
        name = row[f"attribute{number}_name"] or (parent[f"attribute{number}_name"] if parent else "")
        values = spellings.pieces(row[f"attribute{number}_value"].replace(";", "\\;"))
        if name and len(values) == 1:
            found[re.sub(r"^pa_", "", name)] = values[0].replace("\\;", ";")
    return found


def _stock(row: Row) -> str | None:
    """`parent` means one count for all variations together: none of its own."""
    return None if row["stock"].casefold() == "parent" else row["stock"] or None


def _available(row: Row, head: Row) -> bool | None:
    if any(one["published"] not in ("", "1") for one in (row, head)):
        return False
    said = row["in_stock"].casefold()
    if said == "backorder" or (row["backorders"] in ("1", "notify") and said != "0"):
        return True
    return spellings.flag(said, "In stock?")
