"""A segment in the light of the conversation: what was asked last, of which rows."""

from dataclasses import replace

import pytest

from bot.facts.policies import Policies
from bot.facts.products import Catalogue
from bot.intents.reading import Form, Guess, KindMention, ProductMention, Segment
from bot.plan.aspects import bare_aspect, is_follow_up
from bot.plan.context import in_context, of_the_shop, settled
from bot.plan.scene import Asked, Scene
from bot.plan.shelf import Shelf
from bot.plan.talked import Talked
from tests.conftest import ANN, CUSTOMERS, ORDERS, PLACED, VARIANTS


def segment(text: str, intent: str = "oos", confidence: float = 0.0, form: Form = Form.OPEN) -> Segment:
    return Segment(text, (Guess(intent, confidence),), form)


def talked(last: str | None, topic: str | None = None) -> Talked:
    asked = (Asked(last, "open", "…"),) if last else ()
    orders = tuple(order for order in ORDERS if order.customer_id == ANN)
    scene = Scene(orders=(orders[0].order_id,), products=(VARIANTS[0].product_id,), topic=topic, asked=asked)
    shelf = Shelf(Catalogue(VARIANTS), Policies(()), {}, {}, PLACED, "t/0", CUSTOMERS[0], orders)
    return Talked(scene, asked, shelf)


@pytest.mark.parametrize(
    ("text", "aspect"),
    [
        ("when was that?", "when"),
        ("and when", "when"),
        ("en qué fecha", "when"),
        ("which day did ye do that", "when"),
        ("а когда?", "when"),
        ("什么时候", "when"),
        ("and onto what", "how"),
        ("how much", "much"),
        ("y cuánto?", "much"),
        ("сколько", "much"),
        ("which item was that for", "which"),
        ("when does the mug arrive", None),
        ("how much is the mug", None),
        ("", None),
    ],
)
def test_a_bare_aspect_names_nothing_else(text: str, aspect: str | None) -> None:
    assert bare_aspect(text) == aspect


@pytest.mark.parametrize(
    ("text", "last", "intent"),
    [
        ("when was that", "order.refund", "order.refund"),
        ("and onto what", "order.refund", "order.refund"),
        ("when", "order.status", "order.eta"),
        ("how much", "order.items", "order.total"),
        ("how much", "product.stock", "product.price"),
    ],
)
def test_a_bare_aspect_is_about_the_last_question(text: str, last: str, intent: str) -> None:
    topic = "order" if last.startswith("order.") else "product"
    assert settled(segment(text, "order.total", 0.9), talked(last, topic)) == (intent, 1.0)


@pytest.mark.parametrize("form", [Form.YESNO, Form.NEGATIVE])
def test_whether_money_came_back_is_no_wish_for_money(form: Form) -> None:
    asked = segment("did you give me my money back", "action.refund", 0.9, form)
    assert in_context("action.refund", asked, talked(None)) == "order.refund"
    wish = segment("i want my money back", "action.refund", 0.9, Form.STATEMENT)
    assert in_context("action.refund", wish, talked(None)) == "action.refund"


def test_a_known_customer_is_not_asked_who_writes() -> None:
    asked = Segment("address?", (Guess("talk.verify", 0.5), Guess("order.address", 0.3)), Form.OPEN)
    assert in_context("talk.verify", asked, talked(None)) == "order.address"


@pytest.mark.parametrize("text", ["and the uk?", "what about blue", "а синий?", "那黑色的呢", "in red"])
def test_follow_ups_lean_on_what_came_before(text: str) -> None:
    assert is_follow_up(segment(text))


def test_a_whole_question_does_not_lean() -> None:
    assert not is_follow_up(segment("do you also deliver to the islands in winter"))


@pytest.mark.parametrize(
    ("text", "intent"),
    [
        ("my guitar from november, what did i pay it with", "order.payment"),
        ("¿con qué lo pagué?", "order.payment"),
        ("чем я оплатил заказ", "order.payment"),
        ("what did i pay", "order.total"),
    ],
)
def test_paid_with_what_is_no_sum(text: str, intent: str) -> None:
    assert in_context("order.total", segment(text), talked(None, "order")) == intent


def test_where_the_money_went_is_asked_of_the_refund() -> None:
    assert in_context("order.address", segment("where did it go"), talked("order.refund", "order")) == "order.refund"
    assert in_context("order.address", segment("where did it go"), talked("order.status", "order")) == "order.address"


@pytest.mark.parametrize(
    ("text", "intent"),
    [
        ("the cheaper of your mugs", "product.cheapest"),
        ("the most expensive of the mugs", "product.dearest"),
        ("la más barata de las tazas", "product.cheapest"),
        ("самая дорогая из кружек", "product.dearest"),
    ],
)
def test_the_one_at_an_end_of_a_kind(text: str, intent: str) -> None:
    kind = KindMention("mug", "category", "Mugs", 0, 1)
    asked = replace(segment(text, "product.price", 0.9), kinds=(kind,))
    assert settled(asked, talked(None)) == (intent, 0.9)


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("is that one back in stock", True),
        ("what would the three cost me today", True),
        ("u got that size in white", True),
        ("¿sigue agotada?", True),
        ("он сейчас есть?", True),
        ("现在还有吗", True),
        ("how much was it", False),
        ("what did the three cost me", False),
        ("which size did I order", False),
    ],
)
def test_what_can_be_had_now_is_told_from_what_was_bought(text: str, said: bool) -> None:
    assert of_the_shop(segment(text)) is said


@pytest.mark.parametrize(
    ("text", "last", "intent"),
    [
        ("and to what", "order.refund", "order.refund"),
        ("when and to what", "order.refund", "order.refund"),
        ("on my amex?", "order.refund", "order.refund"),
        ("сколько и куда", "order.refund", "order.refund"),
        ("how", "order.total", "order.payment"),
        ("when", "order.payment", "order.placed"),
        ("how many is that", "order.list", "order.count"),
        ("how many", "order.items", "order.item_quantity"),
    ],
)
def test_an_aspect_alone_asks_the_fitting_fact_of_the_order(text: str, last: str, intent: str) -> None:
    assert settled(segment(text), talked(last, "order")) == (intent, 1.0)


def test_stock_and_price_of_now_are_the_shops() -> None:
    for text, intent in (("is it back in stock now", "product.stock"), ("what is it today", "product.price")):
        assert in_context(intent, segment(text), talked("order.refund", "order")) == intent
    assert in_context("product.price", segment("how much was it"), talked("order.status", "order")) == "order.total"


def test_a_question_after_a_story_is_of_what_was_bought() -> None:
    mug = ProductMention("mugs", ((VARIANTS[0].product_id, 1.0),), 0, 4)
    asked = replace(segment("how many sets"), products=(mug,), told="i had mugs with it")
    assert in_context("product.count", asked, talked(None)) == "order.item_quantity"
    assert in_context("product.count", replace(asked, told=""), talked(None)) == "product.count"


def test_the_money_told_of_is_what_is_asked() -> None:
    asked = replace(segment("how much did i get"), told="i sent the mugs back and saw money for one")
    assert in_context("order.total", asked, talked(None)) == "order.refund"
    assert in_context("order.total", segment("how much did i get"), talked(None)) == "order.total"
