"""Nearness by sentence vectors, each computed once and not without end."""

from collections.abc import Sequence

import numpy as np
import pytest

from bot.facts import meaning
from bot.facts.meaning import NONE, Matrix, Meaning

AXES = {"torn": 0, "ripped": 0, "cost": 1, "price": 1}


class Axes:
    """Unit vectors along the axis of the first word it knows; counts what it is asked for."""

    def __init__(self) -> None:
        self.asked: list[str] = []

    def embed(self, texts: Sequence[str]) -> Matrix:
        self.asked += texts
        known = [next((AXES[word] for word in text.split() if word in AXES), 2) for text in texts]
        return np.eye(3, dtype=np.float32)[known]


def test_near_is_the_cosine_of_each_text() -> None:
    assert Meaning(Axes()).near("it is torn", ["ripped jackets", "the price"]) == [1.0, 0.0]
    assert Meaning(Axes()).near("it is torn", []) == []


def test_without_an_embedder_nothing_is_near() -> None:
    assert NONE.near("it is torn", ["ripped", "torn"]) == [0.0, 0.0]
    assert (NONE.knows, Meaning(Axes()).knows) == (False, True)


def test_vectors_are_kept() -> None:
    model = Axes()
    one = Meaning(model)
    one.learn(["ripped", "price", "ripped"])
    assert model.asked == ["ripped", "price"]
    one.near("torn", ["price", "ripped"])
    one.near("torn", ["ripped"])
    assert model.asked == ["ripped", "price", "torn"]


def test_what_is_kept_is_bounded(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(meaning, "MOST_KEPT", 4)
    model = Axes()
    one = Meaning(model)
    for number in range(40):
        assert one.near(f"torn {number}", ["price", "ripped"]) == [0.0, 1.0]
    assert len(one._kept) < 10
    assert len(model.asked) == len(set(model.asked))
