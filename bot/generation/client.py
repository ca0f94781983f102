"""How the manager reaches a model: a writer takes clause requests and gives back candidates, perhaps none.

It knows neither rows nor the licence; a writer that fails gives no candidates and templates answer.
"""

from collections.abc import Sequence
from pathlib import Path
from typing import Protocol

from bot.generation.request import Candidate, ClauseRequest, Sampling


class ModelUnusable(Exception):  # noqa: N818 - it names a state, as the callers speak of it
    """The checkpoint cannot speak; the message is one line that says what to do."""


class Writer(Protocol):
    """Words propositions; per request its candidates, an empty list where there are none."""

    async def write(self, requests: Sequence[ClauseRequest], sampling: Sampling) -> list[list[Candidate]]: ...


class NoWriter:
    """No model: every clause uses its template."""

    async def write(self, requests: Sequence[ClauseRequest], sampling: Sampling) -> list[list[Candidate]]:
        return [[] for _ in requests]


def open_writer(model: str | Path) -> Writer:
    """The writer of a checkpoint folder; raises ModelUnusable."""
    if not Path(model).is_dir():
        raise ModelUnusable(f"no model in {model}: run `shopclerk train --out {model}`")
    return NoWriter()
