"""Words of the trade known by their English word."""

import pytest

from bot.intents.lexicon import lexicon
from bot.intents.words import cut


def terms(text: str) -> list[tuple[str, str]]:
    return [(term.group, term.english) for term in lexicon().find(cut(text))]


@pytest.mark.parametrize(
    ("text", "group", "english"),
    [
        ("grey", "colours", "grey"),
        ("gray", "colours", "grey"),
        ("красную", "colours", "red"),
        ("roja", "colours", "red"),
        ("蓝色", "colours", "blue"),
        ("navy blue", "colours", "navy"),
        ("azul marino", "colours", "navy"),
        ("extra large", "sizes", "XL"),
        ("中号", "sizes", "M"),
        ("палатками", "nouns", "tent"),
        ("tiendas de campaña", "nouns", "tent"),
        ("帐篷", "nouns", "tent"),
        ("cups", "nouns", "mug"),
    ],
)
def test_a_word_has_an_english_one(text: str, group: str, english: str) -> None:
    assert (group, english) in terms(text)


def test_the_longest_term_wins() -> None:
    assert terms("a navy blue sleeping bag") == [("colours", "navy"), ("nouns", "sleeping bag")]


def test_terms_know_their_words() -> None:
    words = cut("две красные палатки")
    assert [[word.text for word in words[term.first : term.last + 1]] for term in lexicon().find(words)] == [
        ["красные"],
        ["палатки"],
    ]


@pytest.mark.parametrize("text", ["where is my order", "стоимость", "gracias", "谢谢"])
def test_talk_is_no_term(text: str) -> None:
    assert terms(text) == []
