"""`shopclerk import`: products, orders, customers, policies, intents, events into the shop."""

import asyncio
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict
from pathlib import Path
from typing import Annotated, Any

import typer
import yaml
from rich.console import Console
from rich.markup import escape
from rich.progress import BarColumn, Progress, TaskID, TaskProgressColumn, TextColumn
from rich.table import Table

from bot.errors import BadInput
from bot.importers.fields import CURRENCIES
from bot.importers.found import Choices
from bot.importers.load import Outcome, Unwatched, Watcher, load
from bot.importers.sniff import Source, field_names
from bot.settings import load_settings
from handlers.cli.app import print_json
from handlers.cli.session import Json
from storage.engine import open_store
from storage.records import Tally

EVERY_S = 5.0
COUNTS = ("added", "changed", "unchanged", "rejected")


def import_files(
    paths: Annotated[list[Path], typer.Argument(help="Files, or folders of which everything is imported.")],
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Count and check, write nothing.")] = False,
    mapping: Annotated[
        Path | None, typer.Option("--mapping", help="YAML: `headers:` (our field: Their Header) and `constants:`.")
    ] = None,
    currency: Annotated[str | None, typer.Option("--currency", help="For exports that name none, ISO 4217.")] = None,
    json: Json = False,
) -> None:
    """Import a shop's files; the same files again change nothing."""
    choices = read_choices(mapping, currency)
    with watching(quiet=json) as watcher:
        outcome = asyncio.run(_import(paths, dry_run, choices, watcher))
    counts = {kind: _counts(tally) for kind, tally in outcome.tallies.items()}
    if json:
        print_json(counts)
    else:
        _print(outcome, dry_run)
    if not outcome.legible:
        first = outcome.rejected[0]
        raise BadInput(f"{first.file}:{first.line}", f"nothing could be read: {first.reason}", "export it again")


async def _import(paths: list[Path], dry_run: bool, choices: Choices, watcher: Watcher) -> Outcome:
    home = load_settings().home
    async with open_store(home) as store:
        return await load(paths, store, home, dry_run=dry_run, choices=choices, watcher=watcher)


@contextmanager
def watching(quiet: bool) -> Iterator[Watcher]:
    """A bar a file on a terminal, plain lines elsewhere, all on stderr; the quiet one tells of doubts alone."""
    if quiet:
        yield _Notes()
    elif sys.stderr.isatty():
        columns = (
            TextColumn("{task.description}"),
            BarColumn(),
            TaskProgressColumn(),
            TextColumn("{task.fields[said]}"),
        )
        with Progress(*columns, console=Console(stderr=True)) as progress:
            yield _Bars(progress)
    else:
        yield _Lines()


class _Notes(Unwatched):
    """What somebody has to know whatever they asked for."""

    def note(self, said: str) -> None:
        print(f"note: {said}", file=sys.stderr)


class _Bars:
    """One bar a file, as long as its lines."""

    def __init__(self, progress: Progress) -> None:
        self._progress = progress
        self._task = TaskID(0)

    def begin(self, source: Source) -> None:
        self._task = self._progress.add_task(escape(source.path.name), total=_count_lines(source.path), said="")

    def advance(self, source: Source, line: int) -> None:
        self._progress.update(self._task, completed=line)

    def end(self, source: Source, tally: Tally) -> None:
        self._progress.update(self._task, total=1, completed=1, said=_said(tally))

    def note(self, said: str) -> None:
        self._progress.console.print(f"note: {said}", markup=False, highlight=False, soft_wrap=True)


class _Lines(_Notes):
    """A line a file, and one now and then for a long one."""

    def __init__(self) -> None:
        self._spoken = 0.0

    def begin(self, source: Source) -> None:
        self._spoken = time.monotonic()

    def advance(self, source: Source, line: int) -> None:
        if time.monotonic() - self._spoken >= EVERY_S:
            self._spoken = time.monotonic()
            print(f"{source.path}: line {line}", file=sys.stderr)

    def end(self, source: Source, tally: Tally) -> None:
        print(f"{source.path}: {_said(tally)}", file=sys.stderr)


def _said(tally: Tally) -> str:
    return ", ".join(f"{count} {name}" for name, count in asdict(tally).items() if count) or "nothing in it"


def _count_lines(path: Path) -> int:
    with path.open("rb") as source:
        return sum(block.count(b"\n") for block in iter(lambda: source.read(1 << 20), b"")) + 1


def read_choices(mapping: Path | None, currency: str | None) -> Choices:
    """The mapping file and options; raises BadInput."""
    code = _code("--currency", currency)
    if mapping is None:
        return Choices(currency=code)
    headers, constants = _read_mapping(mapping)
    named = _code(str(mapping), constants.pop("currency", None))
    return Choices(headers, constants, code or named)


def _code(where: str, currency: str | None) -> str | None:
    """A currency's code in capitals; raises BadInput."""
    if currency is None:
        return None
    if currency.upper() not in CURRENCIES:
        raise BadInput(where, f"{currency!r} is no ISO 4217 code", "write it like GBP")
    return currency.upper()


def _read_mapping(mapping: Path) -> tuple[dict[str, str], dict[str, str]]:
    """Its headers and constants; raises BadInput for what is none, and for a field that we do not have."""
    try:
        row = yaml.safe_load(mapping.read_text(encoding="utf-8-sig")) or {}
    except OSError as problem:
        raise BadInput(str(mapping), (problem.strerror or "cannot be read").lower()) from None
    except (yaml.YAMLError, UnicodeDecodeError, RecursionError):
        raise BadInput(str(mapping), "not YAML", "write `headers:` with `our_field: Their Header` lines") from None
    parts = _parts(row)
    if not parts:
        raise BadInput(str(mapping), "not a mapping", "write `headers:` with `our_field: Their Header` lines")
    headers, constants = ({str(key): str(value) for key, value in part.items()} for part in parts)
    if unknown := sorted({*headers, *constants} - field_names()):
        raise BadInput(str(mapping), f"{unknown[0]!r} is no field of ours", "see the README for the native fields")
    return headers, constants


def _parts(row: Any) -> list[dict[Any, Any]]:
    """Headers and constants; a file of plain `our_field: Their Header` lines names headers alone."""
    if not isinstance(row, dict):
        return []
    if not row.keys() & {"headers", "constants"}:
        row = {"headers": row}
    parts = [row.get(part) or {} for part in ("headers", "constants")]
    flat = all(
        isinstance(part, dict) and not any(isinstance(one, dict | list) for one in part.values()) for part in parts
    )
    return parts if flat and row.keys() <= {"headers", "constants"} else []


def _counts(tally: Tally) -> dict[str, int]:
    return {name: count for name, count in asdict(tally).items() if name in COUNTS}


def _print(outcome: Outcome, dry_run: bool) -> None:
    console = Console()
    table = Table("kind", *COUNTS, box=None, pad_edge=False)
    for kind, tally in outcome.tallies.items():
        counts = _counts(tally)
        if any(counts.values()):
            table.add_row(kind, *(str(counts[name]) for name in COUNTS))
    console.print(table)
    for one in outcome.rejected:
        place = escape(f"{one.file}:{one.line}: {one.reason}")
        console.print(f"[yellow]rejected[/yellow] {place}", soft_wrap=True, highlight=False)
    if (more := outcome.rejected_count - len(outcome.rejected)) > 0:
        where = "" if dry_run else ": see rejected.jsonl in SHOPCLERK_HOME"
        console.print(f"and {more} more{where}")
    if dry_run:
        console.print("dry run: nothing was written")
