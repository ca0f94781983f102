"""Files into the shop: recognised, read, and loaded one transaction a file, in an order in which references exist.

Killed at any time the shop is as before the file or after it. What is rejected goes to `rejected.jsonl`.
"""

import json
from collections.abc import Callable, Iterator, Sequence
from contextlib import suppress
from dataclasses import asdict, dataclass, field
from itertools import groupby, islice
from pathlib import Path
from typing import Any

import yaml

from bot.errors import BadInput
from bot.importers import native
from bot.importers.found import KINDS, Choices, FieldError, Rejected, Taken
from bot.importers.intents import parse_intents
from bot.importers.policies import parse_policies
from bot.importers.sniff import Source, find_sources
from storage.engine import Store
from storage.records import Customer, Order, ShopFact, Tally
from storage.unit import Unit

CHUNK = 2000
Report = Callable[[Source, Tally], None]


@dataclass
class Outcome:
    """Tallies per kind and everything rejected."""

    tallies: dict[str, Tally] = field(default_factory=lambda: {kind: Tally() for kind in KINDS})
    rejected: list[Rejected] = field(default_factory=list)

    def add(self, kind: str, tally: Tally) -> None:
        self.tallies[kind] = self.tallies[kind] + tally


class DryRun(Exception):
    """Rolls a file's transaction back after it was counted."""


async def load(
    paths: Sequence[Path],
    store: Store,
    home: Path,
    *,
    dry_run: bool = False,
    choices: Choices | None = None,
    report: Report | None = None,
) -> Outcome:
    """Imports every file of `paths`; raises BadInput when nothing there can be read."""
    outcome = Outcome()
    for source in find_sources(paths):
        with suppress(DryRun):
            async with store.writing() as unit:
                before = await unit.revision()
                tally = await _load_file(source, unit, outcome, choices or Choices())
                if await unit.revision() == before and _changed(tally):
                    await unit.bump_revision()
                if report:
                    report(source, tally)
                if dry_run:
                    raise DryRun
    write_rejected(home, outcome.rejected)
    return outcome


def _changed(tally: Tally) -> bool:
    return bool(tally.added or tally.changed or tally.removed)


async def _load_file(source: Source, unit: Unit, outcome: Outcome, choices: Choices) -> Tally:
    """One file within its transaction, in bounded chunks."""
    whole = Tally()
    found = iter(read(source, choices))
    while chunk := list(islice(found, CHUNK)):
        bad = [one for one in chunk if isinstance(one, Rejected)]
        outcome.rejected += bad
        good = [one for one in chunk if isinstance(one, Taken)]
        for kind, group in groupby(good, key=lambda one: one.kind):
            tally = await _put(kind, [one.record for one in group], unit, outcome)
            outcome.add(kind, tally)
            whole += tally
        if bad:
            outcome.add(source.kind, Tally(rejected=len(bad)))
            whole += Tally(rejected=len(bad))
    return whole


async def _put(kind: str, records: list[Any], unit: Unit, outcome: Outcome) -> Tally:
    if kind == "products":
        return await unit.catalogue.upsert(records)
    if kind == "customers":
        return await unit.customers.upsert(records)
    if kind == "orders":
        await _introduce(records, unit, outcome)
        return await unit.orders.upsert(records)
    if kind == "events":
        return await unit.events.add(records)
    if kind == "intents":
        return await unit.intents.upsert(records, "import")
    if kind == "policies":
        return await unit.policies.replace_file(records[0].file, records)
    return await unit.facts.upsert(records)


async def _introduce(orders: Sequence[Order], unit: Unit, outcome: Outcome) -> None:
    """Bare customers for orders whose customer nobody imported, with the order's own e-mail and phone."""
    strangers: dict[str, Customer] = {}
    for order in orders:
        if order.customer_id not in strangers and await unit.customers.get(order.customer_id) is None:
            strangers[order.customer_id] = Customer(order.customer_id, email=order.email, phone=order.phone)
    if strangers:
        outcome.add("customers", await unit.customers.upsert(list(strangers.values())))


def read(source: Source, choices: Choices) -> Iterator[Taken | Rejected]:
    """The records of one recognised file."""
    name = str(source.path)
    if source.format == "native":
        yield from native.read(source.path, source.kind)
    elif source.format == "policies":
        try:
            for passage in parse_policies(source.path, source.path.name):
                yield Taken("policies", passage, 1)
        except FieldError as problem:
            yield Rejected(name, 1, str(problem))
    elif source.format == "intents":
        intents, rejected = parse_intents(source.path)
        yield from rejected
        yield from (Taken("intents", intent, 1) for intent in intents)
    elif source.format == "shop":
        yield from _read_shop(source.path)
    else:
        yield from source.reader(source.path, choices)


def _read_shop(path: Path) -> Iterator[Taken | Rejected]:
    """Flat facts about the shop itself: `key: value`."""
    try:
        facts = yaml.safe_load(path.read_bytes().decode("utf-8-sig")) or {}
    except (UnicodeDecodeError, yaml.YAMLError) as problem:
        line = getattr(getattr(problem, "problem_mark", None), "line", 0) + 1
        raise BadInput(f"{path}:{line}", "not YAML", "write one `key: value` a line") from None
    if not isinstance(facts, dict):
        raise BadInput(f"{path}:1", "not a list of facts", "write one `key: value` a line")
    for key, value in facts.items():
        if isinstance(value, dict | list) or value is None:
            yield Rejected(str(path), 1, f"{key} must be a plain value")
        else:
            yield Taken("shop", ShopFact(str(key), str(value).strip()), 1)


def write_rejected(home: Path, rejected: Sequence[Rejected]) -> None:
    """`rejected.jsonl`, replaced whole, one line per rejected record."""
    home.mkdir(parents=True, exist_ok=True)
    target, partial = home / "rejected.jsonl", home / "rejected.jsonl.part"
    with partial.open("w", encoding="utf-8") as sink:
        for one in rejected:
            sink.write(json.dumps(asdict(one), ensure_ascii=False, default=str) + "\n")
    partial.replace(target)
