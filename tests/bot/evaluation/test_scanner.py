"""What stands in a reply without a receipt is found; what a receipt prints is accepted where it is printed."""

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.evaluation.scanner import ungrounded

SOURCE = {"table": "orders", "key": "#W1", "column": "total", "value": "48.00", "version": 1}


def proof(text: str, *sources: dict[str, Any]) -> dict[str, Any]:
    return {"slot": "total", "text": text, "sources": list(sources or (SOURCE,))}


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("It has 3 parts.", ["3"]),
        ("It has three parts.", ["three"]),
        ("Half of it: ½.", ["½"]),
        ("明天到", ["明天"]),
        ("Order #W2611340 is on its way.", ["2611340"]),
        ("It comes to £48.00.", ["48.00", "£"]),
        ("Paid in €, not in ₽.", ["€", "₽"]),
        ("Between 9:00 and 18:00.", ["9:00", "18:00"]),
        ("1,299.50 in all", ["1,299.50"]),
        ("共 ３ 件", ["３"]),
        ("We carry “Trail Mug”.", ["“Trail Mug”"]),
        ("Это «Кружка».", ["«Кружка»"]),
        ("See https://shop.example/p and ask.", ["https://shop.example/p"]),
        ("See http://shop.example", ["http://shop.example"]),
        ("Hello, how can I help?", []),
        ("", []),
    ],
)
def test_what_no_receipt_prints_is_found(text: str, found: list[str]) -> None:
    assert sorted(ungrounded(text, [])) == sorted(found)


@pytest.mark.parametrize(
    ("text", "printed"),
    [
        ("It comes to £48.00.", ["£48.00"]),
        ("It comes to £48.00, twice £48.00.", ["£48.00"]),
        ("Order #W2611340 left on June 5.", ["#W2611340", "June 5"]),
        ("We have:\n• 2 × “Trail Mug”, £12.00", ["\n• 2 × “Trail Mug”, £12.00"]),
        ("We have “Trail Mug” for £12.00.", ["“Trail Mug”", "£12.00"]),
        ("It was 1\u202f234,50\u00a0€ in all.", ["1 234,50 €"]),
        ("It was 1 234,50 € in all.", ["1\u202f234,50\u00a0€"]),
        ("Follow it:\nhttps://t.example/1?a=2", ["https://t.example/1?a=2"]),
        ("“Returns within 45 days.”", ["“Returns within 45 days.”"]),
    ],
)
def test_what_a_receipt_prints_is_accepted(text: str, printed: list[str]) -> None:
    assert ungrounded(text, [proof(one) for one in printed]) == []


@pytest.mark.parametrize(
    ("text", "printed"),
    [
        ("It comes to £480.00.", "£48.00"),
        ("It comes to £48.00.", "£4"),
        ("It comes to $48.00.", "48.00"),
        ("Order #W26113401.", "#W2611340"),
        ("We carry “Trail Mug XL”.", "Trail Mug"),
        ("See https://t.example/12", "https://t.example/1"),
        ("June 5 and June 6", "June 5"),
    ],
)
def test_a_part_or_a_neighbour_of_a_receipt_is_not(text: str, printed: str) -> None:
    assert ungrounded(text, [proof(printed)])


def test_a_receipt_without_a_source_proves_nothing() -> None:
    assert ungrounded("It comes to £48.00.", [{"slot": "total", "text": "£48.00", "sources": []}])
    assert ungrounded("It comes to £48.00.", [proof("  ")])


def test_the_stop_after_a_link_is_no_part_of_it() -> None:
    said = "Our website is https://larder.example."
    assert ungrounded(said, [proof("https://larder.example")]) == []
    assert ungrounded(said, [proof("https://larder")]) == ["https://larder.example"]
    assert ungrounded("网址是https://larder.example/p。", [proof("https://larder.example/p")]) == []


@given(st.text(max_size=60))
def test_a_text_that_is_its_own_receipt_is_grounded(text: str) -> None:
    assert ungrounded(text.strip(), [proof(text.strip())]) == []


@given(st.text(st.characters(exclude_categories=("Nd", "No", "Nl", "Sc", "Lo")), max_size=60))
def test_words_alone_need_no_receipt(text: str) -> None:
    plain = text.translate(dict.fromkeys(map(ord, "“”«»:/")))
    assert ungrounded(plain, []) == []


@given(st.integers(0, 10**9), st.text(st.characters(categories=("L", "Zs")), max_size=20))
def test_a_number_is_always_found(number: int, around: str) -> None:
    assert str(number) in ungrounded(f"{around} {number} {around}", [])
