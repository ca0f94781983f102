"""Trains the act veto of each language on reviewed clauses, and sets its margin on skeletons it has not seen.

A linear classifier over hashed n-grams (scikit-learn), stored as int8; the margin is the least at which at most
`BLOCKED` of the held-out true clauses would be refused, and never below `LEAST`.
"""

import random
from collections.abc import Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

from bot.guard.clauses import Clause
from bot.guard.veto import FEATURES, Judge, Veto, features, rivals
from bot.guard.wordings import skeletons_by_act, wordings
from bot.plan.acts import ACTS, Kind, Polarity
from bot.training.corpus import is_held

PER_ACT = 160
BLOCKED = 0.005
LEAST = 0.5


def train_veto(languages: Sequence[str], seed: int = 0) -> Veto:
    """A judge for every language that has at least two fact acts."""
    judges = {}
    for language in languages:
        clauses = _sample(language, random.Random(seed))
        if len({clause.act for clause in clauses}) > 1:
            judges[language] = _train(language, clauses, seed)
    return Veto(judges)


def _sample(language: str, chance: random.Random) -> list[Clause]:
    found = []
    for act in sorted(skeletons_by_act(language)):
        every = [c for c in wordings(language, act) if c.polarity is Polarity.OPEN]
        if ACTS[act].kind is not Kind.FRAME:
            found += chance.sample(every, min(PER_ACT, len(every)))
    return found


def _train(language: str, clauses: Sequence[Clause], seed: int) -> Judge:
    from sklearn.linear_model import SGDClassifier

    seen = [clause for clause in clauses if not is_held(clause.skeleton)]
    model = SGDClassifier(loss="hinge", alpha=3e-5, max_iter=12, tol=None, random_state=seed, average=True)
    model.fit(_matrix(seen, language), [clause.act for clause in seen])
    judge = _compress(model)
    return _with_margin(judge, language, [clause for clause in clauses if is_held(clause.skeleton)])


def _matrix(clauses: Sequence[Clause], language: str) -> Any:
    from scipy.sparse import csr_matrix

    hashed = [features(clause.text, language) for clause in clauses]
    rows = np.repeat(np.arange(len(hashed)), [len(line) for line in hashed])
    values = np.concatenate([np.full(len(line), 1 / np.sqrt(max(1, len(line)))) for line in hashed])
    return csr_matrix((values, (rows, np.concatenate(hashed))), shape=(len(hashed), FEATURES))


def _compress(model: Any) -> Judge:
    weights: NDArray[np.float64] = model.coef_
    bias: NDArray[np.float64] = model.intercept_
    acts = tuple(str(name) for name in model.classes_)
    if len(acts) == 2:
        weights, bias = np.concatenate([-weights, weights]), np.concatenate([-bias, bias])
    scale = np.maximum(np.abs(weights).max(axis=1), 1e-9) / 127
    packed = np.round(weights / scale[:, None]).astype(np.int8)
    return Judge(acts, packed, scale.astype(np.float32), bias.astype(np.float32), LEAST)


def _with_margin(judge: Judge, language: str, held: Sequence[Clause]) -> Judge:
    gaps = sorted((gap for clause in held if (gap := _gap(judge, language, clause)) is not None), reverse=True)
    allowed = gaps[int(len(gaps) * BLOCKED)] if gaps else LEAST
    return Judge(judge.acts, judge.weights, judge.scale, judge.bias, max(LEAST, allowed))


def _gap(judge: Judge, language: str, clause: Clause) -> float | None:
    """By how much the best rival beats the clause's own act; None where it has no rival."""
    places = {name: at for at, name in enumerate(judge.acts)}
    others = [places[name] for name in rivals(clause.act) if name in places]
    if clause.act not in places or not others:
        return None
    scores = judge.scores(features(clause.text, language))
    return float(scores[others].max() - scores[places[clause.act]])
