"""The options in force: named now, kept, of the line that was bought, by shade or number."""

from decimal import Decimal

import pytest

from bot.facts.products import Product, qualified
from bot.intents.reading import Form, OptionMention, Segment
from bot.plan.fitting import Before, fit
from bot.plan.shades import alike
from storage.records import ProductId, Sku, Variant


def product(*options: dict[str, str]) -> Product:
    rows = [Variant(Sku(f"s{at}"), ProductId("p"), "T", Decimal(1), "GBP", options=o) for at, o in enumerate(options)]
    return Product("p", tuple(rows))


NEW = Before()
COAT = product({"Size": "S", "Colour": "Plum"}, {"Size": "M", "Colour": "Plum"}, {"Size": "M", "Colour": "Moss"})
JEANS = product({"Waist": "32", "Length": "30"}, {"Waist": "32", "Length": "32"}, {"Waist": "34", "Length": "32"})


def values(text: str, held: Product, before: Before = NEW, **mentions: object) -> tuple[str, ...]:
    asked = Segment(text, (), Form.OPEN, **mentions)  # type: ignore[arg-type]
    return fit(asked, "product.stock", (), [held], before).values


def colour(value: str, known: bool = True) -> tuple[OptionMention, ...]:
    return (OptionMention(value.lower(), value, ("Colour",) if known else (), 0, len(value), known),)


def test_a_shade_is_meant_where_the_plain_colour_is_not_to_be_had() -> None:
    assert alike("Purple", COAT) == ["Plum"]
    assert alike("Plum", COAT) == alike("Yellow", COAT) == []
    assert values("in purple?", COAT, options=colour("Purple", known=False)) == ("Plum",)
    asked = Segment("in yellow?", (), Form.OPEN, options=colour("Yellow", known=False))
    assert fit(asked, "product.option", (), [COAT]).unknown == ("Yellow",)


def test_what_is_named_now_takes_the_place_of_what_was_chosen_before() -> None:
    before = Before(then=("S", "Plum"))
    assert values("in moss?", COAT, before, options=colour("Moss")) == ("S", "Moss")
    assert values("how many", COAT, Before(now=("M",), then=("S", "Plum"))) == ("M", "Plum")


@pytest.mark.parametrize(
    ("text", "kept"),
    [("another pair in that", ("M", "Plum")), ("同色的还有吗", ("M", "Plum")), ("is it still sold", ())],
)
def test_as_the_one_that_was_bought(text: str, kept: tuple[str, ...]) -> None:
    assert values(text, COAT, Before(bought=("M", "Plum"))) == kept


def test_two_numbers_are_of_two_options() -> None:
    chosen = values("got 32/32?", JEANS)
    assert chosen == (qualified("Waist", "32"), qualified("Length", "32"))
    assert [row.sku for row in JEANS.having(chosen)] == ["s1"]
    assert values("40/32?", JEANS) == ("32",)


def test_what_led_up_to_the_question_names_the_size() -> None:
    assert values("is there one?", JEANS, lead="the 34 ones") == ("34",)
