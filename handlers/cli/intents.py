"""`shopclerk intents`: canned intents as data: list, show, export, import, history, rollback."""

import asyncio
import getpass
from collections.abc import Mapping
from dataclasses import asdict
from pathlib import Path
from typing import Annotated, Any

import typer
import yaml
from rich.console import Console
from rich.table import Table

from bot.errors import BadInput
from bot.importers.intents import parse_intents
from bot.settings import load_settings
from handlers.cli.app import print_json
from handlers.cli.session import Json
from storage.engine import open_store
from storage.records import Intent

intents = typer.Typer(help="Canned intents as data.", no_args_is_help=True)
Name = Annotated[str, typer.Argument(help="The intent's name.")]


@intents.command("list")
def list_intents(json: Json = False) -> None:
    """One line per canned intent."""
    rows = asyncio.run(_all())
    if json:
        print_json([_row(intent) for intent in rows])
        return
    table = Table("name", "examples", "replies", "enabled", "verified", "action", "act", "version", box=None)
    for intent in rows:
        examples = sum(len(texts) for texts in intent.examples.values())
        cells = (intent.enabled, intent.verified, intent.action, intent.act, intent.version)
        table.add_row(intent.name, str(examples), " ".join(intent.replies), *(_cell(value) for value in cells))
    Console().print(table)


@intents.command()
def show(name: Name, json: Json = False) -> None:
    """One canned intent, whole."""
    found = next((intent for intent in asyncio.run(_all()) if intent.name == name), None)
    if found is None:
        raise BadInput(name, "no such intent", "see: shopclerk intents list")
    if json:
        print_json(_row(found) | {"version": found.version})
    else:
        print(dump([found]), end="")


@intents.command()
def export(out: Annotated[Path | None, typer.Argument(help="The file to write; default: stdout.")] = None) -> None:
    """All canned intents as YAML, in the form that `import` reads."""
    text = dump(asyncio.run(_all()))
    if out is None:
        print(text, end="")
        return
    try:
        out.write_text(text, encoding="utf-8")
    except OSError as problem:
        raise BadInput(str(out), (problem.strerror or "cannot be written").lower()) from None


@intents.command("import")
def import_intents(file: Annotated[Path, typer.Argument(help="intents.yaml")], json: Json = False) -> None:
    """Take canned intents from a YAML file; every change is a new version."""
    tally = asyncio.run(_import(file))
    if json:
        print_json({"intents": tally})
    else:
        print(", ".join(f"{number} {what}" for what, number in tally.items()))


@intents.command()
def history(name: Name, json: Json = False) -> None:
    """The versions of one canned intent: number, author, time."""
    rows = asyncio.run(_history(name))
    if json:
        print_json(rows)
        return
    table = Table("version", "author", "at", box=None)
    for row in rows:
        table.add_row(str(row["version"]), row["author"], row["at"])
    Console().print(table)


@intents.command()
def rollback(name: Name, version: Annotated[int, typer.Argument(help="The version to return to.")]) -> None:
    """Make an older version the current one, as a new version."""
    print(f"{name} is now version {asyncio.run(_rollback(name, version))}")


def dump(rows: list[Intent]) -> str:
    """Canned intents as the YAML of the contract; fields at their default are left out."""
    return yaml.safe_dump([_row(intent) for intent in rows], allow_unicode=True, sort_keys=False, width=110)


def _row(intent: Intent) -> dict[str, Any]:
    row: dict[str, Any] = {"name": intent.name, "examples": _lists(intent.examples)}
    if intent.replies:
        row["replies"] = _lists(intent.replies)
    defaults = {"enabled": True, "verified": False, "action": None, "act": None}
    return row | {key: getattr(intent, key) for key, value in defaults.items() if getattr(intent, key) != value}


def _lists(texts: Mapping[str, tuple[str, ...]]) -> dict[str, list[str]]:
    return {language: list(lines) for language, lines in texts.items()}


def _cell(value: Any) -> str:
    return (
        ""
        if value is None
        else {True: "yes", False: "no"}.get(value, str(value))
        if isinstance(value, bool)
        else str(value)
    )


async def _all() -> list[Intent]:
    async with open_store(load_settings().home) as store, store.reading() as unit:
        return await unit.intents.all()


async def _import(file: Path) -> dict[str, int]:
    rows, rejected = parse_intents(file)
    async with open_store(load_settings().home) as store, store.writing() as unit:
        tally = await unit.intents.upsert(rows, getpass.getuser())
        if tally.added or tally.changed:
            await unit.bump_revision()
    return asdict(tally) | {"rejected": len(rejected)}


async def _history(name: str) -> list[dict[str, Any]]:
    async with open_store(load_settings().home) as store, store.reading() as unit:
        found = await unit.intents.history(name)
    if not found:
        raise BadInput(name, "no such intent", "see: shopclerk intents list")
    return [{"version": one.intent.version, "author": one.author, "at": one.at.isoformat()} for one in found]


async def _rollback(name: str, version: int) -> int:
    async with open_store(load_settings().home) as store, store.writing() as unit:
        try:
            intent = await unit.intents.rollback(name, version, getpass.getuser())
        except LookupError:
            raise BadInput(name, f"no version {version}", f"see: shopclerk intents history {name}") from None
        await unit.bump_revision()
    return intent.version
