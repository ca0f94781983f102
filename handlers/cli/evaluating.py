"""`shopclerk evaluate`: measured quality on labelled files."""

import asyncio
from pathlib import Path
from typing import Annotated, Any

import typer
from rich.console import Console

from bot.conversation.replay import replay
from bot.evaluation.questions import Report, judge, read_questions, write_verdicts
from bot.settings import load_settings
from handlers.cli.app import print_json
from handlers.cli.progress import track
from handlers.cli.session import Json, Now, Seed, read_now, warm_services

evaluate = typer.Typer(help="Measured quality on labelled files.", no_args_is_help=True)
OWN_QUESTIONS = Path(__file__).parents[2] / "tests" / "questions" / "sample.jsonl"


@evaluate.command()
def replies(
    test: Annotated[
        Path, typer.Option("--test", help="Labelled questions; default: the project's own.")
    ] = OWN_QUESTIONS,
    wrong: Annotated[Path | None, typer.Option("--wrong", help="Write the wrong replies here.")] = None,
    concurrency: Annotated[int, typer.Option("--concurrency", min=1)] = 1,
    now: Now = None,
    seed: Seed = 0,
    json: Json = False,
) -> None:
    """Right facts, plan accuracy, ungrounded facts and routes over labelled questions of the imported shop."""
    report = asyncio.run(_replies(test, now, seed, concurrency))
    if wrong:
        write_verdicts(wrong, report.verdicts)
    figures = report.figures()
    if json:
        print_json(figures)
    else:
        print_figures(figures)


async def _replies(test: Path, now: str | None, seed: int, concurrency: int) -> Report:
    questions, moment, report = read_questions(test), read_now(now), Report()
    async with warm_services(load_settings()) as opened:
        with track("questions", len(questions)) as step:
            lines = replay(questions, opened.clerk, opened.store.reading, moment, seed, concurrency)
            async for question, answer in lines:
                report.add(judge(question, answer), answer)
                step()
    return report


def print_figures(figures: dict[str, Any]) -> None:
    """Figures as aligned lines."""
    console = Console(highlight=False)
    for name, value in figures.items():
        console.print(f"{name.replace('_', ' '):28} {value}", soft_wrap=True)
