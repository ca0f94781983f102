"""Months by name in every spoken language; words that only look like one are none."""

import pytest
from babel import Locale

from bot.intents.months import find_months

SAID = {"en": "the order from {}", "es": "el pedido de {}", "ru": "заказ от 3 {}", "zh_Hans": "{}的订单"}


@pytest.mark.parametrize("language", SAID)
@pytest.mark.parametrize("number", range(1, 13))
def test_every_month_of_every_language(language: str, number: int) -> None:
    name = Locale.parse(language).months["format"]["wide"][number]
    assert find_months(SAID[language].format(name)) == {number}
    assert find_months(SAID[language].format(name).upper()) == {number}


@pytest.mark.parametrize(
    ("text", "months"),
    [
        ("my order in Sept", {9}),
        ("pedido de setiembre", {9}),
        ("в мае или в июне", {5, 6}),
        ("майский заказ", {5}),
        ("from January to March", {1, 3}),
        ("last may", {5}),
        ("1月和12月", {1, 12}),
        ("十一月", {11}),
        ("十二月", {12}),
        ("2025年11月的", {11}),
    ],
)
def test_months_named(text: str, months: set[int]) -> None:
    assert find_months(text) == months


@pytest.mark.parametrize(
    "text",
    ["may I return it", "you may keep it", "I decided", "janitor", "marched", "майка", "13月", "月", "2 months", ""],
)
def test_no_month(text: str) -> None:
    assert find_months(text) == frozenset()
