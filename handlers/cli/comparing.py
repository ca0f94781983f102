"""Two versions of the model measured side by side: by what training found, and on the shop's own questions."""

import asyncio
import sys
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from bot.bootstrap import Services
from bot.errors import BadInput
from bot.evaluation.questions import read_questions
from bot.evaluation.sides import ask_both
from bot.generation.checkpoint import Checkpoint
from bot.generation.client import LocalWriter
from bot.settings import Settings
from bot.training.gate import Compared, compare_answers, compare_training, languages_of, read_figures, with_bits
from bot.training.measured import count_acts, known_figures, measure
from bot.training.versions import Version, digest_of, examine_whole
from handlers.cli.evaluating import services_over
from handlers.cli.progress import track
from handlers.cli.session import read_now


@dataclass(frozen=True)
class Candidate:
    """A version that passed inspection, as it was then."""

    version: Version
    digest: str
    checkpoint: Checkpoint
    figures: dict[str, Any]


def open_candidate(version: Version) -> Candidate:
    """What lies on the disk of a version; raises ModelUnusable. No weight is loaded."""
    checkpoint = examine_whole(version)
    return Candidate(version, digest_of(version.folder), checkpoint, read_figures(version.folder))


@dataclass(frozen=True)
class Questions:
    """The shop's labelled questions, if it gives any, and how they are asked."""

    test: Path | None
    shop: Path | None
    now: str | None
    seed: int


async def try_out(candidate: Candidate) -> None:
    """Loads the weights and has them speak once; raises ModelUnusable."""
    async with _speaking(candidate):
        pass


async def compare_versions(settings: Settings, a: Candidate, b: Candidate, asked: Questions) -> list[Compared]:
    """Every figure of both."""
    if asked.shop is not None and asked.test is None:
        raise BadInput("--shop", "given without --test", "name the questions to ask this shop, too")
    figures = [await _today(settings.home, one) for one in (a, b)]
    rows = compare_training(with_bits(figures[0], a.checkpoint), with_bits(figures[1], b.checkpoint))
    return rows if asked.test is None else rows + await _ask(settings, a, b, asked.test, asked)


async def _today(home: Path, one: Candidate) -> dict[str, Any]:
    """The figures over the clauses of today; measured anew, for some minutes and once, where training saw others."""
    known = await asyncio.to_thread(known_figures, home, one.version, one.digest)
    if known is not None:
        return known
    print(f"{one.version.name} was measured over other clauses than today's: measuring it anew, once", file=sys.stderr)
    with track(f"acts of {one.version.name}", count_acts(tuple(languages_of(one.figures)))) as step:
        return await asyncio.to_thread(measure, home, one.version, one.digest, step)


async def _ask(settings: Settings, a: Candidate, b: Candidate, test: Path, asked: Questions) -> list[Compared]:
    questions, moment = read_questions(test), read_now(asked.now)
    if not questions:
        raise BadInput(str(test), "no questions", "write one JSON object per line")
    async with (
        services_over(settings.model_copy(update={"model": "none"}), asked.shop) as opened,
        _clerk(opened, a) as mine,
        _clerk(opened, b) as theirs,
    ):
        with track("questions", 2 * len(questions)) as step:
            clerks, reading = (mine, theirs), opened.store.reading
            first, second = await ask_both(questions, clerks, reading, moment, asked.seed, step)
    spent_ms = [float(answer["latency_ms"]) for answer in first.answers]
    return compare_answers(first.figures(), second.figures(), spent_ms)


@asynccontextmanager
async def _clerk(opened: Services, candidate: Candidate) -> AsyncIterator[Any]:
    async with _speaking(candidate) as writer:
        yield opened.clerk_with(writer)


@asynccontextmanager
async def _speaking(candidate: Candidate) -> AsyncIterator[LocalWriter]:
    writer = LocalWriter(candidate.checkpoint)
    try:
        await writer.warm()
        yield writer
    finally:
        await asyncio.to_thread(writer.close)
