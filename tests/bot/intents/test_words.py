"""Words with their places, one spelling for two writings of a name."""

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.intents.words import cut, fold, key, stem


@given(st.text())
def test_every_word_stands_where_it_says(text: str) -> None:
    words = cut(text)
    assert all(text[word.start : word.end] == word.text for word in words)
    assert all(left.end <= right.start for left, right in pairwise(words))


@given(st.text())
def test_no_letter_and_no_digit_is_lost(text: str) -> None:
    covered = {place for word in cut(text) for place in range(word.start, word.end)}
    assert all(place in covered for place, char in enumerate(text) if char.isalpha() or char.isdecimal())


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("500ml bottle", ["500", "ml", "bottle"]),
        ("蓝色帐篷2", ["蓝", "色", "帐", "篷", "2"]),
        ("it costs 1,5 or 2.50.", ["it", "costs", "1,5", "or", "2.50"]),
        ("don't well-known", ["don't", "well", "known"]),
    ],
)
def test_cut(text: str, words: list[str]) -> None:
    assert [word.text for word in cut(text)] == words


@pytest.mark.parametrize(
    ("written", "folded"), [("ÉCLAIR", "eclair"), ("Ñandú", "nandu"), ("ЁЛКА", "елка"), ("Чай", "чай"), ("X", "x")]
)
def test_fold(written: str, folded: str) -> None:
    assert fold(written) == folded


@pytest.mark.parametrize(
    ("one", "many"),
    [
        ("mug", "mugs"),
        ("box", "boxes"),
        ("watch", "watches"),
        ("dress", "dresses"),
        ("battery", "batteries"),
        ("scarf", "scarves"),
        ("shoe", "shoes"),
        ("phone", "phones"),
        ("candle", "candles"),
        ("taza", "tazas"),
        ("палатка", "палатки"),
        ("палатку", "палатками"),
        ("синий", "синего"),
        ("bob's", "bob"),
    ],
)
def test_number_and_case_do_not_matter(one: str, many: str) -> None:
    assert stem(one) == stem(many)


@pytest.mark.parametrize("word", ["glass", "bus", "gas", "tennis", "чай", "蓝"])
def test_what_only_looks_like_a_plural_stays(word: str) -> None:
    assert stem(word) == word


@pytest.mark.parametrize(
    ("title", "typed"),
    [("Trail Mug 500 ml", "trail mugs, 500ML"), ("Café Olé", "cafe ole"), ("Salt & Pepper", "salt  pepper")],
)
def test_two_spellings_of_one_title_share_a_key(title: str, typed: str) -> None:
    assert key(title) == key(typed)


def test_other_titles_have_other_keys() -> None:
    assert len({key(title) for title in ("Trail Mug", "Mug Trail", "Trail Mug 2", "Trail")}) == 4
