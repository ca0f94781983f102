"""Option values as the catalogue spells them, in any language."""

from decimal import Decimal

import pytest

from bot.intents.options import Options
from bot.intents.words import cut
from storage.records import ProductId, Sku, Variant


def variant(**options: str) -> Variant:
    sku = "-".join(options.values())
    return Variant(Sku(sku), ProductId("p"), "Jacket", Decimal(10), "GBP", options=options)


OPTIONS = Options(
    [
        variant(Size="S", Colour="Red"),
        variant(Size="M", Colour="Navy Blue"),
        variant(Size="L", Colour="Gray", Fabric="Merino"),
        variant(Size="42", Capacity="500 ml", Lining="Red"),
        variant(Title="Default Title"),
    ]
)


def found(text: str, *taken: tuple[int, int]) -> list[tuple[str, str]]:
    return [(mention.written, mention.value) for mention in OPTIONS.find(text, cut(text), taken)]


@pytest.mark.parametrize(
    ("text", "mention"),
    [
        ("do you have it in red?", ("red", "Red")),
        ("the navy blue jacket", ("navy blue", "Navy Blue")),
        ("in grey please", ("grey", "Gray")),
        ("есть красная?", ("красная", "Red")),
        ("¿la tienen en roja?", ("roja", "Red")),
        ("有红色的吗", ("红色", "Red")),
        ("500ml", ("500ml", "500 ml")),
        ("size 42", ("42", "42")),
        ("размер 42", ("42", "42")),
        ("do you have it in m?", ("m", "M")),
        ("M", ("M", "M")),
        ("talla m", ("m", "M")),
        ("medium", ("medium", "M")),
        ("is it mreino wool", ("mreino", "Merino")),
    ],
)
def test_a_value_is_spelled_as_in_the_catalogue(text: str, mention: tuple[str, str]) -> None:
    assert found(text) == [mention]


def test_a_value_knows_its_names() -> None:
    text = "red or merino"
    red, merino = OPTIONS.find(text, cut(text), [])
    assert (red.names, merino.names) == (("Colour", "Lining"), ("Fabric",))
    assert red.known and merino.known


@pytest.mark.parametrize(
    ("text", "value"),
    [("in purple", "Purple"), ("в фиолетовом", "Purple"), ("紫色", "Purple"), ("size 47", "47"), ("size XL", "XL")],
)
def test_a_value_no_product_has(text: str, value: str) -> None:
    [mention] = OPTIONS.find(text, cut(text), [])
    assert (mention.value, mention.known, mention.names) == (value, False, ())


@pytest.mark.parametrize(
    "text",
    ["it's mine", "what's new", "I paid 42", "42 orders", "default title", "where is my order", ""],
)
def test_no_value(text: str) -> None:
    assert found(text) == []


def test_two_sizes() -> None:
    assert found("in s or m?") == [("s", "S"), ("m", "M")]


def test_what_a_title_covers_is_no_option() -> None:
    assert found("the Red Heron in red", (4, 13)) == [("red", "Red")]


def test_words_of_values_and_colours() -> None:
    assert OPTIONS.has_word("merino")
    assert OPTIONS.has_word("purple")
    assert not OPTIONS.has_word("jacket")
