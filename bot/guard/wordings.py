"""The reviewed clauses of one act at a time, so that a fresh process expands only what a reply needs.

`clauses_of` expands a whole language and belongs to training; this module knows the same grammar through it.
"""

from collections.abc import Mapping
from functools import cache
from importlib.resources import files
from typing import Any

import structlog
import yaml

from bot.guard.clauses import Clause, _polarised, expand, skeletons_of, slots_in
from bot.plan.acts import ACTS, Act, Polarity, Row

log = structlog.get_logger(__name__)

Skeleton = tuple[str, str, str]


@cache
def skeletons_by_act(language: str) -> Mapping[str, tuple[Skeleton, ...]]:
    """Act → (tone, origin, skeleton) of a language; empty for a language nobody reviewed."""
    found: dict[str, list[Skeleton]] = {}
    try:
        for act, tone, origin, skeleton in skeletons_of(language):
            found.setdefault(act, []).append((tone, origin, skeleton))
    except FileNotFoundError:
        return {}
    return {act: tuple(skeletons) for act, skeletons in found.items()}


@cache
def macros(language: str) -> Mapping[str, Any]:
    """The macros of a language, read without types: YAML takes a bare YES, NO or ON for a truth value."""
    source = files("bot.guard") / "reviewed" / language / "macros.yaml"
    if not source.is_file():
        return {}
    loader = getattr(yaml, "CBaseLoader", yaml.BaseLoader)
    return dict(yaml.load(source.read_text(encoding="utf-8"), loader))  # noqa: S506 - strings only


@cache
def wordings(language: str, act: str) -> tuple[Clause, ...]:
    """Every reviewed clause of an act, in the order of the files."""
    named = macros(language)
    return tuple(
        clause
        for skeleton in skeletons_by_act(language).get(act, ())
        for row in ACTS[act].rows()
        for clause in _clauses(language, ACTS[act], skeleton, row, named)
    )


def cell(language: str, act: str, polarity: Polarity, row: Row) -> tuple[Clause, ...]:
    """The reviewed clauses of one cell."""
    return tuple(c for c in wordings(language, act) if c.polarity is polarity and c.row is row)


def _clauses(language: str, act: Act, skeleton: Skeleton, row: Row, macros: Mapping[str, Any]) -> list[Clause]:
    tone, origin, text = skeleton
    bare, plain = text.removeprefix("~").strip(), text.startswith("~")
    wanted = sorted(act.slots_for(row))
    try:
        texts = expand(bare, macros, row)
    except ValueError as problem:
        # `check` fails on it; a running clerk only loses this one wording.
        log.warning("skeleton_broken", skeleton=origin, problem=str(problem))
        return []
    return [
        Clause(language, act.name, tone, row, polarity, said, origin)
        for expanded in texts
        if sorted(slots_in(expanded)) == wanted
        for polarity, said in _polarised(act, expanded, macros, plain)
    ]
