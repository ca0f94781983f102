"""The tables, named as receipts name them; the migrations must come to the same."""

from sqlalchemy import (
    BigInteger,
    Boolean,
    Column,
    Date,
    Float,
    ForeignKey,
    ForeignKeyConstraint,
    Index,
    Integer,
    LargeBinary,
    MetaData,
    String,
    Table,
    UniqueConstraint,
)

from storage.columns import CleanText, Json, Money, UtcTime

metadata = MetaData(
    naming_convention={
        "pk": "pk_%(table_name)s",
        "fk": "fk_%(table_name)s_%(column_0_N_name)s",
        "uq": "uq_%(table_name)s_%(column_0_N_name)s",
        "ix": "ix_%(table_name)s_%(column_0_N_name)s",
        "ck": "ck_%(table_name)s_%(constraint_name)s",
    }
)


def _required(name: str) -> "Column[str]":
    return Column(name, CleanText, nullable=False)


def _version() -> "Column[int]":
    return Column("version", Integer, nullable=False)


def _digest() -> "Column[str]":
    return Column("digest", String(32), nullable=False)


meta = Table("meta", metadata, Column("name", String(32), primary_key=True), _required("value"))

products = Table(
    "products",
    metadata,
    Column("position", Integer, primary_key=True),
    _required("sku"),
    _required("product_id"),
    _required("title"),
    Column("price", Money, nullable=False),
    _required("currency"),
    Column("description", CleanText),
    Column("vendor", CleanText),
    Column("category", CleanText),
    Column("tags", Json, nullable=False),
    Column("options", Json, nullable=False),
    Column("compare_at_price", Money),
    Column("stock", BigInteger),
    Column("available", Boolean),
    Column("url", CleanText),
    Column("image_url", CleanText),
    Column("updated_at", UtcTime),
    Column("extra", Json, nullable=False),
    _version(),
    _digest(),
    UniqueConstraint("sku"),
    Index(None, "product_id"),
)

customers = Table(
    "customers",
    metadata,
    Column("customer_id", CleanText, primary_key=True),
    Column("name", CleanText),
    Column("email", CleanText),
    Column("phone", CleanText),
    Column("locale", CleanText),
    Column("address", Json),
    Column("marketing_consent", Boolean, nullable=False),
    Column("extra", Json, nullable=False),
    Column("email_key", CleanText),
    Column("phone_key", CleanText),
    _version(),
    _digest(),
    Index(None, "phone_key"),
)

orders = Table(
    "orders",
    metadata,
    Column("order_id", CleanText, primary_key=True),
    _required("order_key"),
    _required("shape"),
    _required("customer_id"),
    Column("status", String(16), nullable=False),
    _required("currency"),
    Column("total", Money),
    Column("placed_at", UtcTime),
    Column("updated_at", UtcTime),
    Column("estimated_delivery", Date),
    Column("delivered_at", UtcTime),
    Column("payment_method", CleanText),
    Column("shipping_address", Json),
    Column("email", CleanText),
    Column("phone", CleanText),
    Column("extra", Json, nullable=False),
    Column("email_key", CleanText),
    Column("phone_key", CleanText),
    _version(),
    _digest(),
    Index(None, "order_key"),
    Index(None, "shape"),
    Index(None, "customer_id", "placed_at", "order_id"),
)


def _of_order() -> "list[Column[str] | Column[int]]":
    return [
        Column("order_id", CleanText, ForeignKey("orders.order_id", ondelete="CASCADE"), primary_key=True),
        Column("position", Integer, primary_key=True, autoincrement=False),
    ]


order_items = Table(
    "order_items",
    metadata,
    *_of_order(),
    Column("sku", CleanText),
    Column("title", CleanText),
    Column("quantity", Integer),
    Column("price", Money),
    Column("options", Json, nullable=False),
)

shipments = Table(
    "shipments",
    metadata,
    *_of_order(),
    Column("carrier", CleanText),
    Column("number", CleanText),
    Column("url", CleanText),
    Column("skus", Json, nullable=False),
    Column("status", CleanText),
    Column("shipped_at", UtcTime),
)

refunds = Table(
    "refunds",
    metadata,
    *_of_order(),
    Column("amount", Money),
    Column("at", UtcTime),
    Column("method", CleanText),
    Column("skus", Json, nullable=False),
)

policies = Table(
    "policies",
    metadata,
    Column("file", CleanText, primary_key=True),
    Column("heading", CleanText, primary_key=True),
    Column("position", Integer, nullable=False),
    _required("text"),
    _required("digest"),
    _version(),
)

shop = Table("shop", metadata, Column("column", CleanText, primary_key=True), _required("value"), _version(), _digest())

events = Table(
    "events",
    metadata,
    Column("event_id", Integer, primary_key=True),
    _digest(),
    _required("customer_id"),
    _required("type"),
    Column("at", UtcTime, nullable=False),
    Column("query", CleanText),
    Column("sku", CleanText),
    Column("quantity", Integer),
    UniqueConstraint("digest"),
    Index(None, "customer_id", "at"),
)

intents = Table("intents", metadata, Column("name", CleanText, primary_key=True), _version(), _digest())

intent_versions = Table(
    "intent_versions",
    metadata,
    Column("name", CleanText, ForeignKey("intents.name", ondelete="CASCADE"), primary_key=True),
    Column("version", Integer, primary_key=True, autoincrement=False),
    Column("body", Json, nullable=False),
    _required("author"),
    Column("at", UtcTime, nullable=False),
)

