"""Whether a version may take another's place: figures side by side, and which of them must not get worse.

Figures come from `figures.json` and, where a shop gives labelled questions, from a report over them. A sampled share
may fall by what two samples of one model differ by, nothing that concerns facts may.
"""

import json
import math
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from bot.generation.checkpoint import Checkpoint, ModelUnusable
from bot.training.corpus import Corpus
from bot.training.turns import own_turns

FIGURES = "figures.json"
# Two samples of the same model differ by more than two standard errors once in twenty times.
SIGMAS = 2.0
# Samples behind a language's share where figures.json does not say: what an evaluation took at least so far.
ASSUMED = 1000
# The mean loss over the some 720 held-out clauses has a standard error of 2.8 %; of two models' difference, clause by
# clause, the same is far less.
BITS = 0.03
# The same questions under three seeds had the same right facts; a quarter of a point lets one in 400 hang on a wording.
RIGHT = 0.0025
# The same model beside itself over 60 questions, on two cores that had to do the work of five, had a p95 of 542 ms and
# one of 676 ms: so few questions say little, hence the noise of the rank, and a fifth for what else the machine did.
LATENCY = 0.2
LATENCY_MS = 20.0


@dataclass(frozen=True)
class Compared:
    """One figure of two versions; `allowed` is the worst value of `b` that passes, None where it is only shown."""

    figure: str
    a: float | None
    b: float | None
    rising: bool
    allowed: float | None = None

    @property
    def better(self) -> str | None:
        """`a`, `b` or `same`; None where one was not measured."""
        if self.a is None or self.b is None:
            return None
        if self.a == self.b:
            return "same"
        return "b" if (self.b > self.a) == self.rising else "a"

    @property
    def by(self) -> float | None:
        """How much higher `b` is."""
        return None if self.a is None or self.b is None else round(self.b - self.a, 4)

    @property
    def worse(self) -> bool:
        """Whether the gate refuses `b` for it; what cannot be compared does not pass."""
        if self.allowed is None:
            return False
        if self.b is None:
            return True
        return not (self.b >= self.allowed if self.rising else self.b <= self.allowed)


def read_figures(folder: Path) -> dict[str, Any]:
    """What `train` measured of a version; raises ModelUnusable."""
    file = folder / FIGURES
    try:
        figures = json.loads(file.read_text(encoding="utf-8"))
    except FileNotFoundError:
        raise ModelUnusable(
            f"{folder} holds no {FIGURES}, its training did not finish: run `shopclerk train`"
        ) from None
    except (OSError, ValueError) as problem:
        raise ModelUnusable(f"{file} is damaged: restore it or run `shopclerk train` again") from problem
    if not isinstance(figures, dict) or not languages_of(figures):
        raise ModelUnusable(f"{file} is damaged (no figures of any language): run `shopclerk train` again")
    return figures


def languages_of(figures: Mapping[str, Any]) -> dict[str, Mapping[str, Any]]:
    """The figures by language; what is not in the form that `train` writes is left out."""
    told = figures.get("languages")
    return {name: one for name, one in told.items() if isinstance(one, dict)} if isinstance(told, dict) else {}


def number(value: Any) -> float | None:
    """A figure as a number; None for what is none, not-a-number and infinity among it."""
    known = isinstance(value, int | float) and not isinstance(value, bool) and math.isfinite(value)
    return float(value) if known else None


def compare_training(a: Mapping[str, Any], b: Mapping[str, Any]) -> list[Compared]:
    """The figures of two figures.json, all languages together and one by one; `held_out_bits` where both have them."""
    mine, theirs = languages_of(a), languages_of(b)
    shared = [language for language in mine if language in theirs] or list(mine)
    rows = [_share(name, _mean(a, shared, name), _mean(b, shared, name), _asked(a, shared)) for name in _SHARES]
    slips = (_sum(mine, "slot_errors"), _sum(theirs, "slot_errors"))
    rows.append(Compared("slot_errors", *slips, rising=False, allowed=0.0))
    rows += _by_language(a, b)
    rows.append(_bits(*_both(a, b, "held_out_bits"), alike=set(mine) == set(theirs)))
    rows.append(Compared("held_out_perplexity", *_both(a, b, "held_out_perplexity"), rising=False))
    for name in ("distinct_of_ten", "novel"):
        rows.append(Compared(name, _mean(a, shared, name), _mean(b, shared, name), rising=True))
    return rows


