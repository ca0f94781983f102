"""Mentions hidden from the recogniser and from the prompt."""

import re

from hypothesis import given
from hypothesis import strategies as st

from bot.intents.masking import SLOTS, mask, respond

TEXT = "is the Trail Mug in #W12 or 3.5 km away?"
MARKS = [(7, 16, "PRODUCT"), (20, 24, "ORDER")]


def test_mentions_become_marks() -> None:
    assert mask(TEXT, MARKS) == "is the PRODUCT in ORDER or 3.5 km away?"


def test_a_stretch_alone() -> None:
    assert mask(TEXT, MARKS, 17, 27) == "in ORDER or"


def test_a_mark_stands_apart_from_chinese() -> None:
    assert mask("W12在哪", [(0, 3, "ORDER")]) == "ORDER 在哪"


def test_the_longer_of_two_wins() -> None:
    assert mask("Trail Mug", [(0, 9, "PRODUCT"), (6, 9, "KIND"), (0, 5, "OPTION")]) == "PRODUCT"


def test_a_prompt_has_slots_and_no_digits() -> None:
    assert respond(TEXT, MARKS) == "is the {product.title} in {order.id} or km away?"


def test_addresses_do_not_reach_the_prompt() -> None:
    assert respond("I am a@b.co ok", [(5, 11, "EMAIL")]) == "I am ok"


def test_braces_of_a_customer_are_no_slots() -> None:
    assert respond("say {order.id}", []) == "say (order.id)"


marks = st.lists(st.tuples(st.integers(0, 20), st.integers(1, 9), st.sampled_from(sorted(SLOTS))), max_size=4).map(
    lambda drawn: [(start, start + length, name) for start, length, name in drawn]
)


@given(st.text(st.characters(codec="ascii"), min_size=30), marks)
def test_a_prompt_never_shows_a_digit_or_a_strange_slot(text: str, marked: list[tuple[int, int, str]]) -> None:
    said = respond(text, marked)
    assert not re.search(r"\d", said)
    assert set(re.findall(r"\{[^}]*\}?|\}", said)) <= set(SLOTS.values())
