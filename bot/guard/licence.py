"""The licence: a sampled clause may leave only if reviewed clauses of its own cell say it in every stretch.

A fact clause passes when each of its 3-grams, boundaries included, occurs in reviewed clauses of the same language,
act, polarity and row state; a frame when its 2-grams do. The licence sees slot spellings, never a row or a value:
what a shop calls its products cannot make a wording wrong or right.
"""

import random
import re
from collections.abc import Sequence
from functools import cache

from bot.generation.request import Candidate
from bot.guard.clauses import Clause, slots_in
from bot.guard.wordings import cell
from bot.plan.acts import ACTS, Kind, Polarity, Row

TEMPLATE_SKELETONS = 5
_WORD = re.compile(r"\s*(?:\{[a-z.]+\}|[^\W\d_]+(?:['’][^\W\d_]+)*|.)", re.DOTALL)
_SIGN = re.compile(r"\s*(?:\{[a-z.]+\}|[A-Za-z]+|.)", re.DOTALL)
_EDGE = "\0"


def words(text: str, language: str) -> list[str]:
    """The units a licence counts, each with the space before it: words, signs and slots; in Chinese characters."""
    return (_SIGN if language == "zh" else _WORD).findall(text)


def grams(text: str, language: str, size: int) -> set[tuple[str, ...]]:
    """The n-grams of a clause, padded with one boundary on the left and one on the right."""
    units = [_EDGE, *words(text, language), _EDGE]
    return {tuple(units[at : at + size]) for at in range(max(1, len(units) - size + 1))}


def width(language: str, act: str) -> int:
    """How long the stretches are: Chinese characters carry less than words, frames carry no fact."""
    size = 2 if ACTS[act].kind is Kind.FRAME else 3
    return size + 1 if language == "zh" else size


@cache
def licensed(language: str, act: str, polarity: Polarity, row: Row) -> frozenset[tuple[str, ...]]:
    """Every n-gram that reviewed clauses of a cell contain."""
    size = width(language, act)
    return frozenset(
        gram for clause in cell(language, act, polarity, row) for gram in grams(clause.text, language, size)
    )


class Licence:
    """Decides which sampled clauses may leave."""

    def refuses(self, text: str, language: str, act: str, polarity: Polarity, row: Row) -> str | None:
        """Why the clause must not leave; None when it may."""
        if sorted(slots_in(text)) != sorted(ACTS[act].slots_for(row)):
            return "slots"
        known = licensed(language, act, polarity, row)
        unknown = grams(text, language, width(language, act)) - known
        if not unknown:
            return None
        return "unlicensed: " + "".join(min(unknown)).replace(_EDGE, "|").strip()


def choose(
    candidates: Sequence[Candidate], refusals: Sequence[str | None], seed: int, margin: float = 1.0
) -> Candidate | None:
    """One of the distinct survivors whose log-probability is within `margin` of the best, by seed."""
    survivors: dict[str, Candidate] = {}
    for candidate, refusal in zip(candidates, refusals, strict=True):
        if refusal is None:
            survivors.setdefault(candidate.text, candidate)
    if not survivors:
        return None
    best = max(candidate.logprob for candidate in survivors.values())
    near = sorted((c for c in survivors.values() if c.logprob >= best - margin), key=lambda c: c.text)
    return random.Random(seed).choice(near)


def template(language: str, act: str, polarity: Polarity, row: Row, seed: int) -> str:
    """A reviewed wording of the cell from its first plain skeletons, by seed; LookupError if the act has none.

    A language without the cell answers in English, and an act without the opener leaves it out.
    """
    for spoken in dict.fromkeys((language, "en")):
        for said in dict.fromkeys((polarity, Polarity.OPEN)):
            if clauses := cell(spoken, act, said, row):
                return random.Random(seed).choice(_plainest(clauses)).text
    raise LookupError(f"no reviewed wording of {act} for {row.value} rows")


def _plainest(clauses: Sequence[Clause]) -> list[Clause]:
    plain = [clause for clause in clauses if clause.tone == "plain"] or list(clauses)
    first = list(dict.fromkeys(clause.skeleton for clause in plain))[:TEMPLATE_SKELETONS]
    return [clause for clause in plain if clause.skeleton in first]
