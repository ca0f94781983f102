"""Long texts are cut where a reader would cut them, and nothing but white space is lost."""

import regex
from hypothesis import given
from hypothesis import strategies as st

from bot.conversation.parts import LIMIT, count_units, split_text

FAMILY = "👨‍👩‍👧‍👦"
ALPHABET = st.sampled_from(
    ["a", "é", "e\u0301", "中", "。", FAMILY, "🇩🇪", " ", "\n", "\r\n", ". ", " \u0301", "\u200d", "👍🏽"]
)


def graphemes(text: str) -> list[str]:
    return regex.findall(r"\X", text)


def test_short_and_blank_texts() -> None:
    assert split_text("  one\n") == ["  one\n"]
    assert split_text("") == split_text(" \n ") == split_text(" " * 5000) == []
    assert split_text("x" * LIMIT) == ["x" * LIMIT]
    assert [len(part) for part in split_text("x" * (LIMIT + 1))] == [LIMIT, 1]


def test_it_counts_as_telegram_does() -> None:
    assert count_units("aé中👍") == 5
    assert [len(part) for part in split_text("👍" * 3000)] == [2048, 952]


def test_better_places_first() -> None:
    assert split_text("One, two and three.\n\nFour.\nFive six", 28) == ["One, two and three.", "Four.\nFive six"]
    assert split_text("One, two and three.\nFour. Five six", 28) == ["One, two and three.", "Four. Five six"]
    assert split_text("One two and three. Four five six", 24) == ["One two and three.", "Four five six"]
    assert split_text("One two and three four five six", 24) == ["One two and three four", "five six"]
    assert split_text("到货时间是周五。欢迎再来看看", 10) == ["到货时间是周五。", "欢迎再来看看"]


def test_a_far_away_break_is_not_worth_a_short_part() -> None:
    assert split_text("A\n\nbcdefghijklmnop", 10) == ["A\n\nbcdefgh", "ijklmnop"]


def test_a_single_character_longer_than_a_part() -> None:
    monster = "a" + "\u0301" * 5000
    parts = split_text(monster)
    assert "".join(parts) == monster and len(parts) > 1
    assert all(count_units(part) <= LIMIT for part in parts)


@given(st.lists(ALPHABET, max_size=120).map("".join), st.integers(30, 60))
def test_parts_join_to_the_text(text: str, limit: int) -> None:
    parts = split_text(text, limit)
    rest = text
    for part in parts:
        assert 1 <= count_units(part) <= limit
        before, found, rest = rest.partition(part)
        assert found and not before.strip()
    assert not rest.strip()


@given(st.lists(ALPHABET, max_size=120).map("".join))
def test_no_cut_inside_a_character(text: str) -> None:
    longest = max((count_units(one) for one in graphemes(text)), default=0)
    limit = max(30, longest)
    whole = [one for one in graphemes(text) if not one.isspace()]
    assert [one for part in split_text(text, limit) for one in graphemes(part) if not one.isspace()] == whole


@given(st.text(max_size=300), st.integers(2, 40))
def test_any_text_at_all(text: str, limit: int) -> None:
    parts = split_text(text, limit)
    assert all(1 <= count_units(part) <= limit for part in parts)
    assert "".join("".join(parts).split()) == "".join(text.split())
