"""The licence: a sampled clause may leave only if reviewed clauses of its own cell say it in every stretch.

A stretch is a window of four words, boundaries and signs included (five characters in Chinese; frames take fewer). The
words that name a row ("your order {order.id}", "it") vary freely in reviewed clauses, so a run of them counts for
nothing in a window and must itself be a known run: plain 3-grams would let a clause be spliced at such a run, losing
its "not" ("no record that | order X | was delivered"). The licence sees slot spellings, never a row or a value: what
a shop calls its products cannot make a wording wrong or right.
"""

import random
import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import cache

from bot.generation.request import Candidate
from bot.guard.clauses import Clause, slots_in
from bot.guard.language import speaks
from bot.guard.veto import Veto
from bot.guard.wordings import cell, macros
from bot.plan.acts import ACTS, Kind, Polarity, Row

TEMPLATE_SKELETONS = 5
EDGE, RUN = "\0", "\1"
_WIDTHS = {"zh": 5}
_FRAME_WIDTHS = {"zh": 4}
_WORD = re.compile(r"\s*(?:\{[a-z.]+\}|[^\W\d_]+(?:['’][^\W\d_]+)*|.)", re.DOTALL)
_SIGN = re.compile(r"\s*(?:\{[a-z.]+\}|[A-Za-z]+|.)", re.DOTALL)
_DENIES = {
    "en": re.compile(
        r"\b(no|not|none|nothing|never|nor|neither|without|cannot|unable|missing|unknown)\b|n['’]t\b", re.I
    ),
    "es": re.compile(r"\b(no|sin|ning[uú]n\w*|nada|nunca|tampoco|ni|falta\w*|desconoc\w+)\b", re.I),
    "ru": re.compile(
        r"\b(не(?!го\b|му\b|м\b|ё\b|й\b)\w*|ни(?!же\b|х\b|м\b|ми\b)\w*|без|отсутству\w*)\b", re.I
    ),
    "zh": re.compile(r"[没不无未非]"),
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Cell:
    """What reviewed clauses of a cell contain; `denies` is set when each, its opener apart, has a word of denial."""

    windows: frozenset[str]
    runs: frozenset[str]
    denies: bool


def words(text: str, language: str) -> list[str]:
    """The units a licence counts, each with the space before it: words, signs and slots; in Chinese characters."""
    return (_SIGN if language == "zh" else _WORD).findall(text)


@cache
def naming(language: str) -> frozenset[str]:
    """The units of the phrases that name a row: whatever macros that differ by row state are made of."""
    phrases = (
        phrase
        for options in macros(language).values()
        if isinstance(options, dict)
        for many in options.values()
        for phrase in many
    )
    found = {unit.strip() for phrase in phrases for unit in words(phrase, language)}
    return frozenset(unit.lower() for unit in found if re.search(r"\w", unit))


def fold(text: str, language: str) -> tuple[list[str], list[str]]:
    """The units of a clause with each row-naming run as one mark, and those runs."""
    light = naming(language)
    folded, runs = [EDGE], [""]
    for unit in words(text, language):
        if unit.strip().lower() not in light:
            folded.append(unit)
            runs.append("")
        elif folded[-1] == RUN:
            runs[-1] += unit
        else:
            folded.append(RUN)
            runs.append(unit)
    return [*folded, EDGE], [run for run in runs if run]


def windows(folded: Sequence[str], width: int) -> Iterator[str]:
    """Every stretch of `width` units that count; the whole clause if it has fewer."""
    for start in range(len(folded)):
        counted = 0
        for end in range(start, len(folded)):
            counted += folded[end] != RUN
            if counted == width:
                yield "".join(folded[start : end + 1])
                break
        else:
            if start == 0:
                yield "".join(folded)
            return


def width(language: str, act: str) -> int:
    """How long the stretches are: Chinese characters carry less than words, frames carry no fact."""
    if ACTS[act].kind is Kind.FRAME:
        return _FRAME_WIDTHS.get(language, 3)
    return _WIDTHS.get(language, 4)


def denied(text: str, language: str) -> bool:
    """Whether a clause has a word of denial beside the yes or no that opens it."""
    openers = [opener for name in ("YES", "NO") for opener in macros(language).get(name, ())]
    bare = next((text[len(opener) :] for opener in openers if text.startswith(opener)), text)
    return _DENIES[language].search(bare) is not None


def allow(texts: Iterable[str], language: str, act: str) -> Cell:
    """What these texts license."""
    known: set[str] = set()
    runs: set[str] = set()
    denies, any_text = True, False
    size = width(language, act)
    for text in texts:
        folded, said = fold(text, language)
        known.update(windows(folded, size))
        runs.update(said)
        any_text, denies = True, denies and denied(text, language)
    return Cell(frozenset(known), frozenset(runs), denies and any_text)


@cache
def licensed(language: str, act: str, polarity: Polarity, row: Row) -> Cell:
    """What the reviewed clauses of a cell license."""
    return allow((clause.text for clause in cell(language, act, polarity, row)), language, act)


def judge(text: str, language: str, act: str, allowed: Cell) -> str | None:
    """Why a text goes beyond what is allowed; None when it does not."""
    folded, runs = fold(text, language)
    for window in windows(folded, width(language, act)):
        if window not in allowed.windows:
            return "unlicensed: " + window.replace(EDGE, "|").replace(RUN, " … ").strip()
    for run in runs:
        if run not in allowed.runs:
            return f"unlicensed: {run.strip()}"
    if allowed.denies and not denied(text, language):
        return "denial lost"
    return None


class Licence:
    """Decides which sampled clauses may leave; `veto` is a second opinion on the act."""

    def __init__(self, veto: Veto | None = None) -> None:
        self._veto = veto

    def refuses(self, text: str, language: str, act: str, polarity: Polarity, row: Row) -> str | None:
        """Why the clause must not leave; None when it may."""
        if act not in ACTS or sorted(slots_in(text)) != sorted(ACTS[act].slots_for(row)):
            return "slots"
        if not speaks(text, language):
            return "language"
        if refusal := judge(text, language, act, licensed(language, act, polarity, row)):
            return refusal
        if self._veto is not None and (other := self._veto.contradicts(text, language, act)):
            return f"reads as {other}"
        return None


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
