"""A shop of a few rows, loaded once and copied, and a reader that knows a phrase for each ask.

The real recogniser is fitted for seconds; what happens after a message is understood is tested without it.
"""

import asyncio
import re
import shutil
from collections.abc import AsyncIterator, Callable, Sequence
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from pathlib import Path

import pytest
import structlog

from bot.bootstrap import make_wording
from bot.conversation.clerk import Clerk
from bot.conversation.shop import Shops
from bot.generation.client import NoWriter, Writer
from bot.intents.catalogue import Index
from bot.intents.language import Detector
from bot.intents.reader import Reader
from bot.intents.reading import Guess
from bot.intents.recogniser import Recogniser
from bot.settings import Settings
from storage.engine import FILE, Store, open_store
from storage.records import (
    Customer,
    CustomerId,
    Intent,
    Order,
    OrderId,
    OrderItem,
    Passage,
    ProductId,
    Shipment,
    ShopFact,
    Sku,
    Status,
    Variant,
)

ANN, BOB, EVE = CustomerId("C1"), CustomerId("C2"), CustomerId("C3")
CUSTOMERS = (
    Customer(ANN, "Ann Archer", "ann@example.com", "+447700900101"),
    Customer(BOB, "Bob Baker", "bob@example.com", "+447700900102"),
    Customer(EVE, "Eve Empty", "eve@example.com"),
)
MUG = OrderItem(1, Sku("MUG-RED"), "Trail Mug", 2, Decimal("12.50"), {"Colour": "Red"})
TENT = OrderItem(2, Sku("TENT-2"), "Ridge Tent", 1, Decimal("289.00"))
PLACED = datetime(2026, 6, 1, 9, tzinfo=UTC)
ORDERS = (
    Order(
        OrderId("#W1001"),
        ANN,
        Status.SHIPPED,
        (MUG, TENT),
        "GBP",
        Decimal("314.00"),
        PLACED,
        estimated_delivery=date(2026, 6, 19),
        shipments=(Shipment(1, "Parcelrunner", "PR7781", shipped_at=PLACED + timedelta(days=2)),),
        payment_method="Visa",
        email="ann@example.com",
    ),
    Order(
        OrderId("#W1002"), ANN, Status.DELIVERED, (MUG,), "GBP", Decimal("25.00"), PLACED - timedelta(days=30),
        payment_method="PayPal", email="ann@example.com",
    ),
    Order(
        OrderId("#W2001"), BOB, Status.PROCESSING, (TENT,), "GBP", Decimal("289.00"), PLACED + timedelta(days=3),
        estimated_delivery=date(2026, 6, 23), payment_method="Klarna", email="bob@example.com", phone="+447700900102",
    ),
)  # fmt: skip
VARIANTS = (
    Variant(Sku("MUG-RED"), ProductId("mug"), "Trail Mug", Decimal("12.50"), "GBP", options={"Colour": "Red"}, stock=8),
    Variant(Sku("MUG-SKY"), ProductId("mug"), "Trail Mug", Decimal("12.50"), "GBP", options={"Colour": "Sky"}, stock=0),
    Variant(Sku("TENT-2"), ProductId("tent"), "Ridge Tent", Decimal("289.00"), "GBP", vendor="Northmoor", stock=3),
)
PASSAGES = (Passage("returns.md", "Returns", "Goods may be returned within 45 days, unused.", "d1"),)
FACTS = (ShopFact("name", "Drumlin"), ShopFact("opens", "9:00"), ShopFact("timezone", "UTC"))
INTENTS = (
    Intent("opening_hours", {"en": ("when are you open",)}, {"en": ("We open at {shop.opens}.",)}),
    Intent("my_card", {"en": ("is my card on file",)}, {"en": ("We know you as {customer.name}.",)}, verified=True),
)

