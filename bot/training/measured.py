"""Figures of a version over the clauses of today: those of its training where it was judged by the same, else anew.

What is licensed depends on the reviewed clauses, so that shares of before and after a change of them say nothing beside
each other. What was measured anew is kept in the home, under the digests of both.
"""

import hashlib
import json
from collections.abc import Callable, Sequence
from functools import cache
from pathlib import Path
from typing import Any

from bot.guard.wordings import skeletons_by_act, wordings
from bot.plan.acts import ACTS
from bot.training.gate import languages_of, read_figures
from bot.training.turns import own_turns
from bot.training.versions import MODELS, Version

KEPT = ".figures"
CLAUSES = "clauses"


@cache
def clauses_digest(languages: tuple[str, ...]) -> str:
    """What the reviewed clauses of some languages are, in sixteen letters."""
    total = hashlib.sha256()
    for language in sorted(languages):
        for act in ACTS:
            for clause in wordings(language, act):
                total.update(f"{language}\0{act}\0{clause.polarity}\0{clause.text}\n".encode())
    return total.hexdigest()[:16]


def count_acts(languages: Sequence[str]) -> int:
    """How many steps a measurement takes."""
    return sum(len(skeletons_by_act(language)) for language in languages)


def known_figures(home: Path, version: Version, digest: str) -> dict[str, Any] | None:
    """The figures over today's clauses if anybody measured them; raises ModelUnusable where the version has none."""
    figures = read_figures(version.folder)
    clauses = clauses_digest(tuple(languages_of(figures)))
    if figures.get(CLAUSES) == clauses:
        return figures
    try:
        kept: Any = json.loads(_file(home, digest, clauses).read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return None
    return kept if isinstance(kept, dict) and languages_of(kept) else None


def measure(home: Path, version: Version, digest: str, step: Callable[[], None] = lambda: None) -> dict[str, Any]:
    """Measures a version over today's clauses, some minutes of work, and keeps the figures; raises ModelUnusable."""
    from bot.training.evaluate import evaluate  # torch with it

    languages = tuple(languages_of(read_figures(version.folder)))
    figures = evaluate(version.folder, own_turns(), languages, step=step)
    file = _file(home, digest, clauses_digest(languages))
    file.parent.mkdir(parents=True, exist_ok=True)
    fresh = file.with_suffix(".new")
    fresh.write_text(json.dumps(figures) + "\n", encoding="utf-8")
    fresh.replace(file)
    return figures


def _file(home: Path, digest: str, clauses: str) -> Path:
    return home / MODELS / KEPT / f"{digest[:16]}-{clauses}.json"
