"""Decides which of its readings a segment is taken for: a conditional logit over their signs.

Its weights are data (`arbiter.json`), fitted by `python -m bot.training.arbiter` on labelled questions over several
shops and checked on shops left out. It knows neither rows nor words.
"""

import json
from collections.abc import Mapping, Sequence
from functools import lru_cache
from importlib.resources import files
from typing import Protocol

from bot.plan.readings import Choice


class Chooser(Protocol):
    """Ranks the readings of one segment."""

    def rank(self, choices: Sequence[Choice]) -> list[tuple[float, Choice]]: ...


class Arbiter:
    """Scores by weights; a sign without a weight says nothing."""

    def __init__(self, weights: Mapping[str, float]) -> None:
        self._weights = weights

    def rank(self, choices: Sequence[Choice]) -> list[tuple[float, Choice]]:
        """The readings with their scores, best first; of equals the earlier."""
        scored = [(self._score(choice), choice) for choice in choices]
        return sorted(scored, key=lambda pair: -pair[0])

    def _score(self, choice: Choice) -> float:
        weights = self._weights
        return sum(value * weights.get(name, 0.0) for name, value in choice.signs.items())


@lru_cache(maxsize=1)
def fitted() -> Arbiter:
    """The arbiter with the weights that are shipped."""
    return Arbiter(json.loads(files("bot.plan").joinpath("arbiter.json").read_text("utf-8")))
