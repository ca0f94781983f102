"""Fits the arbiter's weights on labelled questions over several shops, and checks them on each shop left out.

    python -m bot.training.arbiter HOME QUESTIONS SHOP NOW [QUESTIONS SHOP NOW …]

A conditional logit with several right readings a segment: the probability that falls on any of them is maximised, under
a Gaussian prior. Shops weigh alike however many questions they have.
"""

import asyncio
import json
import sys
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt

from bot.bootstrap import make_wording, services
from bot.conversation.clerk import Clerk
from bot.evaluation.questions import read_questions
from bot.generation.client import NoWriter
from bot.importers.load import load
from bot.plan import arbiter
from bot.settings import Settings, load_settings
from bot.training.outcomes import Example, Scripted, Trial
from storage.engine import open_store

PRIOR, LEAST_SEEN, DIGITS = 3.0, 4, 3
Vector = npt.NDArray[np.float64]


@dataclass(frozen=True)
class _Rows:
    """All readings of all examples as one matrix; `group` numbers the segment of each."""

    signs: Any
    good: npt.NDArray[np.bool_]
    group: npt.NDArray[np.int64]
    weight: Vector


def fit(examples: Sequence[Example], prior: float = PRIOR) -> dict[str, float]:
    """The weights under which the right readings are likeliest."""
    from scipy.optimize import minimize

    names = _names(examples)
    rows = _rows(examples, names)

    def loss(weights: Vector) -> tuple[float, Vector]:
        scores = rows.signs @ weights
        whole, right = _shares(scores, rows, False), _shares(scores, rows, True)
        value = float((rows.weight * (whole[1] - right[1])).sum()) + 0.5 * prior * float(weights @ weights)
        pull = (whole[0] - right[0]) * rows.weight[rows.group]
        return value, rows.signs.T @ pull + prior * weights

    solved = minimize(loss, np.zeros(len(names)), jac=True, method="L-BFGS-B", options={"maxiter": 400})
    found = {name: round(float(weight), DIGITS) for name, weight in zip(names, solved.x, strict=True)}
    return {name: weight for name, weight in found.items() if weight}


def accuracy(examples: Sequence[Example], weights: Mapping[str, float]) -> float:
    """The share of segments whose first reading is a right one."""
    hits = 0
    for example in examples:
        scores = [sum(value * weights.get(name, 0.0) for name, value in one.items()) for one in example.signs]
        hits += example.good[int(np.argmax(scores))]
    return hits / max(len(examples), 1)


def left_out(examples: Sequence[Example], prior: float = PRIOR) -> dict[str, tuple[float, float]]:
    """Per shop the accuracy of weights fitted on the others, and that of the surest guess."""
    found = {}
    for shop in dict.fromkeys(one.shop for one in examples):
        held = [one for one in examples if one.shop == shop]
        rest = [one for one in examples if one.shop != shop]
        found[shop] = (accuracy(held, fit(rest, prior)), accuracy(held, {"chance": 1.0}))
    return found


def _names(examples: Sequence[Example]) -> list[str]:
    counts = Counter(name for example in examples for name in {name for one in example.signs for name in one})
    return sorted(name for name, count in counts.items() if count >= LEAST_SEEN)


def _rows(examples: Sequence[Example], names: Sequence[str]) -> _Rows:
    from scipy.sparse import csr_matrix

    index = {name: place for place, name in enumerate(names)}
    shops = Counter(one.shop for one in examples)
    rows, columns, values = [], [], []
    good: list[bool] = []
    group: list[int] = []
    for number, example in enumerate(examples):
        for one, right in zip(example.signs, example.good, strict=True):
            for name, value in one.items():
                if value and name in index:
                    rows.append(len(good))
                    columns.append(index[name])
                    values.append(value)
            good.append(right)
            group.append(number)
    signs = csr_matrix((values, (rows, columns)), shape=(len(good), len(names)))
    mean = len(examples) / max(len(shops), 1)
    weight = np.array([(mean / shops[one.shop]) ** 0.5 for one in examples])
    return _Rows(signs, np.array(good), np.array(group), weight)


def _shares(scores: Vector, rows: _Rows, right: bool) -> tuple[Vector, Vector]:
    """Each reading's share of its segment's probability, and the log of the segment's whole."""
    scores = np.where(rows.good, scores, -np.inf) if right else scores
    most = np.full(len(rows.weight), -np.inf)
    np.maximum.at(most, rows.group, scores)
    powers = np.exp(scores - most[rows.group])
    whole = np.bincount(rows.group, powers, len(rows.weight))
    return powers / whole[rows.group], np.log(whole) + most


async def gather(settings: Settings, questions: Path, shop: Path, now: datetime) -> list[Example]:
    """The examples of one file of questions over one shop."""
    async with open_store(settings.home) as store:
        await load([shop], store, settings.home)
    examples = []
    async with services(settings, writer=NoWriter()) as opened:
        scripted = Scripted(arbiter.fitted())
        clerk = Clerk(opened.shops, make_wording(settings, NoWriter()), timedelta(hours=24), scripted)
        trial = Trial(clerk, scripted, opened.store.reading, str(shop), now)
        for question in read_questions(questions):
            examples += await trial.learn(question)
    return examples


async def _main(home: Path, told: Sequence[str]) -> None:
    examples: list[Example] = []
    for place in range(0, len(told), 3):
        questions, shop, now = told[place : place + 3]
        settings = load_settings().model_copy(update={"home": home / Path(shop).name})
        examples += await gather(settings, Path(questions), Path(shop), datetime.fromisoformat(now))
    for shop, (share, guessed) in left_out(examples).items():
        print(f"{shop}: {share:.3f} of its segments when left out, {guessed:.3f} by the surest guess")
    weights = fit(examples)
    Path(arbiter.__file__).with_name("arbiter.json").write_text(json.dumps(weights, indent=0, sort_keys=True) + "\n")


if __name__ == "__main__":
    asyncio.run(_main(Path(sys.argv[1]), sys.argv[2:]))
