"""The bench of the licence: planted falsehoods are refused one and all, true clauses are not."""

import random
from collections import Counter
from itertools import chain

import pytest

from bot.guard.clauses import Clause
from bot.guard.licence import Licence, allow, judge
from bot.guard.wordings import cell, skeletons_by_act
from bot.plan.acts import ACTS, Polarity
from bot.training.falsehoods import accepted, plant

pytestmark = pytest.mark.slow

LANGUAGES = [language for language in ("en", "zh", "ru", "es") if skeletons_by_act(language)]


def test_no_planted_falsehood_is_accepted() -> None:
    counts, passed = accepted(chain.from_iterable(plant(language, 3) for language in LANGUAGES), Licence())
    assert sum(counts.values()) >= 3000
    assert all(counts[kind] > 20 for kind in counts)
    assert not passed, passed[:5]


def test_no_reviewed_clause_is_blocked() -> None:
    licence, chance, blocked, asked = Licence(), random.Random(0), [], 0
    for clause in _some_clauses(chance):
        asked += 1
        if reason := licence.refuses(clause.text, clause.language, clause.act, clause.polarity, clause.row):
            blocked.append((clause, reason))
    assert asked > 1000
    assert len(blocked) <= 0.005 * asked, blocked[:5]


def test_held_out_expansions_of_rich_skeletons_are_seldom_blocked() -> None:
    """A clause left out whose skeleton has at least a dozen others: its words are known, its combination is not."""
    chance, asked, blocked = random.Random(1), Counter[str](), Counter[str]()
    for language in LANGUAGES:
        for act, row in ((one, row) for one in sorted(skeletons_by_act(language)) for row in ACTS[one].rows()):
            clauses = cell(language, act, Polarity.OPEN, row)
            sizes = Counter(clause.skeleton for clause in clauses)
            rich = [clause for clause in clauses if sizes[clause.skeleton] > 12]
            for held in chance.sample(rich, min(3, len(rich))):
                rest = allow((c.text for c in clauses if c.text != held.text), language, act)
                asked[language] += 1
                blocked[language] += judge(held.text, language, act, rest) is not None
    assert sum(asked.values()) > 500
    assert sum(blocked.values()) <= 0.03 * sum(asked.values()), (blocked, asked)


def _some_clauses(chance: random.Random) -> list[Clause]:
    found: list[Clause] = []
    for language in LANGUAGES:
        for act in sorted(skeletons_by_act(language)):
            for row in ACTS[act].rows():
                clauses = cell(language, act, Polarity.OPEN, row)
                found += chance.sample(clauses, min(4, len(clauses)))
    return found
