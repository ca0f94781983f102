"""`shopclerk import`: products, orders, customers, policies, intents, events into the shop."""

import asyncio
import sys
from dataclasses import asdict
from pathlib import Path
from typing import Annotated

import typer
import yaml
from rich.console import Console
from rich.table import Table

from bot.errors import BadInput
from bot.importers.fields import CURRENCIES
from bot.importers.found import Choices
from bot.importers.load import Outcome, load
from bot.importers.sniff import Source
from bot.settings import load_settings
from handlers.cli.app import print_json
from handlers.cli.session import Json
from storage.engine import open_store
from storage.records import Tally

SHOWN = 10
COUNTS = ("added", "changed", "unchanged", "rejected")


def import_files(
    paths: Annotated[list[Path], typer.Argument(help="Files, or folders of which everything is imported.")],
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Count and check, write nothing.")] = False,
    mapping: Annotated[
        Path | None, typer.Option("--mapping", help="YAML: `headers` (ours: theirs), `constants`.")
    ] = None,
    currency: Annotated[str | None, typer.Option("--currency", help="For exports that name none, ISO 4217.")] = None,
    json: Json = False,
) -> None:
    """Import a shop's files; the same files again change nothing."""
    choices = read_choices(mapping, currency)
    outcome = asyncio.run(_import(paths, dry_run, choices, quiet=json))
    counts = {kind: _counts(tally) for kind, tally in outcome.tallies.items()}
    if json:
        print_json(counts)
        return
    _print(outcome, dry_run)


async def _import(paths: list[Path], dry_run: bool, choices: Choices, quiet: bool) -> Outcome:
    home = load_settings().home

    def report(source: Source, tally: Tally) -> None:
        if not quiet:
            said = ", ".join(f"{count} {name}" for name, count in _counts(tally).items() if count)
            print(f"{source.path}: {said or 'empty'}", file=sys.stderr)

    async with open_store(home) as store:
        return await load(paths, store, home, dry_run=dry_run, choices=choices, report=report)


def read_choices(mapping: Path | None, currency: str | None) -> Choices:
    """The mapping file and options; raises BadInput."""
    if currency and currency.upper() not in CURRENCIES:
        raise BadInput("--currency", f"{currency!r} is no ISO 4217 code", "write it like GBP")
    code = currency.upper() if currency else None
    if mapping is None:
        return Choices(currency=code)
    try:
        row = yaml.safe_load(mapping.read_text(encoding="utf-8-sig")) or {}
    except OSError as problem:
        raise BadInput(str(mapping), (problem.strerror or "cannot be read").lower()) from None
    except (yaml.YAMLError, UnicodeDecodeError):
        raise BadInput(str(mapping), "not YAML", "write `headers:` with `our_field: Their Header` lines") from None
    parts = [row.get(part) or {} for part in ("headers", "constants")] if isinstance(row, dict) else [None]
    if not all(isinstance(part, dict) for part in parts):
        raise BadInput(str(mapping), "not a mapping", "write `headers:` with `our_field: Their Header` lines")
    headers, constants = ({str(key): str(value) for key, value in part.items()} for part in parts)
    return Choices(headers, constants, code or constants.get("currency"))


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
    for one in outcome.rejected[:SHOWN]:
        console.print(f"[yellow]rejected[/yellow] {one.file}:{one.line}: {one.reason}", soft_wrap=True, highlight=False)
    if len(outcome.rejected) > SHOWN:
        console.print(f"and {len(outcome.rejected) - SHOWN} more: see rejected.jsonl in SHOPCLERK_HOME")
    if dry_run:
        console.print("dry run: nothing was written")
