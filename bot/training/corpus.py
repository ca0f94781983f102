"""Training examples: a clause request and the reviewed clause that words it, mixed so that the act alone decides.

Half have a turn that the act answers, a fifth are pairs with the same turn and another act, a sixth have a hostile or
unrelated turn, the rest are frames. Acts are drawn evenly, then tones, then skeletons. Some skeletons are held out
whole; a held-out text that training contains as well is dropped. The same seed gives the same corpus.
"""

import random
import zlib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from functools import cached_property

from bot.generation.prompt import LANGUAGES
from bot.generation.request import ClauseRequest
from bot.guard.clauses import Clause
from bot.guard.veto import rivals
from bot.guard.wordings import skeletons_by_act, wordings
from bot.plan.acts import ACTS, Kind, Polarity, Row
from bot.training.fitting import asks_of
from bot.training.turns import ANY, HOSTILE, Turns

HELD_PERCENT = 3
STAGES = {"normal": 0.5, "pair": 0.2, "hostile": 0.15, "frame": 0.15}
LANGUAGE_WEIGHTS = {"en": 1.3, "zh": 1.0, "ru": 1.0, "es": 1.0}
_POLARITY = {Polarity.OPEN: 0.6, Polarity.YES: 0.2, Polarity.NO: 0.2}
_FACTS = tuple(act.name for act in ACTS.values() if act.kind is not Kind.FRAME)


@dataclass(frozen=True, slots=True)
class Example:
    """One line of the corpus; `stage` names its share of the mix."""

    request: ClauseRequest
    text: str
    stage: str


def is_held(skeleton: str) -> bool:
    """Whether a skeleton stays out of training."""
    return zlib.crc32(skeleton.encode()) % 100 < HELD_PERCENT


class Corpus:
    """Draws examples of some languages; `turns` are what customers say."""

    def __init__(self, turns: Turns, languages: Sequence[str] = LANGUAGES, seed: int = 0) -> None:
        self.languages = tuple(language for language in languages if skeletons_by_act(language))
        self._turns = turns
        self._random = random.Random(seed)
        self._cells: dict[tuple[str, str, Polarity, Row], list[list[list[Clause]]]] = {}

    @cached_property
    def acts(self) -> dict[str, list[str]]:
        """Language → the acts that have reviewed clauses."""
        return {language: sorted(skeletons_by_act(language)) for language in self.languages}

    def draw(self, count: int) -> Iterator[Example]:
        """`count` examples, pairs counted twice."""
        names = tuple(STAGES)
        weights = [share / 2 if name == "pair" else share for name, share in STAGES.items()]
        drawn = 0
        while drawn < count:
            stage = self._random.choices(names, weights)[0]
            for example in self._stage(stage):
                yield example
                drawn += 1

    def held(self, per_act: int = 4) -> list[Example]:
        """Held-out clauses with fitting turns; none of their texts stands in training."""
        found = []
        for language in self.languages:
            for act in self.acts[language]:
                every = wordings(language, act)
                trained = {clause.text for clause in every if not is_held(clause.skeleton)}
                fresh = [c for c in every if is_held(c.skeleton) and c.text not in trained]
                for clause in self._random.sample(fresh, min(per_act, len(fresh))):
                    found.append(Example(self._request(clause, self._fitting(language, act)), clause.text, "held"))
        return found

    def _stage(self, stage: str) -> Iterator[Example]:
        language = self._random.choices(self.languages, [LANGUAGE_WEIGHTS[name] for name in self.languages])[0]
        wanted = [a for a in self.acts[language] if (ACTS[a].kind is Kind.FRAME) is (stage == "frame")]
        if not wanted:
            return
        act = self._random.choice(wanted)
        turn = self._unrelated(language) if stage == "hostile" else self._fitting(language, act)
        clause = self._clause(language, act)
        request = self._request(clause, turn)
        yield Example(request, clause.text, stage)
        if stage == "pair" and (others := [other for other in rivals(act) if other in self.acts[language]]):
            flipped = self._clause(language, self._random.choice(others), clause.row)
            yield Example(
                replace(request, act=flipped.act, row=flipped.row, polarity=flipped.polarity, tone=flipped.tone),
                flipped.text,
                stage,
            )

    def _clause(self, language: str, act: str, row: Row | None = None) -> Clause:
        rows = ACTS[act].rows()
        row = row if row in rows else self._random.choice(rows)
        drawn = self._random.choices(tuple(_POLARITY), tuple(_POLARITY.values()))[0]
        polarity = drawn if ACTS[act].polar else Polarity.OPEN
        for said in dict.fromkeys((polarity, Polarity.OPEN)):
            for state in dict.fromkeys((row, *rows)):
                if tones := self._cell(language, act, said, state):
                    return self._random.choice(self._random.choice(self._random.choice(tones)))
        raise LookupError(f"no trainable clause of {act} in {language}")

    def _cell(self, language: str, act: str, polarity: Polarity, row: Row) -> list[list[list[Clause]]]:
        """Tone → skeleton → clauses of a cell, held-out skeletons left out."""
        key = (language, act, polarity, row)
        if key not in self._cells:
            tones: dict[str, dict[str, list[Clause]]] = {}
            for clause in wordings(language, act):
                if clause.polarity is polarity and clause.row is row and not is_held(clause.skeleton):
                    tones.setdefault(clause.tone, {}).setdefault(clause.skeleton, []).append(clause)
            self._cells[key] = [list(skeletons.values()) for skeletons in tones.values()]
        return self._cells[key]

    def _request(self, clause: Clause, turn: str) -> ClauseRequest:
        previous = self._random.choice(_FACTS) if self._random.random() < 0.6 else None
        return ClauseRequest(clause.language, clause.tone, turn, previous, clause.row, clause.polarity, clause.act)

    def _fitting(self, language: str, act: str) -> str:
        pool = self._turns.get(language, {})
        asks = [ask for ask in asks_of(act) if pool.get(ask)]
        if not asks:
            return self._unrelated(language) if pool.get(ANY) else ""
        return self._random.choice(pool[self._random.choice(asks)])

    def _unrelated(self, language: str) -> str:
        pool = self._turns.get(language, {})
        if not pool or self._random.random() < 0.4:
            return self._random.choice(HOSTILE[language])
        return self._random.choice(pool[self._random.choice(sorted(pool))])


def thin_cells(languages: Sequence[str], least: int = 5) -> list[str]:
    """Cells with fewer skeletons than the model needs, in words."""
    found = []
    for language in languages:
        for act in ACTS.values():
            roots: dict[Row, set[str]] = {row: set() for row in act.rows()}
            for clause in wordings(language, act.name):
                roots[clause.row].add(clause.skeleton)
            found += [f"{language} {act.name}/{row}: {len(mine)}" for row, mine in roots.items() if len(mine) < least]
    return found
