"""Names borrowed into Cyrillic sound like their Latin spelling, other words do not."""

import pytest

from bot.intents.sounds import likeness, sound


@pytest.mark.parametrize(
    ("said", "written"),
    [
        ("бодран", "bodhrán"),
        ("концертина", "concertina"),
        ("саксофон", "saxophone"),
        ("укулеле", "ukulele"),
        ("пончо", "poncho"),
    ],
)
def test_a_borrowed_name_sounds_like_itself(said: str, written: str) -> None:
    assert likeness(sound(said), sound(written)) >= 0.8


@pytest.mark.parametrize(("said", "written"), [("спальник", "sleeping"), ("гитара", "mandolin"), ("чайник", "chain")])
def test_other_words_do_not(said: str, written: str) -> None:
    assert likeness(sound(said), sound(written)) < 0.8


def test_short_sounds_tell_nothing() -> None:
    assert likeness(sound("бас"), sound("bas")) == 0.0
