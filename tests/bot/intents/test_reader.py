"""Whole messages read end to end, with a small recogniser and without sentence vectors."""

from collections.abc import Collection, Mapping
from dataclasses import replace
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.intents.catalogue import Index
from bot.intents.examples import Example
from bot.intents.language import Detector
from bot.intents.reader import Reader, ReaderMaker
from bot.intents.reading import (
    Contact,
    Form,
    KindMention,
    OptionMention,
    OrderRef,
    Pointer,
    ProductMention,
    Reading,
)
from bot.intents.recogniser import Recogniser
from storage.records import Intent, ProductId, Sku, Variant

SAID: Mapping[str, Mapping[str, Collection[str]]] = {
    "en": {
        "order.status": ["where is my order", "where is ORDER", "has ORDER shipped", "any news on my order"],
        "order.total": ["how much was it", "what did I pay for ORDER", "total of my order", "total"],
        "order.payment": ["how did I pay", "payment method", "how was ORDER paid"],
        "product.price": ["how much is PRODUCT", "what does PRODUCT cost", "price of PRODUCT"],
        "product.stock": ["is PRODUCT in stock", "do you have PRODUCT in OPTION", "is it available"],
        "product.find": ["do you sell KIND", "do you have KIND", "show me KIND"],
        "talk.thank": ["thanks", "thank you", "thanks a lot"],
        "preamble": ["I ordered PRODUCT last week", "I have a question", "I bought it as a gift"],
        "oos": ["what is the weather", "write me a poem", "who won the match"],
    },
    "ru": {"order.status": ["где мой заказ", "где ORDER"], "product.price": ["сколько стоит PRODUCT", "цена"]},
    "es": {"order.status": ["dónde está mi pedido", "dónde está ORDER"], "product.price": ["cuánto cuesta PRODUCT"]},
    "zh": {"order.status": ["我的订单在哪里", "ORDER 到哪了"], "product.price": ["PRODUCT 多少钱", "价格"]},
}
EXAMPLES = [
    Example(text, intent, language, line)
    for language, asks in SAID.items()
    for intent, texts in asks.items()
    for line, text in enumerate(texts)
]


def variant(product: str, title: str, **fields: object) -> Variant:
    sku = Sku(f"{product}/{fields.get('options')}")
    return Variant(sku, ProductId(product), title, Decimal(10), "GBP", **fields)  # type: ignore[arg-type]


SHOP = [
    variant("mug", "Trail Mug", category="Mugs", options={"Colour": "Red"}),
    variant("dome", "Alpine Dome Tent", category="Tents"),
    variant("ridge", "Alpine Ridge Tent", category="Tents"),
    variant("salt", "Where Is Salt And How", category="Books"),
]


class ByScript(Detector):
    """Tells by script and signs, else takes the hint; never loads lingua."""

    def _by_lingua(self, text: str, hinted: str | None) -> str:
        return hinted or "en"


READER = Reader(Recogniser().fit([], EXAMPLES), Index(SHOP), ["ORD-99999"], ByScript())


def read(text: str, hint: str | None = None) -> Reading:
    return READER.read(text, hint)


def asked(text: str) -> list[str]:
    return [segment.intent for segment in read(text).segments]


@pytest.mark.parametrize(
    ("text", "language", "intent"),
    [
        ("Where is order ORD-12345?", "en", "order.status"),
        ("где заказ ORD-12345?", "ru", "order.status"),
        ("¿dónde está mi pedido ORD-12345?", "es", "order.status"),
        ("订单 ORD-12345 到哪了", "zh", "order.status"),
    ],
)
def test_an_order_is_asked_for(text: str, language: str, intent: str) -> None:
    reading = read(text)
    [segment] = reading.segments
    assert (reading.language, segment.intent, segment.form) == (language, intent, Form.OPEN)
    assert [ref.key for ref in segment.orders] == ["ORD12345"]
    assert "{order.id}" in reading.masked and "12345" not in reading.masked


def test_a_product_in_an_option() -> None:
    [segment] = read("is the trail mug in stock in red?").segments
    assert (segment.intent, segment.form) == ("product.stock", Form.YESNO)
    assert segment.products[0].matches == (("mug", 1.0),)
    assert [option.value for option in segment.options] == ["Red"]


def test_mentions_belong_to_their_segment() -> None:
    reading = read("Hi! Where is ORD-12345? And how much is the Alpine Dome Tent? Thanks")
    assert [segment.intent for segment in reading.segments] == [
        "talk.greet",
        "order.status",
        "product.price",
        "talk.thank",
    ]
    assert [len(segment.orders) for segment in reading.segments] == [0, 1, 0, 0]
    assert [len(segment.products) for segment in reading.segments] == [0, 0, 1, 0]


def test_a_title_that_looks_like_two_questions_is_kept() -> None:
    [segment] = read("how much is Where Is Salt And How?").segments
    assert segment.intent == "product.price"
    assert segment.products[0].matches[0][0] == "salt"


def test_a_list_of_asks_is_several() -> None:
    assert asked("total, payment method") == ["order.total", "order.payment"]


