"""`shopclerk evaluate`: measured quality on labelled files."""

import asyncio
import tempfile
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Annotated, Any

import typer
from rich.console import Console

from bot.bootstrap import Services, pin_model
from bot.conversation.replay import replay
from bot.errors import BadInput
from bot.evaluation.questions import Report, judge, read_questions, write_verdicts
from bot.evaluation.seeds import compare_seeds
from bot.generation.client import LocalWriter
from bot.importers.load import load
from bot.settings import Settings, load_settings
from handlers.cli.app import print_json
from handlers.cli.demonstrating import NOW, SHOP
from handlers.cli.progress import track
from handlers.cli.session import Json, Now, Seed, read_now, warm_services
from storage.engine import open_store

evaluate = typer.Typer(help="Measured quality on labelled files.", no_args_is_help=True)
OWN_QUESTIONS = Path(__file__).parents[2] / "tests" / "questions" / "sample.jsonl"


@evaluate.callback()
def quality() -> None:
    """Keeps `replies` a command of its own."""


@evaluate.command()
def replies(
    test: Annotated[
        Path | None,
        typer.Option("--test", help="Labelled questions; default: the project's own, over its sample shop."),
    ] = None,
    shop: Annotated[
        Path | None, typer.Option("--shop", help="Import this shop for the run alone; default: the imported shop.")
    ] = None,
    wrong: Annotated[Path | None, typer.Option("--wrong", help="Write the wrong replies here.")] = None,
    concurrency: Annotated[int, typer.Option("--concurrency", min=1)] = 1,
    seeds: Annotated[int, typer.Option("--seeds", min=1, help="Ask everything under so many seeds.")] = 1,
    now: Now = None,
    seed: Seed = 0,
    json: Json = False,
) -> None:
    """Right facts, plan accuracy, ungrounded facts and routes over labelled questions."""
    if test is None:
        shop, now = shop or SHOP, now or NOW.isoformat()
    figures, report = asyncio.run(_replies(test or OWN_QUESTIONS, shop, now, range(seed, seed + seeds), concurrency))
    if wrong:
        write_verdicts(wrong, report.verdicts)
    if json:
        print_json(figures)
    else:
        print_figures(figures)


async def _replies(
    test: Path, shop: Path | None, now: str | None, seeds: range, concurrency: int
) -> tuple[dict[str, Any], Report]:
    """The figures of the first seed, and what the others change."""
    questions, moment = read_questions(test), read_now(now)
    if not questions:
        raise BadInput(str(test), "no questions", "write one JSON object per line")
    async with services_over(load_settings(), shop) as opened:
        reports: list[Report] = []
        with track("questions", len(questions) * len(seeds)) as step:
            for seed in seeds:
                report = Report()
                lines = replay(questions, opened.clerk, opened.store.reading, moment, seed, concurrency)
                async for question, answer in lines:
                    report.add(judge(question, answer), answer)
                    step()
                reports.append(report)
        figures = reports[0].figures() | {"perplexity": await asyncio.to_thread(_perplexity, opened)}
    if len(reports) > 1:
        right = [one.figures()["right_facts"] for one in reports]
        figures |= compare_seeds([one.answers for one in reports], right)
    return figures, reports[0]


@asynccontextmanager
async def services_over(settings: Settings, shop: Path | None) -> AsyncIterator[Services]:
    """Services over the imported shop, or over one imported into a folder of its own; the model is this home's."""
    if shop is None:
        async with warm_services(settings) as opened:
            yield opened
        return
    with tempfile.TemporaryDirectory() as folder:
        apart = pin_model(settings).model_copy(update={"home": Path(folder)})
        async with open_store(apart.home) as store:
            await load([shop], store, apart.home)
        async with warm_services(apart) as opened:
            yield opened


def _perplexity(opened: Services) -> float | None:
    """Of held-out clauses under the model that speaks; None where templates do."""
    if not isinstance(opened.writer, LocalWriter):
        return None
    from bot.training.evaluate import perplexity_of
    from bot.training.turns import own_turns

    return perplexity_of(opened.writer.folder, own_turns())


def print_figures(figures: Mapping[str, Any]) -> None:
    """Figures as aligned lines."""
    console = Console(highlight=False)
    for name, value in figures.items():
        console.print(f"{name.replace('_', ' '):28} {value}", soft_wrap=True)
