"""The ways a segment can be taken, and the signs they are weighed by."""

import pytest

from bot.facts.policies import Policies
from bot.facts.products import Catalogue
from bot.intents.reading import Form, Guess, OrderRef, Segment
from bot.plan.readings import STORY, Choice, Place, choices_of, family
from bot.plan.scene import Asked, Scene
from bot.plan.shelf import Shelf
from bot.plan.talked import Talked
from tests.conftest import ANN, CUSTOMERS, ORDERS, PASSAGES, PLACED, VARIANTS

NOW = Place("")


def talked(scene: Scene | None = None, known: bool = True) -> Talked:
    orders = tuple(order for order in ORDERS if order.customer_id == ANN) if known else ()
    who = CUSTOMERS[0] if known else None
    shelf = Shelf(Catalogue(VARIANTS), Policies(PASSAGES), {}, {}, PLACED, "t/0", who, orders)
    return Talked(scene or Scene(), (scene or Scene()).asked, shelf)


def segment(text: str, *guesses: tuple[str, float], form: Form = Form.OPEN) -> Segment:
    return Segment(text, tuple(Guess(*guess) for guess in guesses), form)


def readings(one: Segment, where: Talked | None = None, place: Place = NOW) -> dict[str, Choice]:
    return {choice.intent: choice for choice in choices_of(one, where or talked(), "en", place)}


def test_every_likely_guess_and_a_story_are_weighed() -> None:
    asked = segment("is it here yet or what", ("order.status", 0.4), ("order.eta", 0.3), ("oos", 0.01))
    found = readings(asked, place=Place("", before=(segment("hm"),)))
    assert {"order.status", "order.eta", STORY} <= set(found)
    assert "oos" not in found
    assert found["order.status"].signs["chance"] == 0.4


def test_a_passage_that_fits_is_a_reading_whatever_was_guessed() -> None:
    fits = segment("may goods be returned unused within 45 days", ("product.find", 0.9))
    assert "policy" in readings(fits)
    assert "policy" not in readings(segment("lovely weather", ("product.find", 0.9)))


def test_what_surely_asks_about_an_order_is_not_searched_for_in_the_rules() -> None:
    assert list(readings(segment("may goods be returned unused within 45 days", ("order.status", 0.95)))) == [
        "order.status"
    ]


def test_the_last_question_may_be_meant_again() -> None:
    scene = Scene(topic="order", orders=(ORDERS[0].order_id,), asked=(Asked("order.carrier", "open", "…"),))
    found = readings(segment("which company at least", ("product.vendor", 0.5)), talked(scene))
    assert found["order.carrier"].signs["again"] == 1.0
    assert "again" not in found["product.vendor"].signs


def test_a_question_elsewhere_in_the_message_speaks_of_the_story() -> None:
    story = segment("my partner sends everything back", ("action.return", 0.6), form=Form.STATEMENT)
    asks, tells = segment("how long do I have", ("policy", 0.9)), segment("she does", form=Form.STATEMENT)
    beside, among = (readings(story, place=Place("", after=(one,)))[STORY] for one in (asks, tells))
    assert "story*asked_after" in beside.signs and "story*asked_after" not in among.signs


def test_what_stands_alone_is_no_story() -> None:
    assert STORY not in readings(segment("my partner sends everything back", ("action.return", 0.8)))


def test_a_question_that_was_kept_is_not_weighed_again() -> None:
    number = OrderRef("#W1001", "W1001", 0, 6)
    kept = Segment("where is it", (Guess("order.eta", 1.0),), Form.OPEN, orders=(number,))
    assert list(readings(kept)) == ["order.eta"]


def test_families_keep_apart_what_is_answered_apart() -> None:
    names = ("order.eta", "product.price", "product.detail", "product.find", "policy", "talk.greet", "holiday_hours")
    assert len({family(name) for name in names}) == len(names)


@pytest.mark.parametrize(
    ("wish", "chance", "kept"),
    [
        ("action.cancel", 0.95, True),
        ("talk.human", 0.9, True),
        ("action.cancel", 0.5, False),
        ("order.status", 0.95, False),
    ],
)
def test_a_sure_wish_is_never_passed_over(wish: str, chance: float, kept: bool) -> None:
    asks = segment("and what does it come to", ("order.total", 0.9))
    found = readings(segment("please do", (wish, chance), form=Form.STATEMENT), place=Place("", after=(asks,)))
    assert (STORY not in found) is kept
