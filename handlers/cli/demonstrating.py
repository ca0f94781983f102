"""`shopclerk demo`: the sample shop, a real Valkey, and a chat in this terminal.

Without a terminal a scripted customer writes, the dialogue is printed with its receipts, and the command ends.
"""

import asyncio
import json
import os
import sys
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import replace
from datetime import datetime, timedelta
from pathlib import Path

from rich.console import Console
from rich.markup import escape

from bot.bootstrap import Services
from bot.conversation.manager import Incoming
from bot.conversation.reply import Answer
from bot.errors import BadInput, ShopclerkError
from bot.importers.load import load
from bot.settings import Settings, load_settings
from handlers.cli.chatting import known, print_reasons, read_line
from handlers.cli.session import warm_services
from storage.engine import open_store
from storage.errors import StorageError
from storage.records import CustomerId
from storage.valkey import running_valkey

SHOP = Path(__file__).parents[2] / "deploy" / "shop"
NOW = datetime.fromisoformat("2026-06-15T12:00:00+00:00")


def demo() -> None:
    """Sample shop and chat in this terminal; without a terminal, a scripted customer and then the end."""
    if not SHOP.is_dir():
        raise BadInput(str(SHOP), "the sample shop is missing", "run the demo from a clone of the repository")
    asyncio.run(_demo())


async def _demo() -> None:
    console = Console(highlight=False)
    settings = load_settings()
    async with hot_settings(settings, console) as ready:
        await import_shop(ready, console)
        async with warm_services(ready) as opened:
            if opened.model_problem:
                console.print(f"[yellow]{escape(opened.model_problem)}; {opened.stand_in} meanwhile[/yellow]")
            async with opened.store.reading() as unit:
                await opened.shops.current(unit)
            if sys.stdin.isatty() and sys.stdout.isatty():
                await _chat(opened, console)
            else:
                await _play(opened, console)


@asynccontextmanager
async def hot_settings(settings: Settings, console: Console) -> AsyncIterator[Settings]:
    """The settings with a Valkey of our own, unless one is set or it cannot start."""
    if settings.redis_url:
        yield settings
        return
    try:
        async with running_valkey(settings.home / "valkey") as url:
            console.print("[dim]Valkey and SQLite are up[/dim]")
            yield settings.model_copy(update={"redis_url": url})
    except (OSError, StorageError) as problem:
        console.print(f"[yellow]no Valkey ({escape(str(problem))}); SQLite serves the history[/yellow]")
        yield settings


async def import_shop(settings: Settings, console: Console) -> None:
    """Imports the sample shop; a second time nothing changes."""
    async with open_store(settings.home) as store:
        outcome = await load([SHOP], store, settings.home)
    added = {kind: tally.added + tally.unchanged + tally.changed for kind, tally in outcome.tallies.items()}
    console.print(f"[dim]shop: {', '.join(f'{count} {kind}' for kind, count in added.items() if count)}[/dim]")


async def _chat(opened: Services, console: Console) -> None:
    customer = await _choose(opened, console)
    session, why = os.urandom(4).hex(), False
    console.print("[dim]Write to the clerk. /why shows the proof of each reply, /quit ends.[/dim]")
    console.print(f"[dim]The sample shop's day is {NOW:%B %d, %Y}.[/dim]\n")
    turn = 0
    while (line := await asyncio.to_thread(read_line)) is not None and line != "/quit":
        if line == "/why":
            why = not why
            continue
        answer = await say(opened, f"{session}-{customer}", customer, line, turn)
        turn += 1
        if answer:
            show(console, answer, why)


async def _choose(opened: Services, console: Console) -> str | None:
    """Who the visitor wants to be; an empty line is a stranger."""
    people = json.loads((SHOP / "people.json").read_text(encoding="utf-8"))
    for number, person in enumerate(people, 1):
        console.print(f"  {number}. {person['customer_id']}  {escape(person['about'])}")
    console.print("  Enter alone: a stranger")
    while True:
        picked = (await asyncio.to_thread(input, "who are you? ")).strip()
        if not picked:
            return None
        if picked.isdigit() and 1 <= int(picked) <= len(people):
            return str(people[int(picked) - 1]["customer_id"])
        try:
            await known(opened, picked)
        except ShopclerkError:
            console.print("[red]no such customer[/red]")
            continue
        return picked


async def _play(opened: Services, console: Console) -> None:
    """The scripted customers, turn by turn, each reply with its receipts."""
    session = os.urandom(4).hex()
    lines = [json.loads(line) for line in (SHOP / "script.jsonl").read_text(encoding="utf-8").splitlines() if line]
    for turn, line in enumerate(lines):
        customer = line["customer"]
        console.print(f"[bold]{escape(customer or 'a stranger')}[/bold]  {escape(line['text'])}", soft_wrap=True)
        answer = await say(opened, f"{session}-{line['conversation']}", customer, line["text"], turn)
        if answer:
            show(console, answer, True)


async def say(opened: Services, chat_key: str, customer: str | None, text: str, turn: int) -> Answer | None:
    """One turn through the manager, so that it is stored, cached and queued as in the service."""
    if customer:
        async with opened.store.writing() as unit:
            conversation = await unit.conversations.open("demo", chat_key)
            if conversation.customer_id is None:
                await unit.conversations.save(replace(conversation, customer_id=CustomerId(customer)))
    return await opened.manager.take_turn(Incoming("demo", chat_key, text, NOW + timedelta(seconds=turn)))


def show(console: Console, answer: Answer, why: bool) -> None:
    console.print(f"[bold green]clerk[/bold green]  {escape(answer.text)}", soft_wrap=True)
    if why:
        print_reasons(console, answer)
    console.print()
