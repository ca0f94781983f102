"""`shopclerk bench`: speed, measured side by side in one run."""

import asyncio
import json
import sys
import tempfile
from collections import defaultdict
from datetime import timedelta
from functools import partial
from pathlib import Path
from statistics import median
from time import perf_counter
from typing import Annotated, Any

import typer
from rich.console import Console
from rich.table import Table

from bot.bootstrap import Services
from bot.conversation.manager import Incoming
from bot.conversation.talk import Talk
from bot.errors import BadInput
from bot.importers.load import load
from bot.settings import load_settings
from handlers.cli.app import print_json
from handlers.cli.demonstrating import NOW, SHOP
from handlers.cli.session import Json, warm_services
from storage.engine import open_store

CHECKOUT = Path(__file__).parents[2]

bench = typer.Typer(help="Speed, as figures measured side by side in one run.", no_args_is_help=True)


@bench.callback()
def speed() -> None:
    """Keeps `turns` a command of its own."""


@bench.command()
def turns(
    rounds: Annotated[int, typer.Option("--rounds", min=1, help="How often the scripted customers are played.")] = 3,
    json: Json = False,
) -> None:
    """Where the time of a turn goes, over the sample shop's scripted customers."""
    spans = asyncio.run(_turns(rounds))
    rows = {step: _row(values) for step, values in spans.items()}
    if json:
        print_json(rows)
        return
    table = Table("step", "p50 ms", "p95 ms", box=None, pad_edge=False)
    for step, row in rows.items():
        table.add_row(step, *(f"{row[name]:.1f}" for name in ("p50_ms", "p95_ms")))
    Console().print(table)


@bench.command()
def intake(
    updates: Annotated[int, typer.Option("--updates", min=1, help="Messages that wait in each round.")] = 1000,
    chats: Annotated[int, typer.Option("--chats", min=1, help="Chats they come from, turn about.")] = 1000,
    rounds: Annotated[int, typer.Option("--rounds", min=1, help="Rounds of each; medians are told.")] = 3,
    json: Json = False,
) -> None:
    """Answered updates a second, the service beside aiogram's bare echo; exits 1 when it is under half of that."""
    figures = asyncio.run(_intake(updates, chats, rounds))
    if json:
        print_json(figures)
    else:
        print(f"the service {figures['ours_per_s']}/s, durable; the bare echo {figures['echo_per_s']}/s")
        print(f"ratio {figures['ratio']} (at least 0.5), wrong answers {figures['wrong']}")
        print(f"stand-in, service and echo share {figures['cores']} cores")
    if not figures["met"]:
        raise typer.Exit(1)


async def _intake(updates: int, chats: int, rounds: int) -> dict[str, Any]:
    """The stand-in for Telegram comes with the checkout, not with the package."""
    if not (CHECKOUT / "tests" / "bench" / "intake.py").is_file():
        raise BadInput("bench intake", "the Bot API stand-in is not here", "run it in a checkout of the project")
    sys.path.insert(0, str(CHECKOUT))
    from tests.bench.intake import compare

    with tempfile.TemporaryDirectory() as folder:
        note = partial(print, file=sys.stderr)
        made = await compare(Path(folder), updates=updates, chats=chats, rounds=rounds, timeout_s=180, note=note)
    return made.to_json()


async def _turns(rounds: int) -> dict[str, list[float]]:
    """Milliseconds per step; `reply` is the whole turn without its commit, `not the model` all but the model."""
    with tempfile.TemporaryDirectory() as folder:
        settings = load_settings().model_copy(update={"home": Path(folder)})
        async with open_store(settings.home) as store:
            await load([SHOP], store, settings.home)
        async with warm_services(settings) as opened:
            script = [json.loads(line) for line in (SHOP / "script.jsonl").read_text("utf-8").splitlines() if line]
            await _play(opened, script, -1)
            spans: dict[str, list[float]] = defaultdict(list)
            for number in range(rounds):
                for step, values in (await _play(opened, script, number)).items():
                    spans[step] += values
            return dict(spans)


async def _play(opened: Services, script: list[dict[str, Any]], number: int) -> dict[str, list[float]]:
    spans: dict[str, list[float]] = defaultdict(list)
    talks: dict[str, Talk] = {}
    for turn, line in enumerate(script):
        talk = talks.setdefault(line["conversation"], Talk(opened.clerk, opened.store.reading, line["conversation"]))
        talk.know(line["customer"])
        answer = await talk.say(line["text"], NOW)
        assert talk.last is not None
        for step, value in talk.last.spans_ms.items():
            spans[step].append(value)
        spans["model"].append(answer.spoken.model_ms)
        spans["guard and fill"].append(answer.latency_ms - talk.last.planned_ms - answer.spoken.model_ms)
        spans["reply"].append(answer.latency_ms)
        started = perf_counter()
        await opened.manager.take_turn(
            Incoming("bench", f"{number}/{turn}", line["text"], NOW + timedelta(seconds=turn))
        )
        whole = (perf_counter() - started) * 1000
        spans["stored turn"].append(whole)
        spans["not the model"].append(answer.latency_ms - answer.spoken.model_ms)
    return spans


def _row(values: list[float]) -> dict[str, float]:
    ordered = sorted(values)
    return {"p50_ms": median(ordered), "p95_ms": ordered[min(int(len(ordered) * 0.95), len(ordered) - 1)]}
