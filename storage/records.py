"""The rows of a shop as frozen values; the only shapes that leave this package.

`version` counts the changes of a record since it was first imported (from 1); a receipt quotes it.
Money is `Decimal` in the record's own `currency`; a `None` always means "not known", never zero.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from decimal import Decimal
from enum import StrEnum
from typing import Any, NewType

CustomerId = NewType("CustomerId", str)
OrderId = NewType("OrderId", str)
ProductId = NewType("ProductId", str)
Sku = NewType("Sku", str)


class Status(StrEnum):
    """Where an order stands."""

    PENDING = "pending"
    PROCESSING = "processing"
    SHIPPED = "shipped"
    DELIVERED = "delivered"
    CANCELLED = "cancelled"
    REFUNDED = "refunded"
    RETURNED = "returned"


@dataclass(frozen=True, slots=True)
class Variant:
    """One sellable line of `products`; variants of one product share `product_id`."""

    sku: Sku
    product_id: ProductId
    title: str
    price: Decimal
    currency: str
    description: str | None = None
    vendor: str | None = None
    category: str | None = None
    tags: tuple[str, ...] = ()
    options: Mapping[str, str] = field(default_factory=dict)
    compare_at_price: Decimal | None = None
    stock: int | None = None
    available: bool | None = None
    url: str | None = None
    image_url: str | None = None
    updated_at: datetime | None = None
    extra: Mapping[str, Any] = field(default_factory=dict)
    version: int = 1


@dataclass(frozen=True, slots=True)
class Address:
    """A postal address as the shop wrote it; every part may be missing."""

    line1: str | None = None
    line2: str | None = None
    city: str | None = None
    region: str | None = None
    postcode: str | None = None
    country: str | None = None


@dataclass(frozen=True, slots=True)
class Customer:
    """One row of `customers`."""

    customer_id: CustomerId
    name: str | None = None
    email: str | None = None
    phone: str | None = None
    locale: str | None = None
    address: Address | None = None
    marketing_consent: bool = False
    extra: Mapping[str, Any] = field(default_factory=dict)
    version: int = 1


@dataclass(frozen=True, slots=True)
class OrderItem:
    """One line of an order; `position` counts from 1, its receipt key is `ORDER_ID/POSITION`."""

    position: int
    sku: Sku | None
    title: str | None
    quantity: int | None
    price: Decimal | None
    options: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Shipment:
    """One parcel of an order (`tracking` in the native file); empty `skus` means the whole order."""

    position: int
    carrier: str | None = None
    number: str | None = None
    url: str | None = None
    skus: tuple[Sku, ...] = ()
    status: str | None = None
    shipped_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class Refund:
    """Money given back for an order; empty `skus` means no line was named."""

    position: int
    amount: Decimal | None = None
    at: datetime | None = None
    method: str | None = None
    skus: tuple[Sku, ...] = ()


@dataclass(frozen=True, slots=True)
class Order:
    """An order with all its lines: imported, versioned and read as a whole."""

    order_id: OrderId
    customer_id: CustomerId
    status: Status
    items: tuple[OrderItem, ...]
    currency: str
    total: Decimal | None = None
    placed_at: datetime | None = None
    updated_at: datetime | None = None
    estimated_delivery: date | None = None
    delivered_at: datetime | None = None
    shipments: tuple[Shipment, ...] = ()
    payment_method: str | None = None
    shipping_address: Address | None = None
    email: str | None = None
    phone: str | None = None
    refunds: tuple[Refund, ...] = ()
    extra: Mapping[str, Any] = field(default_factory=dict)
    version: int = 1


@dataclass(frozen=True, slots=True)
class Passage:
    """One heading of a policy file with its text; its address is `file#heading`."""

    file: str
    heading: str
    text: str
    digest: str
    version: int = 1

    @property
    def address(self) -> str:
        return f"{self.file}#{self.heading}"


@dataclass(frozen=True, slots=True)
class Event:
    """What a customer did in the shop: search, view, cart, purchase or return."""

    customer_id: CustomerId
    type: str
    at: datetime
    query: str | None = None
    sku: Sku | None = None
    quantity: int | None = None


@dataclass(frozen=True, slots=True)
class ShopFact:
    """One line of `shop.yaml`: a fact about the shop itself, e.g. `opens`."""

    column: str
    value: str
    version: int = 1


@dataclass(frozen=True, slots=True)
class Intent:
    """A canned intent as admins write it; texts per language, slots in replies stand as `{table.column}`."""

    name: str
    examples: Mapping[str, tuple[str, ...]]
    replies: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    enabled: bool = True
    verified: bool = False
    action: str | None = None
    act: str | None = None
    version: int = 1
