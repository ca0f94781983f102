"""Runs the machine: so many examples from a seed, over one empty shop and one Redis."""

import asyncio
from collections import Counter
from collections.abc import Sequence
from contextlib import AsyncExitStack
from pathlib import Path

from hypothesis import HealthCheck, Phase, Verbosity, seed, settings
from hypothesis.stateful import run_state_machine_as_test

from bot.intents.catalogue import Index
from bot.intents.reader import Reader
from storage.engine import FILE, open_store
from storage.records import Intent, Variant
from storage.valkey import running_valkey
from tests.conftest import Letters, Phrasebook
from tests.stateful.machine import Machine
from tests.stateful.world import Place


def run_machine(folder: Path, *, examples: int, steps: int, number: int, shrink: bool) -> Counter[str]:
    """What happened; raises what the first failing example raised, with its steps. `number` is the seed."""
    phases = (Phase.generate, Phase.shrink) if shrink else (Phase.generate,)
    chosen = settings(
        max_examples=examples,
        stateful_step_count=steps,
        phases=phases,
        database=None,
        deadline=None,
        suppress_health_check=list(HealthCheck),
        verbosity=Verbosity.normal,
        print_blob=False,
    )
    with asyncio.Runner() as runner:
        held = AsyncExitStack()
        try:
            place = runner.run(_prepare(held, folder))
            tally: Counter[str] = Counter()
            made = type("Machine", (Machine,), {"place": place, "tally": tally})
            run_state_machine_as_test(seed(number)(made), settings=chosen)
            return tally
        finally:
            runner.run(held.aclose())


async def _prepare(held: AsyncExitStack, folder: Path) -> Place:
    async with open_store(folder / "empty"):
        pass
    url = await held.enter_async_context(running_valkey(folder / "valkey"))
    return Place(folder / "empty" / FILE, url, _make_reader)


def _make_reader(
    variants: Sequence[Variant], intents: Sequence[Intent], shapes: Sequence[str], embedder: object = None
) -> Reader:
    return Reader(Phrasebook(), Index(variants), shapes, Letters())