def compare_answers(a: Mapping[str, Any], b: Mapping[str, Any], spent_ms: Sequence[float]) -> list[Compared]:
    """The figures of two reports over the same questions; `spent_ms` is what each answer of `a` took."""
    right, loose, p95 = (_both(a, b, name) for name in ("right_facts", "ungrounded", "p95_ms"))
    return [
        Compared("right_facts", *right, rising=True, allowed=None if right[0] is None else round(right[0] - RIGHT, 4)),
        Compared("ungrounded", *loose, rising=False, allowed=loose[0]),
        _share("facts_generated", *_both(a, b, "facts_generated"), int(number(a.get("questions")) or 1)),
        Compared("p95_ms", *p95, rising=False, allowed=slowest(spent_ms)),
        Compared("p50_ms", *_both(a, b, "p50_ms"), rising=False),
        Compared("distinct_2", *_both(a, b, "distinct_2"), rising=True),
    ]


def with_bits(figures: Mapping[str, Any], checkpoint: Checkpoint) -> dict[str, Any]:
    """The figures with `held_out_bits`, bits a character: a perplexity per token says nothing beside other tokens."""
    perplexity = number(figures.get("held_out_perplexity"))
    if perplexity is None or not perplexity > 0:
        return dict(figures)
    held = _held(tuple(languages_of(figures)))
    tokens, signs = sum(len(checkpoint.vocabulary.clause(text)) for text in held), sum(map(len, held))
    return dict(figures) | ({"held_out_bits": round(math.log2(perplexity) * tokens / signs, 4)} if signs else {})


def noise(share: float, asked: int) -> float:
    """By how much two samples of one model differ in a share, `SIGMAS` standard errors; never nothing."""
    kept = min(max((share * asked + 1) / (asked + 2), 0.0), 1.0)
    return SIGMAS * math.sqrt(2 * kept * (1 - kept) / asked)


def slowest(spent_ms: Sequence[float]) -> float | None:
    """The p95 that still passes: some standard errors up the ranks of what the version in place took, and a fifth."""
    if not spent_ms:
        return None
    rank = 0.95 + SIGMAS * math.sqrt(2 * 0.95 * 0.05 / len(spent_ms))
    at = min(int(len(spent_ms) * rank), len(spent_ms) - 1)
    return round(sorted(spent_ms)[at] * (1 + LATENCY) + LATENCY_MS, 1)


def told(row: Compared, a: str) -> str:
    """Why the gate refuses a figure, in a few words."""
    limit = "at least" if row.rising else "at most"
    found = "not measured" if row.b is None else f"{row.b:g}"
    return f"{row.figure.replace('_', ' ')} {found} ({a} {_shown(row.a)}, {limit} {_shown(row.allowed)})"


_SHARES = ("licensed", "finished")


@cache
def _held(languages: tuple[str, ...]) -> list[str]:
    return [example.text for example in Corpus(own_turns(), languages, seed=0).held()]


def _by_language(a: Mapping[str, Any], b: Mapping[str, Any]) -> Iterator[Compared]:
    mine, theirs = languages_of(a), languages_of(b)
    for language, figures in mine.items():
        for name in _SHARES:
            after = number(theirs.get(language, {}).get(name))
            yield _share(f"{name}_{language}", number(figures.get(name)), after, _asked(a, [language]))


def _bits(a: float | None, b: float | None, alike: bool) -> Compared:
    """Over the same languages only: a character of Chinese holds more than one of English."""
    allowed = round(a * (1 + BITS), 4) if a is not None and alike else None
    return Compared("held_out_bits", a, b, rising=False, allowed=allowed)


def _share(figure: str, a: float | None, b: float | None, asked: int) -> Compared:
    """A sampled share; one that the version in place never had measured is only shown."""
    allowed = None if a is None else round(a - noise(a, asked), 4)
    return Compared(figure, a, b, rising=True, allowed=allowed)


def _asked(figures: Mapping[str, Any], languages: Sequence[str]) -> int:
    """How many samples stand behind the shares of some languages."""
    acts = figures.get("acts")
    rows = [one for one in acts if isinstance(one, dict)] if isinstance(acts, list) else []
    return int(sum(number(one.get("asked")) or 0 for one in rows if one.get("language") in languages)) or ASSUMED


def _mean(figures: Mapping[str, Any], languages: Sequence[str], name: str) -> float | None:
    every = languages_of(figures)
    found = [number(every.get(language, {}).get(name)) for language in languages]
    known = [value for value in found if value is not None]
    return round(sum(known) / len(known), 4) if known and len(known) == len(found) else None


def _sum(languages: Mapping[str, Mapping[str, Any]], name: str) -> float | None:
    found = [number(figures.get(name)) for figures in languages.values()]
    return None if None in found else sum(value for value in found if value is not None)


def _both(a: Mapping[str, Any], b: Mapping[str, Any], name: str) -> tuple[float | None, float | None]:
    return number(a.get(name)), number(b.get(name))


def _shown(value: float | None) -> str:
    return "not measured" if value is None else f"{value:g}"
