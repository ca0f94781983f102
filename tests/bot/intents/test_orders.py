"""Order numbers in any spelling, and the many numbers that are none."""

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.intents.orders import OrderFinder, make_key, shape_of

FINDER = OrderFinder(["ORD-99999", "#W9999999"])
DIGITS = st.text("0123456789", min_size=5, max_size=5)


def keys(text: str, finder: OrderFinder = FINDER) -> list[str]:
    return [ref.key for ref in finder.find(text)]


@given(
    DIGITS,
    st.sampled_from(["ORD-{}", "ord-{}", "ORD{}", "ord {}", "ORD.{}", "#ORD-{}"]),
    st.sampled_from(
        ["{}", "where is {}?", "status of order {}", "{}.", "({})", "где заказ {}?", "订单{}到哪了", "mi pedido {}"]
    ),
)
def test_every_spelling_with_letters(digits: str, spelling: str, sentence: str) -> None:
    assert keys(sentence.format(spelling.format(digits))) == [f"ORD{digits}"]


@given(
    DIGITS,
    st.sampled_from(
        [
            "order no. {}",
            "order {}",
            "Order#{}",
            "order number: {}",
            "my order number is {}",
            "{}",
            "заказ № {}",
            "номер заказа {}",
            "pedido nº {}",
            "订单号{}",
        ]
    ),
)
def test_the_letters_may_be_left_out(digits: str, sentence: str) -> None:
    assert keys(sentence.format(digits)) == [digits]


@pytest.mark.parametrize("written", ["#W1234567", "W1234567", "#w1234567", "# W1234567", "w 1234567"])
def test_a_number_with_a_hash(written: str) -> None:
    assert keys(f"where is {written}") == ["W1234567"]


@pytest.mark.parametrize("text", ["order 1 2 3 4 5", "заказ № 1 2 3 4 5", "order no. 1 2 3 4 5 please"])
def test_spaced_digits(text: str) -> None:
    assert keys(text) == ["12345"]


def test_several_in_reading_order() -> None:
    text = "is #W7654321 in the same parcel as ORD-12345, and 54321?"
    found = FINDER.find(text)
    assert [ref.key for ref in found] == ["W7654321", "ORD12345", "54321"]
    assert all(text[ref.start : ref.end] == ref.written for ref in found)


@pytest.mark.parametrize(
    "text",
    [
        "it cost $12345",
        "12345 dollars",
        "12345 €",
        "12,345",
        "in 2024",
        "order from 2023",
        "since 2023",
        "size 12345",
        "my phone is 1234567",
        "tracking number 1234567",
        "tracking 12345",
        "трек-номер 12345",
        "SKU 12345",
        "1Z999AA10123456784",
        "+44 20 7946 0958",
        "12345 ml",
        "order 3 mugs",
        "I want to order 12345 pieces",
        "bob12345@example.com",
        "ORD-1234",
        "ORD-123456",
        "4111 1111 1111 1111",
        "",
    ],
)
def test_other_numbers(text: str) -> None:
    assert keys(text) == []


def test_letters_of_a_shape_are_the_shops_own() -> None:
    assert keys("AB-1234", OrderFinder(["AA-9999"])) == ["AB1234"]
    assert OrderFinder(["ORD-99999"]).find_whole("ABC-12345 and ORD-12345") == [(14, 23)]


def test_what_is_taken_holds_no_order() -> None:
    assert FINDER.find("order 12345", [(6, 11)]) == []


def test_a_shop_without_orders_still_understands_a_named_number() -> None:
    assert keys("where is order 12345", OrderFinder([])) == ["12345"]


@given(st.text())
def test_whatever_is_found_stands_there_once(text: str) -> None:
    found = FINDER.find(text)
    assert all(text[ref.start : ref.end] == ref.written and ref.key == make_key(ref.written) for ref in found)
    assert all(left.end <= right.start for left, right in pairwise(found))


def test_shape_and_key() -> None:
    assert (shape_of(" #W1234567 "), make_key("#w-123 4")) == ("#A9999999", "W1234")
