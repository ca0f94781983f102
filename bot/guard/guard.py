"""The guard: every check a sampled clause passes before it may leave, and what stands in when none passes."""

from collections.abc import Sequence

from bot.generation.request import Candidate
from bot.guard.licence import Licence, choose, template
from bot.plan.acts import Polarity, Row


class Guard:
    """Licence first, since it decides; `margin` is the log-probability by which a chosen clause may trail the best."""

    def __init__(self, licence: Licence, margin: float = 1.0) -> None:
        self._licence, self._margin = licence, margin

    def refuses(self, text: str, language: str, act: str, polarity: Polarity, row: Row) -> str | None:
        """Why the clause must not leave; None when it may."""
        return self._licence.refuses(text, language, act, polarity, row)

    def choose(self, offered: Sequence[Candidate], refusals: Sequence[str | None], seed: int) -> Candidate | None:
        return choose(offered, refusals, seed, self._margin)

    def template(self, language: str, act: str, polarity: Polarity, row: Row, seed: int) -> str:
        return template(language, act, polarity, row, seed)
