"""Price ranges that customers set, in the spoken languages."""

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.facts.products import Product
from bot.plan.limits import within
from storage.records import ProductId, Sku, Variant


def product(*prices: int | str) -> Product:
    rows = [
        Variant(Sku(f"{price}/{at}"), ProductId("p"), "T", Decimal(price), "GBP") for at, price in enumerate(prices)
    ]
    return Product(str(prices[0]), tuple(rows))


SHELF = [product(10), product(30), product(50)]


def left(text: str) -> list[int]:
    return [int(one.first.price) for one in within(SHELF, text)]


@pytest.mark.parametrize(
    "text",
    [
        "anything under 30 euros",
        "below £30",
        "less than $30",
        "up to 30",
        "at most 30",
        "max 30",
        "menos de 30",
        "hasta 30 €",
        "máximo 30",
        "до 30",
        "дешевле 30",
        "30元以下",
        "30以内",
        "不超过30",
        "低于 30",
    ],
)
def test_a_most(text: str) -> None:
    assert left(text) == [10, 30]


@pytest.mark.parametrize("text", ["over 30", "at least £30", "from 30", "más de 30", "desde 30", "от 30", "30以上"])
def test_a_least(text: str) -> None:
    assert left(text) == [30, 50]


@pytest.mark.parametrize("text", ["from 20 up to 40", "от 20 до 40", "less than €40 but more than €20"])
def test_both(text: str) -> None:
    assert left(text) == [30]


@pytest.mark.parametrize("text", ["what do you have", "under a tent", "a 30 litre one", ""])
def test_no_limit(text: str) -> None:
    assert left(text) == [10, 30, 50]


def test_one_variant_in_the_range_is_enough() -> None:
    spread = product(10, 60)
    assert within([spread], "under 20") == [spread]
    assert within([spread], "between, from 20 up to 40") == []


@pytest.mark.parametrize("written", ["12.50", "12,50", "12,5"])
def test_either_decimal_sign(written: str) -> None:
    held = [product("12.50"), product("12.51")]
    assert within(held, f"up to {written}") == held[:1]


@given(st.integers(0, 10_000), st.lists(st.integers(0, 10_000), max_size=5))
def test_the_limit_divides_the_shelf(limit: int, prices: list[int]) -> None:
    held = [product(price) for price in prices]
    assert within(held, f"up to {limit}") == [one for one in held if one.first.price <= limit]
    assert within(held, f"at least {limit}") == [one for one in held if one.first.price >= limit]
