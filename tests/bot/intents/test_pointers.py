"""References that only the conversation resolves."""

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.intents.pointers import find_references
from bot.intents.reading import Pointer

CASES = [
    ("where is my last order", Pointer.LAST, "order"),
    ("мой последний заказ", Pointer.LAST, "order"),
    ("mi último pedido", Pointer.LAST, "order"),
    ("我最近的订单", Pointer.LAST, "order"),
    ("my first order", Pointer.FIRST, "order"),
    ("mi primer pedido", Pointer.FIRST, "order"),
    ("мой первый заказ", Pointer.FIRST, "order"),
    ("第一笔订单", Pointer.FIRST, "order"),
    ("the order before that", Pointer.PREVIOUS, "order"),
    ("mi pedido anterior", Pointer.PREVIOUS, "order"),
    ("предыдущий заказ", Pointer.PREVIOUS, "order"),
    ("上一个订单", Pointer.PREVIOUS, "order"),
    ("all my orders", Pointer.ALL, "order"),
    ("todos mis pedidos", Pointer.ALL, "order"),
    ("все мои заказы", Pointer.ALL, "order"),
    ("所有订单", Pointer.ALL, "order"),
    ("both of them", Pointer.BOTH, None),
    ("ambos", Pointer.BOTH, None),
    ("оба", Pointer.BOTH, None),
    ("两个都要", Pointer.BOTH, None),
    ("the other one", Pointer.OTHER, None),
    ("el otro", Pointer.OTHER, None),
    ("другой заказ", Pointer.OTHER, "order"),
    ("how much is it", Pointer.IT, None),
    ("сколько он стоит", Pointer.IT, None),
    ("¿cuánto cuesta ese?", Pointer.IT, None),
    ("这个多少钱", Pointer.IT, None),
]


@pytest.mark.parametrize(("text", "pointer", "of"), CASES)
def test_pointer(text: str, pointer: Pointer, of: str | None) -> None:
    [found] = find_references(text)
    assert (found.pointer, found.of, found.number) == (pointer, of, None)


@pytest.mark.parametrize(
    ("text", "number"),
    [
        ("the second one", 2),
        ("2", 2),
        ("#3", 3),
        ("number 3 please", 3),
        ("option 1", 1),
        ("two", 2),
        ("второй", 2),
        ("вариант 2", 2),
        ("el segundo", 2),
        ("la tercera", 3),
        ("第二个", 2),
        ("the first", 1),
    ],
)
def test_choice(text: str, number: int) -> None:
    [found] = find_references(text)
    assert (found.pointer, found.number) == (Pointer.CHOICE, number)


def test_a_choice_says_of_what() -> None:
    [found] = find_references("the 3rd item")
    assert (found.of, found.number) == ("product", 3)


@pytest.mark.parametrize("text", ["second hand clothes", "last week", "20 mugs", "where is order 12345", "item", ""])
def test_no_reference(text: str) -> None:
    assert find_references(text) == []


def test_in_reading_order_outside_what_is_taken() -> None:
    text = "is it in my last order"
    assert [found.pointer for found in find_references(text)] == [Pointer.IT, Pointer.LAST]
    assert [found.pointer for found in find_references(text, [(9, 22)])] == [Pointer.IT]


@given(st.lists(st.sampled_from([text for text, _, _ in CASES])).map(" ".join))
def test_references_do_not_overlap(text: str) -> None:
    found = find_references(text)
    assert all(left.end <= right.start for left, right in pairwise(found))
