"""Which days and months a text speaks of, seen from one day in June."""

from datetime import date

import pytest

from bot.intents.moments import find_days, find_spans, find_times_of_year

TODAY = date(2026, 6, 15)


@pytest.mark.parametrize(
    ("text", "first", "last"),
    [
        ("the one from yesterday", date(2026, 6, 14), date(2026, 6, 14)),
        ("las baquetas de ayer", date(2026, 6, 14), date(2026, 6, 14)),
        ("вчера заказал", date(2026, 6, 14), date(2026, 6, 14)),
        ("前天下单的", date(2026, 6, 13), date(2026, 6, 13)),
        ("bought last week", date(2026, 6, 2), date(2026, 6, 11)),
    ],
)
def test_days_before_today(text: str, first: date, last: date) -> None:
    assert find_spans(text, TODAY)[0] == (first, last)


def test_of_two_stretches_the_shorter_comes_first() -> None:
    assert find_spans("this week, yesterday", TODAY)[0] == (date(2026, 6, 14), date(2026, 6, 14))


def test_no_time_no_stretch() -> None:
    assert find_spans("my kettle order", TODAY) == ()


@pytest.mark.parametrize(
    ("text", "months"),
    [
        ("in spring", {3, 4, 5}),
        ("весной", {3, 4, 5}),
        ("este invierno", {12, 1, 2}),
        ("from March", {3}),
        ("夏天", {6, 7, 8}),
    ],
)
def test_seasons_are_months(text: str, months: set[int]) -> None:
    assert find_times_of_year(text) == months


def test_a_steel_spring_is_no_season() -> None:
    assert find_times_of_year("a spring capo") == frozenset()


def test_days_of_the_month() -> None:
    assert find_days("the one man tent from the 7th") == {7}
    assert find_days("6号那单") == {6}
    assert find_days("the 65 litre one") == frozenset()
