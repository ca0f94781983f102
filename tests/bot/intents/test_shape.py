"""A masked segment in the form the classifier knows."""

import pytest

from bot.intents.shape import reshape, respell


@pytest.mark.parametrize(
    ("masked", "shaped"),
    [
        ("Where is my order number ORDER?", "where is order?"),
        ("заказ № ORDER", "order"),
        ("is PRODUCT, PRODUCT and PRODUCT in stock", "is product in stock"),
        (" - PRODUCT costs what?!", "product costs what?!"),
        ("多少钱？", "多少钱?"),
    ],
)
def test_reshape(masked: str, shaped: str) -> None:
    assert reshape(masked) == shaped


def test_respell_has_plain_words() -> None:
    assert respell("Do you have PRODUCT in OPTION") == "do you have the product in red"
