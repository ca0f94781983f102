"""How well a checkpoint words clauses: figures per language, each from single samples before any template.

Licensed share, slot errors (zero by construction), distinct wordings of ten seeds with openers left out, the share of
licensed clauses nobody reviewed, and the perplexity of held-out skeletons. Knows clauses and candidates, not turns.
"""

import math
import random
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

import torch

from bot.generation.checkpoint import inspect, load_model
from bot.generation.request import ClauseRequest, Sampling
from bot.generation.speaker import Speaker
from bot.generation.tokenizer import Vocabulary
from bot.guard.clauses import slots_in
from bot.guard.licence import Licence
from bot.guard.veto import open_veto
from bot.guard.wordings import cell, macros, skeletons_by_act
from bot.plan.acts import ACTS, Polarity
from bot.training.batches import Line, collate, encode
from bot.training.corpus import Corpus, Example
from bot.training.measured import clauses_digest
from bot.training.turns import HOSTILE, Turns

SEEDS = 10
PATIENCE_S = 600.0


@dataclass(frozen=True, slots=True)
class Figures:
    """One act in one language; shares are of all samples asked for, `novel` of the licensed ones."""

    language: str
    act: str
    asked: int
    finished: int
    licensed: int
    slot_errors: int
    novel: int
    distinct: float


def evaluate(
    folder: Path, turns: Turns, languages: Sequence[str], seed: int = 0, step: Callable[[], None] = lambda: None
) -> dict[str, Any]:
    """All figures of a checkpoint, as plain data; `step` is called after each act of each language."""
    checkpoint = inspect(folder)
    model = load_model(checkpoint)
    speaker, licence = Speaker(checkpoint.vocabulary, model), Licence(open_veto(folder))
    corpus = Corpus(turns, languages, seed)
    found = [figures for language in corpus.languages for figures in _acts(speaker, licence, language, seed, step)]
    return {
        "clauses": clauses_digest(tuple(corpus.languages)),
        "languages": {language: _sum(found, language) for language in corpus.languages},
        "held_out_perplexity": _perplexity(model, checkpoint.vocabulary, corpus),
        "acts": [asdict(figures) for figures in found],
    }


def _acts(speaker: Speaker, licence: Licence, language: str, seed: int, step: Callable[[], None]) -> Iterator[Figures]:
    chance = random.Random(seed)
    for act in sorted(skeletons_by_act(language)):
        requests = [request for row in ACTS[act].rows() if (request := _request(language, act, row, chance))]
        if requests:
            yield _figures(speaker, licence, requests, seed)
        step()


def _request(language: str, act: str, row: Any, chance: random.Random) -> ClauseRequest | None:
    polarity = chance.choice(tuple(Polarity)) if ACTS[act].polar else Polarity.OPEN
    if not cell(language, act, polarity, row):
        return None
    return ClauseRequest(language, "plain", chance.choice(HOSTILE[language]), None, row, polarity, act)


def _figures(speaker: Speaker, licence: Licence, requests: Sequence[ClauseRequest], seed: int) -> Figures:
    sampling = Sampling(candidates=SEEDS, seed=seed)
    until = time.monotonic() + PATIENCE_S
    answers = speaker.speak([(requests, sampling, until, lambda: False)])[0]
    said = [
        (request, candidate.text) for request, answer in zip(requests, answers, strict=True) for candidate in answer
    ]
    passed = [(r, text) for r, text in said if licence.refuses(text, r.language, r.act, r.polarity, r.row) is None]
    return Figures(
        language=requests[0].language,
        act=requests[0].act,
        asked=SEEDS * len(requests),
        finished=len(said),
        licensed=len(passed),
        slot_errors=sum(sorted(slots_in(text)) != sorted(ACTS[r.act].slots_for(r.row)) for r, text in said),
        novel=sum(text not in _reviewed(r) for r, text in passed),
        distinct=len({(r.row, strip_opener(text, r.language)) for r, text in passed}) / len(requests),
    )


def _reviewed(request: ClauseRequest) -> set[str]:
    return {clause.text for clause in cell(request.language, request.act, request.polarity, request.row)}


def strip_opener(text: str, language: str) -> str:
    """A clause without the yes or no before it."""
    openers = [opener for name in ("YES", "NO") for opener in macros(language).get(name, ())]
    return next((text[len(opener) :] for opener in openers if text.startswith(opener)), text).lower()


def _sum(found: Sequence[Figures], language: str) -> dict[str, float]:
    mine = [figures for figures in found if figures.language == language]
    asked = sum(figures.asked for figures in mine) or 1
    passed = sum(figures.licensed for figures in mine)
    return {
        "acts": len(mine),
        "finished": round(sum(figures.finished for figures in mine) / asked, 4),
        "licensed": round(passed / asked, 4),
        "slot_errors": sum(figures.slot_errors for figures in mine),
        "novel": round(sum(figures.novel for figures in mine) / (passed or 1), 4),
        "distinct_of_ten": round(sum(figures.distinct for figures in mine) / (len(mine) or 1), 2),
        "acts_below_half": sum(figures.licensed * 2 < figures.asked for figures in mine),
    }


@torch.inference_mode()
def _perplexity(model: Any, vocabulary: Vocabulary, corpus: Corpus) -> float | None:
    lines = [line for example in corpus.held() if (line := _line(vocabulary, example))]
    if not lines:
        return None
    loss = tokens = 0.0
    for at in range(0, len(lines), 32):
        batch = collate(lines[at : at + 32], vocabulary.pad)
        counted = int((batch["labels"][:, 1:] >= 0).sum())
        loss += float(model(**batch).loss) * counted
        tokens += counted
    return round(math.exp(loss / tokens), 3)


def _line(vocabulary: Vocabulary, example: Example) -> Line | None:
    """None where an act is newer than the model, which then has a template for it and no opinion."""
    try:
        return encode(vocabulary, example)
    except KeyError:
        return None


def perplexity_of(folder: Path, turns: Turns, seed: int = 0) -> float | None:
    """Perplexity of the held-out skeletons under the checkpoint of a folder."""
    checkpoint = inspect(folder)
    languages = checkpoint.clerk.get("trained", {}).get("languages", ())
    return _perplexity(load_model(checkpoint), checkpoint.vocabulary, Corpus(turns, languages, seed))


def summary(figures: dict[str, Any], tell: Callable[[str], None]) -> None:
    """One line a language."""
    for language, told in figures["languages"].items():
        tell(f"{language}: " + ", ".join(f"{name} {value}" for name, value in told.items()))
    tell(f"perplexity of held-out skeletons: {figures['held_out_perplexity']}")
