"""The predicates of product acts: stock, options, prices, comparisons."""

from datetime import UTC, datetime
from decimal import Decimal

import pytest

from bot.facts.products import Product
from bot.facts.voice import Voice
from bot.intents.reading import Form
from bot.plan import products, several
from bot.plan.acts import ACTS, Polarity, Row
from bot.plan.question import Question
from storage.records import ProductId, Sku, Variant

VOICE = Voice("en", datetime(2026, 6, 15, 12, tzinfo=UTC), UTC)


def variant(sku: str, price: str = "24.00", currency: str = "GBP", **fields: object) -> Variant:
    title = fields.pop("title", "Trail Mug")
    return Variant(Sku(sku), ProductId("p1"), str(title), Decimal(price), currency, **fields)  # type: ignore[arg-type]


def product(*variants: Variant) -> Product:
    return Product("p1", variants)


def ask(intent: str, *options: str, text: str = "", form: Form = Form.OPEN, unknown: tuple[str, ...] = ()) -> Question:
    return Question(intent, form, text, options=options, unknown_options=unknown)


SIZES = product(
    variant("s", options={"Size": "S", "Colour": "Red"}, stock=3),
    variant("m", options={"Size": "M", "Colour": "Red"}, stock=0),
    variant("l", options={"Size": "L", "Colour": "Blue"}, stock=None, available=True),
)


@pytest.mark.parametrize(
    ("stock", "available", "act"),
    [
        (3, None, "in_stock"),
        (0, None, "out"),
        (0, True, "available"),
        (0, False, "out"),
        (5, False, "unavailable"),
        (None, True, "available"),
        (None, False, "unavailable"),
        (None, None, "stock_unknown"),
    ],
)
def test_stock_of_one_variant(stock: int | None, available: bool | None, act: str) -> None:
    assert products.stock_act([variant("x", stock=stock, available=available)]) == act


def test_an_unknown_stock_is_not_read_as_zero() -> None:
    said = products.answer_stock(SIZES, VOICE, ask("product.stock"))
    assert [one.act for one in said] == ["product.available"]


def test_a_combination_that_does_not_exist_is_said_so() -> None:
    [said] = products.answer_stock(SIZES, VOICE, ask("product.stock", "L", "Red", form=Form.YESNO))
    assert (said.act, said.polarity) == ("option.combination_no", Polarity.NO)


def test_an_option_out_of_stock() -> None:
    [said] = products.answer_option(SIZES, VOICE, ask("product.option", "M", form=Form.YESNO))
    assert (said.act, said.polarity) == ("option.out", Polarity.NO)


def test_sold_out_is_no_question_for_yes() -> None:
    question = ask("product.stock", "M", text="is M sold out?", form=Form.YESNO)
    [said] = products.answer_stock(SIZES, VOICE, question)
    assert said.polarity is Polarity.OPEN


def test_an_unknown_option_value_is_refused_with_what_there_is() -> None:
    mug = product(variant("a", options={"Colour": "Red"}, stock=1), variant("b", options={"Colour": "Blue"}, stock=1))
    said = products.answer_option(mug, VOICE, ask("product.option", unknown=("Purple",), form=Form.YESNO))
    assert [one.act for one in said] == ["option.no", "option.list"]


def test_price_depends_on_the_variant() -> None:
    spread = product(variant("s", "10.00", options={"Size": "S"}), variant("l", "14.00", options={"Size": "L"}))
    [range_] = products.answer_price(spread, VOICE, ask("product.price"))
    [large] = products.answer_price(spread, VOICE, ask("product.price", "L"))
    assert (range_.act, [slot.text for slot in range_.slots]) == ("product.price_range", ["£10.00", "£14.00"])
    assert (large.act, [slot.text for slot in large.slots]) == ("option.price", ["L", "£14.00"])


def test_a_reduction_shows_both_prices() -> None:
    [said] = products.answer_price(
        product(variant("s", compare_at_price=Decimal("30.00"))), VOICE, ask("product.price")
    )
    assert (said.act, [slot.text for slot in said.slots]) == ("product.price_was", ["£24.00", "£30.00"])


def test_an_equal_earlier_price_is_no_reduction() -> None:
    same = product(variant("s", compare_at_price=Decimal("24.00")))
    [said] = products.answer_discount(same, VOICE, ask("product.discount", form=Form.YESNO))
    assert (said.act, said.polarity) == ("product.not_reduced", Polarity.NO)


@pytest.mark.parametrize(
    ("left", "right", "acts"),
    [
        (("10.00", "GBP"), ("12.00", "GBP"), ["compare.less", "compare.difference"]),
        (("12.00", "GBP"), ("12.00", "GBP"), ["compare.same"]),
        (("12.00", "GBP"), ("12.00", "EUR"), ["compare.currency"]),
    ],
)
def test_comparing_two(left: tuple[str, str], right: tuple[str, str], acts: list[str]) -> None:
    one = Product("p1", (variant("a", *left, title="Mug"),))
    other = Product("p2", (variant("b", *right, title="Cup"),))
    said = several.compare(one, other, VOICE, ask("product.compare"))
    assert [proposition.act for proposition in said] == acts


def test_the_cheapest_names_every_row_it_was_chosen_from() -> None:
    pool = [Product(f"p{n}", (variant(f"v{n}", f"{n}.00", title=f"T{n}"),)) for n in (3, 1, 2)]
    [said] = several.extreme(pool, VOICE, dearest=False)
    price = said.slots[1].receipts[0]
    assert said.slots[0].text == "“T1”"
    assert {source.key for source in price.sources} == {"v1", "v2", "v3"}
    assert price.fn == "min"


@pytest.mark.parametrize("intent", sorted(products.ANSWERS))
@pytest.mark.parametrize("options", [(), ("M",), ("L", "Red")])
def test_every_answer_binds_exactly_its_slots(intent: str, options: tuple[str, ...]) -> None:
    for said in products.ANSWERS[intent](SIZES, VOICE, ask(intent, *options)):
        assert sorted(slot.slot for slot in said.slots) == sorted(ACTS[said.act].slots_for(Row.SAME))
