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


@dataclass(frozen=True, slots=True)
class Tally:
    """What a load did to the rows of one kind; `rejected` is the importer's to count."""

    added: int = 0
    changed: int = 0
    unchanged: int = 0
    rejected: int = 0
    removed: int = 0

    def __add__(self, other: "Tally") -> "Tally":
        return Tally(
            self.added + other.added,
            self.changed + other.changed,
            self.unchanged + other.unchanged,
            self.rejected + other.rejected,
            self.removed + other.removed,
        )

    @property
    def moved(self) -> bool:
        """Whether the shop reads differently after it."""
        return bool(self.added or self.changed or self.removed)


@dataclass(frozen=True, slots=True)
class IntentVersion:
    """One saved state of a canned intent, with who wrote it and when."""

    intent: Intent
    author: str
    at: datetime


@dataclass(frozen=True, slots=True)
class Source:
    """The one value of one row that a printed fact came from."""

    table: str
    key: str
    column: str
    value: str | int | bool | None
    version: int


@dataclass(frozen=True, slots=True)
class Receipt:
    """A printed fact and its sources; `fn` names the function of a derived fact, None for a plain one."""

    slot: str
    text: str
    sources: tuple[Source, ...]
    fn: str | None = None


@dataclass(frozen=True, slots=True)
class Conversation:
    """One chat; `version` moves with every write, `state` is the dialogue state, `turns` counts its turns.

    `mode` is clerk or person (a person answers; the last spoke at `person_at`); `unreachable_at` says since when the
    customer has blocked us, `marketing_stopped_at` since when they want no promotions.
    """

    conversation_id: int
    channel: str
    chat_key: str
    created_at: datetime
    customer_id: CustomerId | None = None
    verified_until: datetime | None = None
    language: str | None = None
    mode: str = "clerk"
    state: Mapping[str, Any] = field(default_factory=dict)
    version: int = 1
    turns: int = 0
    person_at: datetime | None = None
    unreachable_at: datetime | None = None
    marketing_stopped_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class Message:
    """What `customer`, `clerk` or `staff` (the role) said; `turn` counts from 0."""

    message_id: int
    conversation_id: int
    turn: int
    role: str
    text: str
    at: datetime
    route: str | None = None
    intent: str | None = None
    confidence: float | None = None
    language: str | None = None
    details: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Reply:
    """A reply before it is a message; `details` holds candidates, blocked, clauses, seed, model, latency."""

    text: str
    route: str
    intent: str | None = None
    confidence: float | None = None
    language: str | None = None
    receipts: tuple[Receipt, ...] = ()
    details: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Task:
    """Something promised to a customer that a person does by `deadline`; `status` is open, taken or done.

    `ticket` names the turn that promised it, as receipts do. `announced_at` says when staff were told, `rung_at` when
    they were last told that it is overdue.
    """

    kind: str
    deadline: datetime
    conversation_id: int
    order_id: OrderId | None = None
    customer_id: CustomerId | None = None
    owner: str | None = None
    status: str = "open"
    ticket: str | None = None
    task_id: int | None = None
    reason: str | None = None
    opened_at: datetime | None = None
    announced_at: datetime | None = None
    rung_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class InboxRow:
    """A raw update as it came; `state` is new, taken, done or quarantined (then with `reason`)."""

    bot: str
    update_id: int
    raw: bytes
    received_at: datetime
    chat_key: str | None = None
    state: str = "new"
    reason: str | None = None
    inbox_id: int | None = None


@dataclass(frozen=True, slots=True)
class OutboxRow:
    """A text to deliver; `state` is waiting, sending, sent, dropped or failed (then with `reason`).

    `placeholder_id` is the message already standing in the chat: with it an ambiguous send may be repeated as an edit.
    """

    channel: str
    chat_key: str
    text: str
    not_before: datetime
    conversation_id: int | None = None
    turn: int | None = None
    payload: Mapping[str, Any] = field(default_factory=dict)
    state: str = "waiting"
    attempts: int = 0
    placeholder_id: str | None = None
    reason: str | None = None
    outbox_id: int | None = None


@dataclass(frozen=True, slots=True)
class Lease:
    """A job held by one holder; every write of the job's work carries `token`, and an older token is refused.

    `expires_s` is a value of the monotonic clock of the machine's run named `boot`.
    """

    job: str
    holder: str
    token: int
    expires_s: float
    boot: str
    attempts: int


@dataclass(frozen=True, slots=True)
class Work:
    """The updates one turn answers and the lease it is answered under; settled in the turn's own transaction."""

    inbox_ids: tuple[int, ...] = ()
    lease: Lease | None = None


@dataclass(frozen=True, slots=True)
class Topic:
    """The staff group's forum topic of one conversation; `chat_key` is `group/thread`."""

    conversation_id: int
    chat_key: str
    opened_at: datetime


@dataclass(frozen=True, slots=True)
class Feedback:
    """What a customer thinks of a `reply` or a `handoff` (the kind): 1 or -1."""

    conversation_id: int
    turn: int
    kind: str
    rating: int
    at: datetime
