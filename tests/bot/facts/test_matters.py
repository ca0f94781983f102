"""Matters by pattern and by likeness, of a small file and of the two that are shipped."""

import re
from collections import defaultdict
from importlib.resources import files
from pathlib import Path
from typing import Any

import pytest
import yaml

from bot.facts.matters import BY_PATTERN, LEAST, Matters
from bot.intents.examples import LANGUAGES

SMALL = """
damage:
  asks: '\\b(broken|cracked)\\b|разбит'
  told: '\\bdamaged\\b'
  en: [it came in pieces, the mug has a crack, my parcel was crushed]
  ru: [пришло битое, коробка помята]
cost:
  asks: 'how much'
  passage: '£\\d'
  en: [what do you charge for postage, delivery fee, is it free]
"""


@pytest.fixture
def small(tmp_path: Path) -> Matters:
    (tmp_path / "small.yaml").write_text(SMALL)
    return Matters(str(tmp_path / "small.yaml"))


def test_a_pattern_is_sure_of_its_matter(small: Matters) -> None:
    assert small.asked("the lid is BROKEN", "en")["damage"] >= BY_PATTERN
    assert small.asked("how much for the broken one", "en").keys() == {"damage", "cost"}


def test_examples_find_a_matter_without_its_words(small: Matters) -> None:
    found = small.asked("what is the postage fee", "en")
    assert max(found, key=lambda name: found[name]) == "cost"
    assert all(LEAST <= sure <= 1 for sure in found.values())
    assert "damage" in small.asked("пришло битым", "ru")


def test_another_language_is_compared_with_english(small: Matters) -> None:
    assert small.asked("delivery fee", "de") == small.asked("delivery fee", "en")


def test_what_a_text_speaks_of(small: Matters) -> None:
    assert small.told("Damaged parcels cost £3.") == {"damage", "cost"}
    assert small.told("Broken ones") == frozenset()


def test_what_was_asked_is_kept(small: Matters) -> None:
    assert small.asked("is it free", "en") is small.asked("is it free", "en")
    assert small.told("£3") is small.told("£3")


Table = dict[str, dict[str, Any]]


@pytest.fixture(scope="module", params=["policy_matters.yaml", "detail_matters.yaml"])
def shipped(request: pytest.FixtureRequest) -> Table:
    text = files("bot.facts").joinpath(request.param).read_text("utf-8")
    return dict(yaml.load(text, getattr(yaml, "CSafeLoader", yaml.SafeLoader)))


def test_every_pattern_compiles_and_needs_a_word(shipped: Table) -> None:
    for name, row in shipped.items():
        for field in {"asks", "told", "passage"} & row.keys():
            assert not re.compile(row[field], re.IGNORECASE).search(""), (name, field)
        assert "asks" in row and ("told" in row) != ("passage" in row), name


def test_every_matter_has_examples_in_every_language(shipped: Table) -> None:
    assert [(name, code) for name, row in shipped.items() for code in LANGUAGES if not row.get(code)] == []


def test_no_example_stands_in_two_matters(shipped: Table) -> None:
    held = defaultdict(set)
    for name, row in shipped.items():
        for language in LANGUAGES:
            for text in row.get(language, ()):
                assert isinstance(text, str), (name, text)
                held[language, text.casefold().strip(" ?!.")].add(name)
    assert {text: names for text, names in held.items() if len(names) > 1} == {}
