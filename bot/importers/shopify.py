"""Shopify's exports of products, orders and customers, turned into native rows.

A product's later rows and an order's later lines leave blank what the first row said.
"""

from collections.abc import Iterator
from hashlib import blake2b
from typing import Any

from bot.importers import fields, markup, native, spellings
from bot.importers.dialect import Broken
from bot.importers.found import FieldError, Once, Rejected, Taken
from bot.importers.lines import Group, grouped
from bot.importers.table import Aliases, Row, Table
from storage.records import Status

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
ORDERS: Aliases = {
    "order_id": ("name",),
    "email": ("email",),
    "phone": ("phone",),
    "financial": ("financial status",),
    "fulfillment": ("fulfillment status",),
    "fulfilled_at": ("fulfilled at",),
    "cancelled_at": ("cancelled at",),
    "marketing_consent": ("accepts marketing",),
    "currency": ("currency",),
    "total": ("total",),
    "placed_at": ("created at",),
    "quantity": ("lineitem quantity",),
    "item_title": ("lineitem name",),
    "item_price": ("lineitem price",),
    "sku": ("lineitem sku",),
    "payment_method": ("payment method",),
    "refund": ("refunded amount",),
    **{
        f"{side}_{part}": tuple(f"{side} {name}" for name in names)
        for side in ("billing", "shipping")
        for part, names in {
            "name": ("name",),
            "phone": ("phone",),
            "line1": ("address1", "street"),
            "line2": ("address2",),
            "city": ("city",),
            "region": ("province name", "province"),
            "postcode": ("zip",),
            "country": ("country",),
        }.items()
    },
}
_ADDRESS = ("line1", "line2", "city", "region", "postcode", "country")
_FINANCIAL = {
    "pending": Status.PENDING,
    "unpaid": Status.PENDING,
    "expired": Status.PENDING,
    "authorized": Status.PROCESSING,
    "paid": Status.PROCESSING,
    "partially_paid": Status.PROCESSING,
    "partially_refunded": Status.PROCESSING,
    "refunded": Status.REFUNDED,
    "voided": Status.CANCELLED,
}
_FULFILLMENT = {
    "fulfilled": Status.SHIPPED,
    "shipped": Status.SHIPPED,
    "delivered": Status.DELIVERED,
    "restocked": Status.CANCELLED,
    **dict.fromkeys(("unfulfilled", "partial", "scheduled", "on_hold", "in_progress", "open"), None),
}


def is_products(headers: frozenset[str]) -> bool:
    known = {"variant price", "variant sku", "option1 name", "option1 value", "body html"}
    return "title" in headers and (
        ("handle" in headers and bool(headers & known)) or ("url handle" in headers and "price" in headers)
    )


def is_orders(headers: frozenset[str]) -> bool:
    return {"name", "lineitem name"} <= headers and bool(headers & {"financial status", "lineitem quantity"})


def read_products(table: Table) -> Iterator[Taken | Rejected]:
    """The variants; rows that hold an image alone are passed over."""
    once, file = Once(), str(table.sheet.path)
    head: Row | None = None
    for row in table.rows():
        if isinstance(row, Broken):
            yield Rejected(file, row.line, row.reason, table.named(row.cells))
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
        "compare_at_price": _above_zero(table.amount(row, "compare_at_price")),
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


def _above_zero(amount: str | None) -> str | None:
    """Exports write 0 where no price was struck out."""
    return amount if amount and amount.strip("0.") else None


def read_orders(table: Table) -> Iterator[Taken | Rejected]:
    """The orders, each whole, and before it its customer as a guest."""
    once, file = Once(), str(table.sheet.path)
    for group in grouped(table, "order_id"):
        try:
            order = native.order(_order(table, group, once))
            guest = native.customer(_guest(group.rows[0], order.customer_id))
        except FieldError as problem:
            yield Rejected(file, group.line, str(problem), group.raw)
            continue
        yield Taken("guests", guest, group.line)
        yield Taken("orders", order, group.line)


