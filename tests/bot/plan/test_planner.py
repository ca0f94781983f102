"""What of a whole message is answered: questions, not the greeting beside them; who is upset is soothed first."""

from datetime import UTC, datetime
from decimal import Decimal

import pytest

from bot.facts.policies import Policies
from bot.facts.products import Catalogue
from bot.facts.voice import Voice
from bot.intents.reading import Form, Guess, KindMention, ProductMention, Reading, Segment
from bot.plan.planner import make_plan
from bot.plan.proposition import Plan
from bot.plan.scene import Scene
from bot.plan.shelf import Shelf
from storage.records import ProductId, Sku, Variant
from tests.conftest import ANN, CUSTOMERS, ORDERS, PLACED

VOICE = Voice("en", datetime(2026, 6, 15, tzinfo=UTC), UTC)
GOODS = {
    "shell": ("Fell Shell", "Jackets", ("waterproof",)),
    "down": ("Rime Down", "Jackets", ()),
    "duffel": ("Harbour Duffel", "Bags", ("waterproof",)),
}
VARIANTS = [
    Variant(Sku(key), ProductId(key), title, Decimal(90), "GBP", category=category, tags=tags)
    for key, (title, category, tags) in GOODS.items()
]


def segment(text: str, intent: str, form: Form = Form.OPEN, chance: float = 0.95, **held: object) -> Segment:
    return Segment(text, (Guess(intent, chance),), form, **held)  # type: ignore[arg-type]


def plan_of(*segments: Segment, known: bool = False) -> Plan:
    text = " ".join(one.text for one in segments)
    orders = tuple(order for order in ORDERS if order.customer_id == ANN) if known else ()
    who = CUSTOMERS[0] if known else None
    shelf = Shelf(Catalogue(VARIANTS), Policies(()), {}, {}, PLACED, "t/0", who, orders)
    return make_plan(Reading(text, "en", text, segments), Scene(), shelf, VOICE)


def acts(plan: Plan) -> list[str]:
    return [one.act for one in plan.propositions]


HELLO = segment("hello!", "talk.greet", Form.STATEMENT, 1.0)
WHERE = segment("where is my order?", "order.status")


def test_a_greeting_alone_is_returned() -> None:
    assert acts(plan_of(HELLO)) == ["frame.greet"]


def test_a_greeting_beside_a_question_is_not() -> None:
    assert acts(plan_of(HELLO, WHERE)) == ["verify.ask"]


def test_thanks_that_are_hardly_likely_are_no_reading() -> None:
    vague = Segment("what have ye", (Guess("talk.bye", 0.2), Guess("product.find", 0.15)), Form.OPEN)
    assert "frame.bye" not in acts(plan_of(vague))


@pytest.mark.parametrize(
    "text",
    [
        "where the hell is my order?",
        "third time I ask where my order is",
        "¿dónde está mi pedido? esto es una vergüenza",
        "это безобразие, где мой заказ",
        "太离谱了，我的订单在哪",
    ],
)
def test_who_is_upset_about_an_order_is_soothed_once_and_first(text: str) -> None:
    for known in (False, True):
        said = acts(plan_of(segment(text, "order.status"), known=known))
        assert said[0] == "frame.empathise"
        assert said.count("frame.empathise") == 1 and len(said) > 1


def test_a_calm_question_and_a_product_are_not_soothed() -> None:
    assert "frame.empathise" not in acts(plan_of(WHERE))
    asked = segment("is the damn Fell Shell any good in awful weather", "product.find")
    assert "frame.empathise" not in acts(plan_of(asked))


def kinds(*named: tuple[str, str]) -> tuple[KindMention, ...]:
    return tuple(KindMention(value, field, value, 0, len(value)) for field, value in named)


def test_goods_are_of_the_category_and_of_most_kinds_named() -> None:
    wanted = kinds(("tag", "waterproof"), ("category", "Jackets"), ("tag", "kids"))
    plan = plan_of(segment("do you have waterproof jackets for kids", "product.find", Form.YESNO, kinds=wanted))
    assert plan.scene.products == ("shell",)


def test_yes_is_said_only_of_what_is_all_that_was_asked() -> None:
    both = plan_of(
        segment("any jackets", "product.find", Form.YESNO, kinds=kinds(("category", "Jackets"))),
    )
    some = plan_of(
        segment(
            "any jackets for kids",
            "product.find",
            Form.YESNO,
            kinds=kinds(("category", "Jackets"), ("tag", "kids")),
        ),
    )
    [yes], [neutral] = both.propositions, some.propositions
    assert (yes.polarity.value, neutral.polarity.value) == ("yes", "open")


def named(key: str) -> tuple[ProductMention, ...]:
    title = GOODS[key][0]
    return (ProductMention(title, ((key, 1.0),), 0, len(title)),)


def test_two_questions_about_two_products_get_two_answers() -> None:
    plan = plan_of(
        segment("how much is the Rime Down?", "product.price", products=named("down")),
        segment("and how much is the Harbour Duffel?", "product.price", products=named("duffel")),
    )
    assert [(one.act, one.row) for one in plan.propositions] == [
        ("product.price", "down"),
        ("product.price", "duffel"),
    ]


def test_a_sure_question_before_another_is_no_story() -> None:
    plan = plan_of(segment("how much is the Rime Down?", "product.price", products=named("down")), WHERE)
    assert acts(plan) == ["product.price", "verify.ask"]


def test_orders_still_open_are_listed_alone() -> None:
    plan = plan_of(segment("which of them are still on the way?", "order.status"), known=True)
    assert acts(plan) == ["orders.list"]
    text = plan.propositions[0].slots[0].text
    assert "#W1001" in text and "#W1002" not in text


def test_goods_that_never_came_are_looked_up_where_they_may_yet_come() -> None:
    asked = segment("the Ridge Tent never came", "action.problem", Form.STATEMENT)
    assert acts(plan_of(asked, known=True))[:2] == ["frame.empathise", "order.shipped_on"]


def test_a_complaint_before_a_question_may_only_lead_up_to_it() -> None:
    plan = plan_of(segment("no mat in the box!", "action.problem", Form.STATEMENT), WHERE)
    assert not plan.requests


def test_what_a_story_names_is_the_order_asked_about() -> None:
    plan = plan_of(
        Segment("the Ridge Tent", (Guess("preamble", 0.9),), Form.STATEMENT),
        segment("has it shipped?", "order.shipped", Form.YESNO),
        known=True,
    )
    assert [one.row for one in plan.propositions] == ["#W1001"]
