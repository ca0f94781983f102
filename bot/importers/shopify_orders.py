"""Shopify's export of orders, turned into native rows: one row a line item, the order itself on its first row alone."""

from collections.abc import Iterator
from typing import Any

from bot.importers import fields, guests, native, spellings
from bot.importers.found import FieldError, Once, Rejected, Taken
from bot.importers.lines import Group, grouped
from bot.importers.table import Aliases, Row, Table
from storage.records import Status

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
    **dict.fromkeys(("unfulfilled", "partial", "partially_fulfilled", "scheduled", "on_hold", "in_progress"), None),
    **dict.fromkeys(("open", "incomplete", "pending_fulfillment", "request_declined"), None),
}


def is_orders(headers: frozenset[str]) -> bool:
    return {"name", "lineitem name"} <= headers and bool(headers & {"financial status", "lineitem quantity"})


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
    refund = spellings.above_zero(table.amount(head, "refund"))
    sent = spellings.moment(head["fulfilled_at"])
    return {
        "order_id": head["order_id"],
        "customer_id": guests.customer_id(head["email"], phone_of(head), head["order_id"]),
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
