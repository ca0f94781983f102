"""`shopclerk bench`: speed, measured side by side in one run."""

import asyncio
import json
import tempfile
from collections import defaultdict
from datetime import timedelta
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
from bot.importers.load import load
from bot.settings import load_settings
from handlers.cli.app import print_json
from handlers.cli.demonstrating import NOW, SHOP
from handlers.cli.session import Json, warm_services
from storage.engine import open_store

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
