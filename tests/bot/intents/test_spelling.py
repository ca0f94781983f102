"""Misspelt words and the known words they stand for."""

import pytest

from bot.intents.spelling import Spelling

SPELLING = Spelling(["jacket", "backpack", "lantern", "tent", "mug", "палатк"], familiar={"jacked", "latern"})


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("jackt", "jacket"),
        ("jakcet", "jacket"),
        ("bakcpakc", "backpack"),
        ("tnet", "tent"),
        ("палтк", "палатк"),
    ],
)
def test_a_slip_is_mended(typed: str, meant: str) -> None:
    near = SPELLING.nearest(typed)
    assert near is not None
    assert near[0] == meant
    assert 0.5 < near[1] < 1


@pytest.mark.parametrize("typed", ["jckt", "bakcpaks", "mag", "jacked", "latern", "ten7", "", "rent"])
def test_what_is_too_far_short_or_familiar_is_no_slip(typed: str) -> None:
    assert SPELLING.nearest(typed) is None


def test_an_empty_vocabulary_knows_nothing() -> None:
    assert Spelling([]).nearest("jacket") is None
