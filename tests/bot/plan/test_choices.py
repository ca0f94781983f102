"""Option values chosen by their number alone, and how several values stand together."""

from decimal import Decimal

import pytest

from bot.facts.products import Product
from bot.intents.reading import Form, OptionMention, OrderRef, ProductMention, Segment
from bot.plan.choices import MOST, alternatives, is_numbers, numbers_chosen, values_called, whole
from storage.records import ProductId, Sku, Variant


def product(*options: dict[str, str]) -> Product:
    rows = [Variant(Sku(f"s{at}"), ProductId("p"), "T", Decimal(1), "GBP", options=o) for at, o in enumerate(options)]
    return Product("p", tuple(rows))


SHOE = product({"Size": "39", "Colour": "Red"}, {"Size": "40", "Colour": "Blue"}, {"Size": "40.5", "Colour": "Blue"})
DISK = product({"Storage": "128 GB"}, {"Storage": "256GB"})
PLAIN = product({"Colour": "Red"}, {})


def segment(text: str, **mentions: object) -> Segment:
    return Segment(text, (), Form.OPEN, **mentions)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("text", "held", "chosen", "strange"),
    [
        ("256", DISK, ["256GB"], []),
        ("39 and 40?", SHOE, ["39", "40"], []),
        ("39/40.5", SHOE, ["39", "40.5"], []),
        ("do you have it in 40?", SHOE, ["40"], []),
        ("40码呢", SHOE, ["40"], []),
        ("size 43?", SHOE, [], ["43"]),
        ("и 43?", SHOE, [], ["43"]),
        ("y 512", DISK, [], ["512"]),
        ("I am 43 years old", SHOE, [], []),
        ("the blue one", SHOE, [], []),
        ("43?", PLAIN, [], []),
    ],
)
def test_a_number_chooses_its_value(text: str, held: Product, chosen: list[str], strange: list[str]) -> None:
    assert numbers_chosen(segment(text), held) == (chosen, strange)


def test_numbers_of_what_is_named_choose_nothing() -> None:
    order = OrderRef("40", "40", 6, 8)
    assert numbers_chosen(segment("order 40", orders=(order,)), SHOE) == ([], [])
    title = ProductMention("Runner 39", (("p", 1.0),), 4, 13)
    assert numbers_chosen(segment("the Runner 39 in 40", products=(title,)), SHOE) == (["40"], [])
    known = OptionMention("39", "39", ("Size",), 0, 2)
    assert numbers_chosen(segment("39", options=(known,)), SHOE) == ([], [])


def test_an_unknown_option_is_still_read() -> None:
    unknown = OptionMention("256", "256", (), 0, 3, known=False)
    assert numbers_chosen(segment("256", options=(unknown,)), DISK) == (["256GB"], [])


@pytest.mark.parametrize(
    ("text", "numbers"),
    [("39 and 40?", True), ("size 39", True), ("talla 39", True), ("39码", True), ("39 in blue", False), ("", False)],
)
def test_nothing_but_numbers(text: str, numbers: bool) -> None:
    assert is_numbers(segment(text)) is numbers


@pytest.mark.parametrize(
    ("chosen", "meant"),
    [
        (("39", "40"), [("39",), ("40",)]),
        (("39", "red"), [("39", "red")]),
        (("39", "Red", "40"), [("39", "Red"), ("40", "Red")]),
        (("Purple", "39"), [("Purple", "39")]),
        ((), [()]),
    ],
)
def test_values_of_one_option_stand_beside_each_other(chosen: tuple[str, ...], meant: list[tuple[str, ...]]) -> None:
    assert alternatives(SHOE, chosen) == meant


def test_not_every_combination_is_told() -> None:
    assert len(alternatives(SHOE, ("39", "40", "40.5", "Red", "Blue"))) == MOST


GUITAR = product({"Handedness": "Right", "Size": "1/2"}, {"Handedness": "Left", "Size": "4/4"})
STRINGS = product({"Tension": "Normal"}, {"Tension": "Hard"})


@pytest.mark.parametrize(
    ("text", "language", "held", "values"),
    [
        ("how many lefties are there", "en", GUITAR, ["Left"]),
        ("a full size one", "en", GUITAR, ["4/4"]),
        ("got the half size in?", "en", GUITAR, ["1/2"]),
        ("левша, есть?", "ru", GUITAR, ["Left"]),
        ("左手的有没有", "zh", GUITAR, ["Left"]),
        ("is it hard to tune", "en", STRINGS, []),
        ("what is left in stock", "en", STRINGS, []),
        ("rojo", "es", SHOE, ["Red"]),
    ],
)
def test_values_by_another_name(text: str, language: str, held: Product, values: list[str]) -> None:
    assert values_called(segment(text, language=language), held) == values


def test_a_part_of_a_longer_value_is_not_chosen_beside_it() -> None:
    sax = product({"Finish": "Black Nickel"}, {"Finish": "Lacquer"})
    assert whole(["Black", "Black Nickel"], sax) == ["Black Nickel"]
    assert whole(["Black", "Lacquer"], sax) == ["Black", "Lacquer"]


@pytest.mark.parametrize("text", ["with a European plug", "con enchufe europeo", "с европейской вилкой", "欧规的"])
def test_a_region_is_called_by_its_name(text: str) -> None:
    assert values_called(segment(text), product({"Plug": "UK"}, {"Plug": "EU"})) == ["EU"]