conversations = Table(
    "conversations",
    metadata,
    Column("conversation_id", Integer, primary_key=True),
    Column("channel", String(16), nullable=False),
    _required("chat_key"),
    Column("customer_id", CleanText),
    Column("verified_until", UtcTime),
    Column("language", String(16)),
    Column("mode", String(8), nullable=False),
    Column("state", Json, nullable=False),
    Column("turns", Integer, nullable=False),
    _version(),
    Column("created_at", UtcTime, nullable=False),
    Column("updated_at", UtcTime, nullable=False),
    Column("person_at", UtcTime),
    Column("unreachable_at", UtcTime),
    Column("marketing_stopped_at", UtcTime),
    UniqueConstraint("channel", "chat_key"),
    Index(None, "updated_at"),
)


def _conversation(nullable: bool = False) -> "Column[int]":
    owner = ForeignKey("conversations.conversation_id", ondelete="CASCADE")
    return Column("conversation_id", Integer, owner, nullable=nullable)


messages = Table(
    "messages",
    metadata,
    Column("message_id", Integer, primary_key=True),
    _conversation(),
    Column("turn", Integer, nullable=False),
    Column("role", String(8), nullable=False),
    _required("text"),
    Column("at", UtcTime, nullable=False),
    Column("route", String(16)),
    Column("intent", CleanText),
    Column("confidence", Float),
    Column("language", String(16)),
    Column("details", Json, nullable=False),
    Index(None, "conversation_id", "message_id"),
)

receipts = Table(
    "receipts",
    metadata,
    Column("message_id", Integer, ForeignKey("messages.message_id", ondelete="CASCADE"), primary_key=True),
    Column("position", Integer, primary_key=True, autoincrement=False),
    _required("slot"),
    _required("text"),
    Column("fn", CleanText),
)

receipt_sources = Table(
    "receipt_sources",
    metadata,
    Column("message_id", Integer, primary_key=True, autoincrement=False),
    Column("receipt", Integer, primary_key=True, autoincrement=False),
    Column("position", Integer, primary_key=True, autoincrement=False),
    _required("table_name"),
    _required("row_key"),
    _required("column_name"),
    Column("value", Json),
    _version(),
    ForeignKeyConstraint(["message_id", "receipt"], ["receipts.message_id", "receipts.position"], ondelete="CASCADE"),
)

verification_tries = Table(
    "verification_tries",
    metadata,
    Column("try_id", Integer, primary_key=True),
    _conversation(),
    Column("at", UtcTime, nullable=False),
    Index(None, "conversation_id", "at"),
)

tasks = Table(
    "tasks",
    metadata,
    Column("task_id", Integer, primary_key=True),
    _required("kind"),
    _conversation(),
    Column("order_id", CleanText),
    Column("customer_id", CleanText),
    Column("owner", CleanText),
    Column("deadline", UtcTime, nullable=False),
    Column("status", String(8), nullable=False),
    Column("ticket", CleanText),
    Column("reason", CleanText),
    Column("opened_at", UtcTime),
    Column("announced_at", UtcTime),
    Column("rung_at", UtcTime),
    Index(None, "status", "deadline"),
    Index(None, "conversation_id"),
    Index(None, "ticket"),
)

topics = Table(
    "topics",
    metadata,
    Column(
        "conversation_id", Integer, ForeignKey("conversations.conversation_id", ondelete="CASCADE"), primary_key=True
    ),
    _required("chat_key"),
    Column("opened_at", UtcTime, nullable=False),
    UniqueConstraint("chat_key"),
)

feedback = Table(
    "feedback",
    metadata,
    Column("feedback_id", Integer, primary_key=True),
    _conversation(),
    Column("turn", Integer, nullable=False),
    Column("kind", String(8), nullable=False),
    Column("rating", Integer, nullable=False),
    Column("at", UtcTime, nullable=False),
    UniqueConstraint("conversation_id", "turn", "kind"),
)

inbox = Table(
    "inbox",
    metadata,
    Column("inbox_id", Integer, primary_key=True),
    _required("bot"),
    Column("update_id", BigInteger, nullable=False),
    Column("chat_key", CleanText),
    Column("raw", LargeBinary, nullable=False),
    Column("state", String(16), nullable=False),
    Column("reason", CleanText),
    Column("received_at", UtcTime, nullable=False),
    UniqueConstraint("bot", "update_id"),
    Index(None, "bot", "state", "chat_key", "update_id"),
    Index(None, "state", "received_at"),
)

outbox = Table(
    "outbox",
    metadata,
    Column("outbox_id", Integer, primary_key=True),
    Column("channel", String(16), nullable=False),
    _required("chat_key"),
    _conversation(nullable=True),
    Column("turn", Integer),
    _required("text"),
    Column("payload", Json, nullable=False),
    Column("state", String(16), nullable=False),
    Column("attempts", Integer, nullable=False),
    Column("placeholder_id", CleanText),
    Column("not_before", UtcTime, nullable=False),
    Column("reason", CleanText),
    Index(None, "state", "not_before"),
    Index(None, "channel", "chat_key", "outbox_id"),
    Index(None, "conversation_id"),
)

leases = Table(
    "leases",
    metadata,
    Column("job", CleanText, primary_key=True),
    _required("holder"),
    Column("token", Integer, nullable=False),
    Column("expires_s", Float, nullable=False),
    _required("boot"),
    Column("attempts", Integer, nullable=False),
)
