"""The built-in sentences cover every ask in every language."""

import re

import pytest

from bot.intents.asks import ASKS
from bot.intents.examples import LANGUAGES, builtin
from bot.intents.recogniser import PREAMBLE


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_ask_has_examples_and_no_stranger_has(language: str) -> None:
    taught = {example.intent for example in builtin() if example.language == language}
    assert taught - {PREAMBLE} == set(ASKS)


def test_marks_are_spelled_right() -> None:
    marks = {word for example in builtin() for word in re.findall(r"\b[A-Z]{4,}\b", example.text)}
    assert {"ORDER", "PRODUCT", "OPTION", "KIND"} <= marks
    assert not marks & {"ORDERS", "PRODUCTS", "OPTIONS", "KINDS"}


def test_neighbours_share_a_line() -> None:
    lines = [example.line for example in builtin() if example.language == "en"]
    assert lines == sorted(lines)
    assert max(lines.count(line) for line in set(lines)) == 20
