"""`shopclerk train`: teach a model to word clauses, from scratch or from somebody's base."""

from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from itertools import groupby
from pathlib import Path
from typing import Annotated, Any

import typer
from rich.console import Console
from rich.progress import BarColumn, Progress, TaskProgressColumn, TextColumn, TimeRemainingColumn

from bot.errors import BadInput
from bot.settings import load_settings
from handlers.cli.app import print_json

SAMPLE = 4000
DEFAULT_MINUTES = 40.0


def train(
    size: Annotated[str, typer.Option("--size", help="A size of bot/training/sizes.yaml.")] = "small",
    steps: Annotated[int | None, typer.Option("--steps", min=1, help="Stop after this many steps.")] = None,
    minutes: Annotated[float | None, typer.Option("--minutes", min=0.05, help="Or after this many minutes.")] = None,
    public: Annotated[
        list[Path] | None, typer.Option("--public", help="Folder of public customer turns (.jsonl, .jsonl.gz).")
    ] = None,
    base: Annotated[str | None, typer.Option("--base", help="Fine-tune this folder or hub model.")] = None,
    out: Annotated[
        Path | None, typer.Option("--out", help="The checkpoint; default: a new version, HOME/models/SIZE or SIZE-2 ..")
    ] = None,
    languages: Annotated[str, typer.Option("--languages", help="Comma-separated.")] = "en,zh,ru,es",
    half: Annotated[bool, typer.Option("--half/--full", help="bfloat16 where the chip has it.")] = True,
    resume: Annotated[bool, typer.Option("--resume", help="Go on from the last kept progress.")] = False,
    seed: Annotated[int, typer.Option("--seed")] = 0,
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Only show the corpus.")] = False,
    json: Annotated[bool, typer.Option("--json", help="One JSON document on stdout.")] = False,
) -> None:
    """Trains the clause model on the reviewed clauses and writes a checkpoint with its figures."""
    spoken = _languages(languages)
    turns = _turns(public or [])
    if dry_run:
        _show(describe(turns, spoken, seed), json)
        return
    from bot.training.registry import Registry
    from bot.training.shape import has_half, sizes
    from bot.training.train import Plan, finish
    from bot.training.train import train as teach
    from bot.training.versions import free_name

    if size not in sizes():
        raise BadInput("--size", f"there is no size {size}", f"choose one of {', '.join(sizes())}")
    if steps and minutes:
        raise BadInput("--steps", "given together with --minutes", "give one of them")
    home = load_settings().home
    place = out or free_name(home, size)
    if (held := Registry(home).holds(place)) is not None:
        raise BadInput("--out", f"version {held} answers or may be rolled back to", "choose another folder")
    plan = Plan(
        out=place,
        work=home / "training" / (out.name if out else size),
        size=size,
        base=base,
        steps=steps,
        minutes=minutes or (None if steps else DEFAULT_MINUTES),
        languages=spoken,
        seed=seed,
        resume=resume,
        half=half and has_half(),
        sources=tuple(folder.name for folder in public or []),
    )
    console = Console(stderr=True, highlight=False)
    with _bar(console) as step:
        teach(plan, turns, console.print, step)
    figures = finish(plan, turns, console.print)
    if json:
        print_json(figures)
    else:
        print(plan.out)


def _languages(text: str) -> tuple[str, ...]:
    from bot.generation.prompt import LANGUAGES

    spoken = tuple(part.strip() for part in text.split(",") if part.strip())
    if unknown := [part for part in spoken if part not in LANGUAGES]:
        raise BadInput("--languages", f"{unknown[0]} is not reviewed", f"choose of {', '.join(LANGUAGES)}")
    return spoken


def _turns(public: list[Path]) -> dict[str, dict[str, list[str]]]:
    from bot.training.turns import join, own_turns, public_turns

    if missing := [folder for folder in public if not folder.is_dir()]:
        raise BadInput(str(missing[0]), "no such folder", "give a folder of .jsonl or .jsonl.gz files")
    return join([own_turns(), *(public_turns(folder) for folder in public)])


def describe(turns: dict[str, dict[str, list[str]]], languages: tuple[str, ...], seed: int) -> dict[str, Any]:
    """What a run would train on: counts, cells short of skeletons, samples of each stage."""
    from bot.guard.wordings import wordings
    from bot.training.corpus import Corpus, thin_cells

    corpus = Corpus(turns, languages, seed)
    drawn = sorted(corpus.draw(SAMPLE), key=lambda example: example.stage)
    samples = {
        stage: [f"[{e.request.language} {e.request.act}] {e.request.turn!r} → {e.text}" for e in list(group)[:5]]
        for stage, group in groupby(drawn, key=lambda example: example.stage)
    }
    return {
        "clauses": {name: sum(len(wordings(name, act)) for act in acts) for name, acts in corpus.acts.items()},
        "acts": {name: len(acts) for name, acts in corpus.acts.items()},
        "customer_turns": {name: sum(map(len, asks.values())) for name, asks in turns.items()},
        "mix": dict(Counter(example.stage for example in drawn)),
        "characters_a_clause": round(sum(len(example.text) for example in drawn) / len(drawn), 1) if drawn else 0,
        "held_out": len(corpus.held()),
        "thin_cells": thin_cells(languages),
        "samples": samples,
    }


def _show(told: dict[str, Any], json: bool) -> None:
    if json:
        print_json(told)
        return
    for name, value in told.items():
        print(f"{name.replace('_', ' ')}:")
        print("\n".join(f"  {line}" for line in _lines(value)) or "  none")


def _lines(value: Any) -> list[str]:
    if isinstance(value, dict):
        return [f"{key}: {line}" for key, inner in value.items() for line in _lines(inner)]
    return [str(line) for line in value] if isinstance(value, list) else [str(value)]


@contextmanager
def _bar(console: Console) -> Iterator[Any]:
    """A function that takes the share done and the loss: a bar on a terminal, a line each twentieth elsewhere."""
    if console.is_terminal:
        said = TextColumn("{task.description}")
        with Progress(said, BarColumn(), TaskProgressColumn(), TimeRemainingColumn(), console=console) as progress:
            task = progress.add_task("training", total=1.0)
            yield lambda done, loss: progress.update(
                task, completed=done, description=None if loss is None else f"training, loss {loss:.3f}"
            )
        return
    told = -1

    def step(done: float, loss: float | None) -> None:
        nonlocal told
        if loss is not None and int(done * 20) > told:
            told = int(done * 20)
            console.print(f"training: {done:.0%}, loss {loss:.3f}")

    yield step
