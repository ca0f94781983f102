"""Which of a customer's orders and lines a text means, where several would do."""

from dataclasses import replace
from datetime import UTC, date, datetime
from decimal import Decimal

import pytest

from bot.facts.policies import Policies
from bot.facts.products import Catalogue
from bot.intents.reading import Form, Guess, Segment
from bot.plan.purchases import find_orders, items_of
from bot.plan.scene import Scene
from bot.plan.shelf import Shelf
from storage.records import Order, OrderId, OrderItem, ProductId, Refund, Sku, Status, Variant
from tests.conftest import ANN, CUSTOMERS, PLACED

FRESH = Scene()
TODAY = date(2026, 6, 15)
GOODS = {
    "horn": ("Belmonte Trumpet", "trumpet", {"Finish": "Silver"}),
    "cup": ("Mouthpiece 7C", "mouthpiece", {}),
    "fiddle": ("Tormes Student Violin", "violin", {"Size": "1/2"}),
    "drum": ("Céide Bodhrán", "frame drum", {"Size": "16 inch"}),
    "pad": ("Hush Practice Pad", "practice pad", {}),
}
VARIANTS = [
    Variant(Sku(key), ProductId(key), title, Decimal(10), "GBP", tags=(tag,), options=options)
    for key, (title, tag, options) in GOODS.items()
]


def order(number: int, placed: date, status: Status, *keys: str, back: bool = False) -> Order:
    rows = [OrderItem(at, Sku(k), GOODS[k][0], 1, Decimal(10), GOODS[k][2]) for at, k in enumerate(keys, 1)]
    moment = datetime(placed.year, placed.month, placed.day, 9, tzinfo=UTC)
    refunds = (Refund(1, Decimal(10)),) if back else ()
    return Order(OrderId(f"#W{number}"), ANN, status, tuple(rows), "GBP", placed_at=moment, refunds=refunds)


# Newest first, as a shelf has them.
ORDERS = (
    order(105, date(2026, 6, 14), Status.PENDING, "pad"),
    order(104, date(2026, 5, 7), Status.SHIPPED, "drum"),
    order(103, date(2026, 3, 2), Status.REFUNDED, "pad", back=True),
    order(102, date(2026, 2, 10), Status.DELIVERED, "horn", "cup"),
    order(101, date(2025, 12, 4), Status.DELIVERED, "fiddle"),
)
SHELF = Shelf(Catalogue(VARIANTS), Policies(()), {}, {}, PLACED, "t/0", CUSTOMERS[0], ORDERS)


def segment(text: str, intent: str = "order.total", language: str = "en") -> Segment:
    return Segment(text, (Guess(intent, 0.9),), Form.OPEN, language=language)


def meant(
    text: str, intent: str = "order.total", language: str = "en", message: str = "", scene: Scene = FRESH
) -> list[int]:
    found = find_orders(segment(text, intent, language), intent, scene, SHELF, message, TODAY)
    assert not (found.found and found.choices)
    return [int(one.order_id[2:]) for one in found.found]


@pytest.mark.parametrize(
    ("text", "language", "number"),
    [
        ("what did I pay for the trumpet order", "en", 102),
        ("the order with the half size violin", "en", 101),
        ("сколько стоил бодран", "ru", 104),
        ("小提琴那单多少钱", "zh", 101),
    ],
)
def test_by_the_words_of_its_lines_in_any_language(text: str, language: str, number: int) -> None:
    assert meant(text, language=language) == [number]


@pytest.mark.parametrize(
    ("text", "number"),
    [
        ("the one I placed yesterday", 105),
        ("what I ordered in winter, the violin", 101),
        ("the total of february", 102),
    ],
)
def test_by_its_time(text: str, number: int) -> None:
    assert meant(text) == [number]


def test_the_words_around_tell_where_the_question_names_nothing() -> None:
    assert meant("what was the total", message="I still play the trumpet. what was the total") == [102]


def test_money_back_is_asked_of_the_order_it_was_given_for() -> None:
    assert meant("when did the money come back", "order.refund") == [103]
    assert meant("I sent the pad back, what was the total") == [103]


def test_what_is_said_of_another_order_outweighs_the_focus() -> None:
    scene = Scene(("#W104",), topic="order")
    assert meant("what was the total", scene=scene) == [104]
    assert meant("and the order with the trumpet", scene=scene) == [102]


def test_nothing_said_is_asked_back() -> None:
    found = find_orders(segment("what was the total"), "order.total", Scene(), SHELF, "", TODAY)
    assert (found.found, found.choices) == ((), ORDERS)


def lines(text: str, number: int = 102, language: str = "en") -> list[str]:
    held = next(one for one in ORDERS if one.order_id == f"#W{number}")
    return [str(item.sku) for item in items_of(held, segment(text, language=language), SHELF, text)]


def test_the_line_asked_for_is_not_the_one_that_tells_the_order() -> None:
    assert lines("how much was the mouthpiece when i bought the trumpet") == ["cup"]
    assert lines("in the order with the mouthpiece, how much was the trumpet") == ["horn"]
    assert lines("what was in the order with the trumpet") == ["horn"]


def test_a_line_is_named_by_its_kind_and_its_option() -> None:
    assert lines("what size drum was it", 104) == ["drum"]
    assert lines("was the silver one expensive") == ["horn"]


def test_several_lines_may_be_named_and_none() -> None:
    assert lines("the trumpet and the mouthpiece") == ["horn", "cup"]
    assert lines("the concertina") == []


def test_a_line_without_a_product_is_named_by_its_title() -> None:
    gone = replace(ORDERS[3], items=(OrderItem(1, None, "Walnut Metronome", 1, Decimal(5)), ORDERS[3].items[0]))
    found = items_of(gone, segment("the metronome"), SHELF, "the metronome")
    assert [item.title for item in found] == ["Walnut Metronome"]
