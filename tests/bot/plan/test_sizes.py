"""Sizes by their order, in the spoken languages."""

from decimal import Decimal

import pytest

from bot.facts.products import Product
from bot.plan.sizes import ladder, sized
from storage.records import ProductId, Sku, Variant


def product(title: str, *values: str, name: str = "Size") -> Product:
    rows = [Variant(Sku(value), ProductId("p"), title, Decimal(1), "GBP", options={name: value}) for value in values]
    return Product("p", tuple(rows))


SHIRT = product("Moor Shirt", "L", "S", "M", "XL")
FLASK = product("Tarn Flask", "1 l", "500 ml", "750 ml", name="Volume")
HUE = product("Hue", "Red", "Blue", name="Colour")


def test_values_stand_in_order_whatever_their_units() -> None:
    assert ladder(SHIRT) == ("S", "M", "L", "XL")
    assert ladder(FLASK) == ("500 ml", "750 ml", "1 l")
    assert ladder(HUE) == ladder(product("One", "M")) == ()


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("how much is the small one", "500 ml"),
        ("the largest, got it?", "1 l"),
        ("the big flask", "1 l"),
        ("la grande, ¿hay?", "1 l"),
        ("маленькая почём", "500 ml"),
        ("大的多少钱", "1 l"),
        ("does it fit the large letterbox", None),
        ("is it in stock", None),
    ],
)
def test_the_extremes(text: str, value: str | None) -> None:
    assert sized(text, FLASK) == ([value] if value else [])


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("and one size up?", "XL"),
        ("a bigger one?", "XL"),
        ("the one below that", "M"),
        ("y una talla menos", "M"),
        ("побольше есть?", "XL"),
        ("小一号的呢", "M"),
    ],
)
def test_a_step_from_the_size_spoken_of(text: str, value: str) -> None:
    assert sized(text, SHIRT, ("L",)) == [value]


def test_there_is_no_step_beyond_the_last() -> None:
    assert sized("one size up", SHIRT, ("XL",)) == []
    assert sized("one size up", HUE, ("Red",)) == []
