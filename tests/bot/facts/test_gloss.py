"""Questions put into English word by word, and the table they are put with."""

from collections import Counter
from importlib.resources import files

import pytest
import yaml
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.facts.gloss import to_english
from bot.intents.words import fold


@pytest.mark.parametrize(
    ("text", "language", "english"),
    [
        ("¿Cuánto cuesta el envío?", "es", "how much does it cost delivery"),
        ("¿cuántos DÍAS?", "es", "how many days"),
        ("сколько стоит доставка", "ru", "how much does it cost delivery"),
        ("运费多少钱", "zh", "shipping how much does it cost"),
        ("zzz", "es", ""),
        ("", "ru", ""),
    ],
)
def test_words_are_put_into_english(text: str, language: str, english: str) -> None:
    assert to_english(text, language) == english


def test_the_longest_phrase_wins() -> None:
    assert to_english("cuanto", "es") == "how much"
    assert to_english("cuanto tarda", "es") == "how long"
    assert to_english("多少", "zh") == "how much"
    assert to_english("多少天", "zh") == "how many days"


def test_russian_endings_need_no_entry() -> None:
    assert {to_english(word, "ru") for word in ("доставка", "доставки", "доставкой")} == {"delivery"}


def test_latin_names_stay_but_among_spanish_words() -> None:
    assert to_english("это iPhone 15", "ru") == "iPhone 15"
    assert to_english("USB zzz 充电", "zh").startswith("USB zzz ")
    assert to_english("zzz envío", "es") == "delivery"


@given(st.text(), st.sampled_from(["es", "ru", "zh"]))
@settings(deadline=None)
def test_any_text_is_read(text: str, language: str) -> None:
    assert to_english(text, language) == to_english(text, language).strip()


@pytest.fixture(scope="module")
def table() -> dict[str, dict[str, list[str]]]:
    text = files("bot.facts").joinpath("gloss.yaml").read_text("utf-8")
    return dict(yaml.load(text, getattr(yaml, "CSafeLoader", yaml.SafeLoader)))


@pytest.mark.parametrize("language", ["es", "ru", "zh"])
def test_no_word_stands_twice(table: dict[str, dict[str, list[str]]], language: str) -> None:
    words = [" ".join(map(fold, word.split())) for row in table.values() for word in row.get(language, ())]
    assert len(words) > 1000
    assert [word for word, count in Counter(words).items() if count > 1] == []


def test_the_table_holds_texts_only(table: dict[str, dict[str, list[str]]]) -> None:
    """YAML reads a bare `no` as false."""
    assert [english for english in table if not isinstance(english, str) or not english.isascii()] == []
    assert {language for row in table.values() for language in row} == {"es", "ru", "zh"}
    assert [
        word for row in table.values() for words in row.values() for word in words if not isinstance(word, str)
    ] == []
