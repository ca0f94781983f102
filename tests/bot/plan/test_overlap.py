"""Which words of a row a text speaks, in its language and in ours."""

import pytest

from bot.plan.overlap import rarity, shared, spoken


@pytest.mark.parametrize(
    ("text", "language", "word"),
    [
        ("where are my kettles", "en", "kettle"),
        ("где мой чайник", "ru", "kettle"),
        ("dónde está mi hervidor rojo", "es", "red"),
        ("я заказал бодран", "ru", "bodhran"),
    ],
)
def test_a_word_is_said_in_any_language(text: str, language: str, word: str) -> None:
    assert spoken(text, language).says(word)


def test_words_of_every_talk_are_not_said() -> None:
    assert not spoken("where is my order", "en").stems


def test_a_word_of_every_row_tells_nothing_more_than_one_of_few() -> None:
    rare = rarity([{"tent": 1.0, "red": 1.0}, {"tent": 1.0}, {"tent": 1.0}])
    assert rare["red"] > rare["tent"]
    said = spoken("the red tent", "en")
    assert shared(said, {"tent": 1.0, "red": 1.0}, rare) > shared(said, {"tent": 1.0}, rare) > 0


def test_what_is_not_said_counts_nothing() -> None:
    assert shared(spoken("the mug", "en"), {"tent": 1.0}, {"tent": 1.0}) == 0.0
