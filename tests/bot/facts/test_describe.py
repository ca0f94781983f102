"""Which sentence of a description answers a question, across languages."""

from collections.abc import Sequence
from decimal import Decimal

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.facts.describe import best_sentence, best_sentences, stems
from bot.facts.meaning import NONE, Matrix, Meaning
from bot.facts.products import Product, sentences
from storage.records import ProductId, Sku, Variant

TOLD = (
    "A tent for two people. Made of ripstop nylon. The fabric has a hydrostatic head of 3000 mm. "
    "It weighs 1.9 kg. Wipe with a damp cloth. Packs down to 40 cm. Poles and pegs are included."
)
WATER, WEIGHT, MATERIAL, CARE = (
    "The fabric has a hydrostatic head of 3000 mm.",
    "It weighs 1.9 kg.",
    "Made of ripstop nylon.",
    "Wipe with a damp cloth.",
)


def product(description: str | None, meaning: Meaning = NONE) -> Product:
    row = Variant(Sku("s"), ProductId("p"), "Alpine Dome Tent", Decimal(9), "GBP", description=description)
    return Product("p", (row,), meaning)


@pytest.mark.parametrize(
    ("text", "language", "sentence"),
    [
        ("is it waterproof?", "en", WATER),
        ("how heavy is it", "en", WEIGHT),
        ("what is it made of?", "en", MATERIAL),
        ("how do I clean it", "en", CARE),
        ("are pegs included", "en", "Poles and pegs are included."),
        ("сколько он весит?", "ru", WEIGHT),
        ("из чего он сделан", "ru", MATERIAL),
        ("¿cuánto pesa?", "es", WEIGHT),
        ("¿es impermeable?", "es", WATER),
        ("防水吗", "zh", WATER),
        ("有多重", "zh", WEIGHT),
    ],
)
def test_the_sentence_that_speaks_of_it(text: str, language: str, sentence: str) -> None:
    assert best_sentence(product(TOLD), text, language) == sentence


@pytest.mark.parametrize(
    ("text", "language", "told"),
    [
        ("how heavy is it and what is it made of", "en", {WEIGHT, MATERIAL}),
        ("are pegs included, and how heavy is it?", "en", {WEIGHT, "Poles and pegs are included."}),
        ("¿cuánto pesa y es impermeable?", "es", {WEIGHT, WATER}),
        ("how heavy is it and does it glow", "en", {WEIGHT}),
        ("how heavy is it", "en", {WEIGHT}),
        ("how much does it weigh, is it heavy?", "en", {WEIGHT}),
        ("does it glow and does it sing", "en", set()),
    ],
)
def test_two_details_asked_at_once(text: str, language: str, told: set[str]) -> None:
    found = best_sentences(product(TOLD), text, language)
    assert set(found) == told
    assert len(found) == len(told)


@pytest.mark.parametrize(
    ("text", "language"),
    [("how heavy is it", "en"), ("сколько она весит", "ru"), ("¿cuánto pesa?", "es"), ("有多重", "zh")],
)
def test_a_quantity_is_answered_by_its_number(text: str, language: str) -> None:
    told = "An enamelled pot with a heavy lid. The large one has 5.1 kg. It may stand in the oven up to 240 °C."
    assert best_sentence(product(told), text, language) == "The large one has 5.1 kg."


@pytest.mark.parametrize("text", ["does it glow at night", "is there an engraving service", "светится ли", ""])
def test_a_description_that_does_not_say(text: str) -> None:
    assert best_sentence(product(TOLD), text) is None


@pytest.mark.parametrize("description", [None, "", "  \n "])
def test_no_description(description: str | None) -> None:
    assert best_sentence(product(description), "is it waterproof?") is None


class Glow:
    """Vectors by which glowing is reflecting."""

    def embed(self, texts: Sequence[str]) -> Matrix:
        return np.eye(2, dtype=np.float32)[[int("glow" in text or "reflect" in text) for text in texts]]


def test_meaning_finds_what_words_do_not() -> None:
    told = "A jacket for runners. Strips reflect headlights."
    assert best_sentence(product(told), "qwerty") is None
    assert best_sentence(product(told, Meaning(Glow())), "does it glow") == "Strips reflect headlights."


@given(st.text(), st.text(), st.sampled_from(["en", "zh", "ru", "es"]))
@settings(deadline=None)
def test_only_sentences_of_the_description_are_quoted(description: str, text: str, language: str) -> None:
    found = best_sentence(product(description), text, language)
    assert found is None or found in sentences(description)


def test_stems_meet() -> None:
    assert stems("Washing the tents") == stems("wash a tent")
    assert stems("is it") == frozenset()
    assert stems("knives, shelves, gloves") == stems("knife, shelf, glove")
    assert "防水" in stems("很防水的")