def _order(table: Table, group: Group, once: Once) -> dict[str, Any]:
    once.add(group.key, group.line)
    group.check()
    head = group.rows[0]
    if not any(head[name] for name in ("financial", "total", "placed_at")):
        raise FieldError("the first row of this order is not above it")
    refund = _above_zero(table.amount(head, "refund"))
    sent = spellings.moment(head["fulfilled_at"])
    return {
        "order_id": head["order_id"],
        "customer_id": customer_id(head["email"], phone_of(head), head["order_id"]),
        "status": status(head),
        "items": [_item(table, row) for row in group.rows],
        "currency": head["currency"],
        "total": table.amount(head, "total"),
        "placed_at": spellings.moment(head["placed_at"]),
        "tracking": [{"shipped_at": sent}] if sent and status(head) in (Status.SHIPPED, Status.DELIVERED) else None,
        "payment_method": head["payment_method"],
        "shipping_address": address(head, "shipping"),
        "email": head["email"],
        "phone": phone_of(head),
        "refunds": [{"amount": refund}] if refund else None,
    }


def _item(table: Table, row: Row) -> dict[str, Any]:
    """The title as the customer saw it, with ` - variant`: where the title ends nothing in the file tells."""
    if not row["item_title"] and not row["sku"]:
        raise FieldError(f"line {row.line} has neither Lineitem name nor Lineitem sku")
    try:
        price = table.amount(row, "item_price")
        quantity = fields.whole({"Lineitem quantity": row["quantity"]}, "Lineitem quantity")
    except FieldError as problem:
        raise FieldError(f"line {row.line}: {problem}") from None
    return {"sku": row["sku"].lstrip("'"), "title": row["item_title"], "quantity": quantity, "price": price}


def status(head: Row) -> Status:
    """Where the order stands; raises FieldError for a status that Shopify does not have."""
    financial, fulfillment = (_word(head[name]) for name in ("financial", "fulfillment"))
    if financial and financial not in _FINANCIAL:
        raise FieldError(f"Financial Status {head['financial']!r} is not known")
    if fulfillment and fulfillment not in _FULFILLMENT:
        raise FieldError(f"Fulfillment Status {head['fulfillment']!r} is not known")
    paid = _FINANCIAL.get(financial, Status.PENDING)
    if head["cancelled_at"]:
        return Status.CANCELLED
    if paid in (Status.REFUNDED, Status.CANCELLED):
        return paid
    return _FULFILLMENT.get(fulfillment) or paid


def _word(written: str) -> str:
    return "_".join(written.casefold().split())


def customer_id(email: str, phone: str, order_id: str) -> str:
    """The same for the same e-mail, else phone, else order; it shows neither e-mail nor phone in logs and receipts."""
    if email.strip():
        return _digest("email", email.strip().casefold())
    if phone.strip():
        return _digest("phone", native.phone({"phone": phone}) or phone)
    return _digest("order", order_id)


def _digest(kind: str, value: str) -> str:
    return f"{kind}-{blake2b(value.encode('utf-8', 'replace'), digest_size=8).hexdigest()}"


def phone_of(head: Row) -> str:
    """The buyer's phone; never that of the parcel's receiver, for a phone proves whose order it is."""
    return (head["phone"] or head["billing_phone"]).lstrip("'")


def address(head: Row, side: str) -> dict[str, str] | None:
    found = {part: head[f"{side}_{part}"].lstrip("'") for part in _ADDRESS}
    return found if any(found.values()) else None


def _guest(head: Row, identity: str) -> dict[str, Any]:
    return {
        "customer_id": identity,
        "name": head["billing_name"] or head["shipping_name"],
        "email": head["email"],
        "phone": phone_of(head),
        "address": address(head, "billing"),
        "marketing_consent": spellings.flag(head["marketing_consent"], "Accepts Marketing"),
    }