def test_what_only_leads_up_has_no_guess() -> None:
    first, second = read("I ordered the trail mug last week. Where is my order?").segments
    assert (first.guesses, first.form) == ((), Form.STATEMENT)
    assert second.intent == "order.status"


def test_nothing_but_a_mention_is_an_ellipsis() -> None:
    for text in ("and the trail mug?", "Trail Mug"):
        [segment] = read(text).segments
        assert (segment.ellipsis, segment.intent) == (True, "product.info")
    [segment] = read("how much is the trail mug").segments
    assert not segment.ellipsis


def test_a_reference_and_a_status() -> None:
    [segment] = read("where is my last order").segments
    [reference] = segment.references
    assert (reference.pointer, reference.of) == (Pointer.LAST, "order")
    assert read("why was my cancelled order late").segments[0].statuses == ("cancelled",)


def test_references_count_in_the_whole_text() -> None:
    reading = read("Hello! Where is my last order?")
    [reference] = reading.segments[1].references
    assert reading.text[reference.start : reference.end] == "my last order"


def test_contact_is_read_and_hidden() -> None:
    reading = read("I'm ann@example.com, +44 20 7946 0958")
    assert reading.contact == Contact("ann@example.com", "+442079460958")
    assert "@" not in reading.masked
    assert not any(segment.orders for segment in reading.segments)


@pytest.mark.parametrize(("text", "hint", "language"), [("👍", None, "en"), ("", "ru", "ru"), ("?!", "pt-br", "pt")])
def test_a_message_without_words(text: str, hint: str | None, language: str) -> None:
    reading = read(text, hint)
    [segment] = reading.segments
    assert (reading.language, segment.intent, segment.confidence) == (language, "oos", 1.0)


Mention = OrderRef | ProductMention | KindMention | OptionMention
WORDS = [
    "where",
    "is",
    "Trail Mug",
    "ORD-12345",
    "and",
    "?",
    "how much",
    "red",
    "a@b.co",
    "\n",
    "it",
    "订单",
    "где",
    "{",
    "M",
]


@given(st.text(st.characters(exclude_categories=[])) | st.lists(st.sampled_from(WORDS), max_size=40).map(" ".join))
@settings(deadline=None)
def test_any_text_is_read(text: str) -> None:
    reading = read(text)
    assert reading.segments
    for segment in reading.segments:
        assert segment.text in reading.text
        mentions: list[Mention] = [*segment.orders, *segment.products, *segment.kinds, *segment.options]
        assert all(reading.text[mention.start : mention.end] == mention.written for mention in mentions)
        assert all(0 <= guess.confidence <= 1 for guess in segment.guesses)


@pytest.mark.parametrize(
    "text", ["a " * 500_000, "trail mug? " * 100_000, "1" * 1_000_000, "(" * 1_000_000, "订" * 1_000_000]
)
def test_a_megabyte_is_read(text: str) -> None:
    assert read(text).segments


GIFT = Intent("gift_wrap", {"en": ("do you wrap gifts",)})


@pytest.fixture(scope="module")
def make() -> ReaderMaker:
    return ReaderMaker()


@pytest.fixture
def first(make: ReaderMaker) -> Reader:
    return make(SHOP, [GIFT], ["ORD-99999"])


def test_stock_and_price_teach_nothing_new(make: ReaderMaker, first: Reader) -> None:
    sold = [replace(row, stock=0, available=False, price=Decimal(7), version=2) for row in SHOP]
    again = make(sold, [GIFT], ["ORD-99999", "A9"])
    assert again is not first
    assert again._recogniser is first._recogniser
    assert again._catalogue is first._catalogue


@pytest.mark.parametrize(
    "changed", [{"title": "Trail Cup"}, {"category": "Cups"}, {"options": {"Colour": "Sky"}}, {"tags": ("new",)}]
)
def test_another_name_is_another_index(make: ReaderMaker, first: Reader, changed: dict[str, Any]) -> None:
    renamed = make([replace(SHOP[0], **changed), *SHOP[1:]], [GIFT], [])
    assert renamed._catalogue is not first._catalogue
    assert renamed._recogniser is first._recogniser


def test_an_edited_intent_is_learnt(make: ReaderMaker, first: Reader) -> None:
    edited = make(SHOP, [replace(GIFT, version=2)], [])
    off = make(SHOP, [replace(GIFT, version=2, enabled=False)], [])
    assert len({id(one._recogniser) for one in (first, edited, off)}) == 3
    assert first._catalogue is edited._catalogue is off._catalogue


@pytest.mark.slow
def test_the_real_reader_of_a_shop() -> None:
    gift = Intent("gift_wrap", {"en": ("do you wrap gifts", "is gift wrapping possible", "can you gift wrap my order")})
    reader = ReaderMaker()(SHOP, [gift], ["ORD-99999"])
    reading = reader.read("hey, do you wrap gifts? and where's ORD-12345")
    assert [segment.intent for segment in reading.segments] == ["talk.greet", "gift_wrap", "order.status"]
    assert reader.read("wo ist meine Bestellung geblieben?").language == "de"
