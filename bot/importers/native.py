"""Rows of the native files to records: unknown keys are kept, unknown values are errors."""

from collections.abc import Callable, Mapping
from typing import Any

import phonenumbers

from bot.importers import fields
from bot.importers.found import FieldError
from storage.records import (
    Address,
    Customer,
    CustomerId,
    Event,
    Order,
    OrderId,
    OrderItem,
    ProductId,
    Refund,
    Shipment,
    Sku,
    Status,
    Variant,
)

Row = Mapping[str, Any]
MAX_DEPTH = 20
EVENTS = ("search", "view", "cart", "purchase", "return")
_KNOWN = {
    "products": "sku product_id title price currency description vendor category tags options compare_at_price stock"
    " available url image_url updated_at",
    "customers": "customer_id name email phone locale address marketing_consent",
    "orders": "order_id customer_id status items currency total placed_at updated_at estimated_delivery delivered_at"
    " tracking payment_method shipping_address email phone refunds",
}


def key_of(record: Any) -> str | None:
    """The key that must be unique in a file; events have none."""
    if isinstance(record, Variant):
        return record.sku
    if isinstance(record, Customer):
        return record.customer_id
    return record.order_id if isinstance(record, Order) else None


def variant(row: Row) -> Variant:
    price = fields.money(row, "price")
    if price is None:
        raise FieldError("price is missing")
    sku = fields.required(row, "sku")
    stock = fields.whole(row, "stock")
    return Variant(
        Sku(sku),
        ProductId(fields.text(row, "product_id") or sku),
        fields.required(row, "title"),
        price,
        fields.currency(row),
        fields.text(row, "description"),
        fields.text(row, "vendor"),
        fields.text(row, "category"),
        fields.texts(row, "tags"),
        fields.pairs(row, "options"),
        fields.money(row, "compare_at_price"),
        max(stock, 0) if stock is not None else None,
        fields.flag(row, "available"),
        fields.text(row, "url"),
        fields.text(row, "image_url"),
        fields.moment(row, "updated_at"),
        _extra(row, "products"),
    )


def customer(row: Row) -> Customer:
    return Customer(
        CustomerId(fields.required(row, "customer_id")),
        fields.text(row, "name"),
        fields.text(row, "email"),
        phone(row),
        fields.text(row, "locale"),
        address(row, "address"),
        bool(fields.flag(row, "marketing_consent")),
        _extra(row, "customers"),
    )


def order(row: Row) -> Order:
    status = fields.required(row, "status").lower()
    if status not in set(Status):
        raise FieldError(f"status {status!r} is none of {', '.join(Status)}")
    return Order(
        OrderId(fields.required(row, "order_id")),
        CustomerId(fields.required(row, "customer_id")),
        Status(status),
        tuple(_item(number, item) for number, item in enumerate(fields.objects(row, "items"), 1)),
        fields.currency(row),
        fields.money(row, "total"),
        fields.moment(row, "placed_at"),
        fields.moment(row, "updated_at"),
        fields.day(row, "estimated_delivery"),
        fields.moment(row, "delivered_at"),
        tuple(_parcel(number, parcel) for number, parcel in enumerate(fields.objects(row, "tracking"), 1)),
        fields.text(row, "payment_method"),
        address(row, "shipping_address"),
        fields.text(row, "email"),
        phone(row),
        tuple(_refund(number, refund) for number, refund in enumerate(fields.objects(row, "refunds"), 1)),
        _extra(row, "orders"),
    )


def _item(position: int, row: Row) -> OrderItem:
    sku, title = fields.text(row, "sku"), fields.text(row, "title")
    if sku is None and title is None:
        raise FieldError(f"item {position} has neither sku nor title")
    quantity = fields.whole(row, "quantity")
    if quantity is not None and quantity < 0:
        raise FieldError(f"item {position}: quantity {quantity} is negative")
    options = fields.pairs(row, "options")
    return OrderItem(position, Sku(sku) if sku else None, title, quantity, fields.money(row, "price"), options)


def _parcel(position: int, row: Row) -> Shipment:
    return Shipment(
        position,
        fields.text(row, "carrier"),
        fields.text(row, "number"),
        fields.text(row, "url"),
        tuple(Sku(sku) for sku in fields.texts(row, "skus")),
        fields.text(row, "status"),
        fields.moment(row, "shipped_at"),
    )


def _refund(position: int, row: Row) -> Refund:
    skus = tuple(Sku(sku) for sku in fields.texts(row, "skus"))
    return Refund(position, fields.money(row, "amount"), fields.moment(row, "at"), fields.text(row, "method"), skus)


def event(row: Row) -> Event:
    kind, at = fields.required(row, "type").lower(), fields.moment(row, "at")
    if kind not in EVENTS:
        raise FieldError(f"type {kind!r} is none of {', '.join(EVENTS)}")
    if at is None:
        raise FieldError("at is missing")
    query, sku = fields.text(row, "query"), fields.text(row, "sku")
    if query is None and sku is None:
        raise FieldError("query or sku is missing")
    owner = CustomerId(fields.required(row, "customer_id"))
    return Event(owner, kind, at, query, Sku(sku) if sku else None, fields.whole(row, "quantity"))


def address(row: Row, name: str) -> Address | None:
    """An address object, or a string as its first line."""
    value = row.get(name)
    if value is None or value == {}:
        return None
    if isinstance(value, str):
        return Address(line1=value.strip()) if value.strip() else None
    if not isinstance(value, dict):
        raise FieldError(f"{name} must be an object")
    return Address(*(fields.text(value, part) for part in ("line1", "line2", "city", "region", "postcode", "country")))


def phone(row: Row) -> str | None:
    """A phone number in E.164 where it can be read as one, else as written."""
    value = fields.text(row, "phone")
    if value is None:
        return None
    try:
        parsed = phonenumbers.parse(value, None)
    except phonenumbers.NumberParseException:
        return value
    return str(phonenumbers.format_number(parsed, phonenumbers.PhoneNumberFormat.E164))


def _extra(row: Row, kind: str) -> dict[str, Any]:
    known = _KNOWN[kind].split()
    extra = {key: value for key, value in row.items() if key not in known}
    if any(_depth(value) > MAX_DEPTH for value in extra.values()):
        raise FieldError("nested too deep")
    return extra


def _depth(value: Any, level: int = 0) -> int:
    """How deep containers stand within each other, counted no further than it matters."""
    inside = value.values() if isinstance(value, dict) else value if isinstance(value, list) else ()
    return level if level > MAX_DEPTH else max((_depth(one, level + 1) for one in inside), default=level)


MAKERS: dict[str, Callable[[Row], Any]] = {
    "products": variant,
    "customers": customer,
    "orders": order,
    "events": event,
}
