"""A message is cleaned once, whatever was typed or pasted."""

import time
import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.intents.normalise import MAX_CHARS, clean, has_words

ANY = st.text(st.characters(exclude_categories=[]))


@given(ANY)
def test_nothing_invisible_is_left(text: str) -> None:
    cleaned = clean(text)
    cleaned.encode()
    assert not any(unicodedata.category(char) in ("Cc", "Cf", "Co", "Cs") for char in cleaned.replace("\n", ""))
    assert cleaned == cleaned.strip()
    assert "  " not in cleaned


@given(st.text("abc жя 中?!.,:-", max_size=50))
def test_words_stay(text: str) -> None:
    assert [char for char in clean(text) if char.isalnum()] == [char for char in text if char.isalnum()]


@pytest.mark.parametrize(
    ("typed", "cleaned"),
    [
        ("a\ud800b", "a b"),
        ("or\u200bder\ufeff", "order"),
        ("\u202e12345\u202c", "12345"),
        ("ＯＲＤ－１２３", "ORD-123"),
        ("don’t “buy”", 'don\'t "buy"'),
        ("a\u00a0 \t b", "a b"),
        ("a \r\n\r\n b", "a\nb"),
        ("a\x00b\x1b", "a b"),
        ("why??????", "why???"),
        ("e\u0301", "é"),
    ],
)
def test_one_spelling(typed: str, cleaned: str) -> None:
    assert clean(typed) == cleaned


@pytest.mark.parametrize("char", ["a", "\ufdfa", "\ud800", "\u200b", "!", "\n", "😀"])
def test_a_megabyte_is_cut_in_no_time(char: str) -> None:
    started = time.perf_counter()
    assert len(clean(char * 1_000_000)) <= MAX_CHARS
    assert time.perf_counter() - started < 0.5


@pytest.mark.parametrize(("text", "said"), [("ok", True), ("7", True), ("中", True), ("👍🏽 !?", False), ("", False)])
def test_has_words(text: str, said: bool) -> None:
    assert has_words(text) is said