PHRASES = {
    r"\bopen\b": "opening_hours",
    r"on file": "my_card",
    r"cancel": "action.cancel",
    r"send .* back": "action.return",
    r"money back": "action.refund",
    r"swap": "action.exchange",
    r"new address": "action.address",
    r"change": "action.change",
    r"broken": "action.problem",
    r"a person": "talk.human",
    r"return policy": "policy",
    r"how much is|what does .* cost": "product.price",
    r"the total|come to": "order.total",
    r"what is in|items": "order.items",
    r"arrive|when": "order.eta",
    r"track": "order.tracking",
    r"paid": "order.payment",
    r"my orders": "order.list",
    r"where|status": "order.status",
    r"thank": "talk.thank",
}


class Phrasebook(Recogniser):
    """Knows an ask by a phrase, and nothing else."""

    def predict_many(self, texts: Sequence[str], language: str = "en") -> list[tuple[Guess, ...]]:
        return [self._guess(text.casefold()) for text in texts]

    def _guess(self, text: str) -> tuple[Guess, ...]:
        found = next((intent for phrase, intent in PHRASES.items() if re.search(phrase, text)), "oos")
        return (Guess(found, 0.95),)


class Letters(Detector):
    """Tells a language by its letters, else by the hint; the real one loads statistics for seconds."""

    def detect(self, text: str, hint: str | None = None) -> str:
        if re.search("[\u4e00-\u9fff]", text):
            return "zh"
        return "ru" if re.search("[а-я]", text) else (hint or "en").split("-")[0]


MakeReader = Callable[[Sequence[Variant], Sequence[Intent], Sequence[str]], Reader]
MakeClerk = Callable[..., Clerk]


@pytest.fixture(autouse=True)
def _plain_logs() -> None:
    """A command that an earlier test called has set a level; here every line counts."""
    structlog.reset_defaults()


@pytest.fixture(scope="session")
def phrase_reader() -> MakeReader:
    """Makes readers of a shop as `bot.intents.reader.ReaderMaker` does, in no time."""

    def make(
        variants: Sequence[Variant], intents: Sequence[Intent], shapes: Sequence[str], embedder: object = None
    ) -> Reader:
        return Reader(Phrasebook(), Index(variants), shapes, Letters())

    return make


@pytest.fixture(scope="session")
def tiny_version(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A whole version of the model that knows nothing; tests copy it."""
    from tests.tiny import write_version

    return write_version(tmp_path_factory.mktemp("versions") / "tiny")


@pytest.fixture(scope="session")
def migrated(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """An empty shop's file, brought up to date once; tests copy it."""
    home = tmp_path_factory.mktemp("migrated")

    async def migrate() -> None:
        async with open_store(home):
            pass

    asyncio.run(migrate())
    return home / FILE


@pytest.fixture(scope="session")
def small_shop_file(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The shop's file, as an import left it."""
    home = tmp_path_factory.mktemp("small")

    async def fill() -> None:
        async with open_store(home) as store, store.writing() as unit:
            await unit.customers.upsert(CUSTOMERS)
            await unit.catalogue.upsert(VARIANTS)
            await unit.orders.upsert(ORDERS)
            await unit.policies.replace_file("returns.md", PASSAGES)
            await unit.facts.upsert(FACTS)
            await unit.intents.upsert(INTENTS, "tests")

    asyncio.run(fill())
    return home / FILE


@pytest.fixture
def small_home(small_shop_file: Path, tmp_path: Path) -> Path:
    """A home folder of one's own with the small shop in it."""
    home = tmp_path / "home"
    home.mkdir()
    shutil.copy(small_shop_file, home)
    return home


@pytest.fixture
async def small_shop(small_home: Path) -> AsyncIterator[Store]:
    """The small shop, open."""
    async with open_store(small_home) as opened:
        yield opened


@pytest.fixture
def make_clerk(phrase_reader: MakeReader, small_home: Path) -> MakeClerk:
    """A clerk with the writer one gives it; without a writer its templates speak."""

    def make(writer: Writer | None = None, tone: str = "plain") -> Clerk:
        settings = Settings(home=small_home, tone=tone)
        wording = make_wording(settings, writer or NoWriter())
        return Clerk(Shops(phrase_reader), wording, timedelta(hours=settings.answer_within_h))

    return make
