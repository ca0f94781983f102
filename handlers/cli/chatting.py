"""`shopclerk chat`: talk to the clerk in the terminal, as a customer or as a stranger."""

import asyncio
import sys
from datetime import UTC, datetime
from typing import Annotated

import typer
from rich.console import Console
from rich.markup import escape

from bot.bootstrap import Services
from bot.conversation.reply import Answer
from bot.conversation.talk import Talk
from bot.errors import BadInput
from bot.settings import load_settings
from handlers.cli.session import Now, Seed, read_now, warm_services
from storage.records import CustomerId, Receipt

HELP = "Write to the clerk; /why shows what stands behind each reply, /as ID or /as nobody changes who you are, /quit."


def chat(
    customer: Annotated[
        str | None, typer.Option("--as", help="The verified customer's id; default: a stranger.")
    ] = None,
    why: Annotated[bool, typer.Option("--why", help="Show act, route, intent, receipts and what was blocked.")] = False,
    now: Now = None,
    seed: Seed = 0,
) -> None:
    """Talk to the clerk in the terminal."""
    asyncio.run(_chat(customer, why, now, seed))


async def _chat(customer: str | None, why: bool, now: str | None, seed: int) -> None:
    fixed = read_now(now) if now else None
    async with warm_services(load_settings()) as opened:
        if opened.model_problem:
            print(f"{opened.model_problem}; {opened.stand_in} meanwhile", file=sys.stderr)
        await converse(opened, customer, why, fixed, seed)


async def converse(opened: Services, customer: str | None, why: bool, fixed: datetime | None, seed: int) -> None:
    """Reads lines until the end of input or /quit, and prints a reply to each."""
    await known(opened, customer)
    console = Console(highlight=False)
    talk = Talk(opened.clerk, opened.store.reading, "chat", seed)
    if sys.stdin.isatty():
        console.print(f"[dim]{HELP}[/dim]")
    while (line := await asyncio.to_thread(read_line)) is not None:
        if line == "/quit":
            break
        if line == "/why":
            why = not why
            console.print(f"[dim]reasons are {'shown' if why else 'hidden'}[/dim]")
            continue
        if line.startswith("/as "):
            name = line.removeprefix("/as ").strip()
            customer = await _switch(opened, console, name, customer)
            continue
        talk.know(customer)
        answer = await talk.say(line, fixed or datetime.now(UTC))
        console.print(f"[bold green]clerk[/bold green]  {escape(answer.text)}", soft_wrap=True)
        if why:
            print_reasons(console, answer)


async def _switch(opened: Services, console: Console, name: str, before: str | None) -> str | None:
    if name == "nobody":
        console.print("[dim]you are a stranger now[/dim]")
        return None
    try:
        await known(opened, name)
    except BadInput as problem:
        console.print(f"[red]{escape(str(problem))}[/red]")
        return before
    console.print(f"[dim]you are {escape(name)} now[/dim]")
    return name


async def known(opened: Services, customer: str | None) -> None:
    """Raises BadInput for a customer id the shop does not have."""
    if customer is None:
        return
    async with opened.store.reading() as unit:
        if await unit.customers.get(CustomerId(customer)) is None:
            raise BadInput("--as", f"no customer {customer!r} in this shop", "import customers or choose another id")


def read_line() -> str | None:
    """The next line a person typed; None at the end of input. Bytes that are no UTF-8 are replaced."""
    if sys.stdin.isatty():
        try:
            return input("you    ")
        except EOFError:
            return None
    raw = sys.stdin.buffer.readline()
    if not raw:
        return None
    line = raw.decode("utf-8", "replace").rstrip("\r\n")
    print(f"you    {line}")
    return line


def print_reasons(console: Console, answer: Answer) -> None:
    """Route, intent, clauses, receipts and refusals, as dim lines under a reply."""
    spoken = answer.spoken
    head = f"route {answer.route} · intent {answer.intent} {answer.confidence:.2f} · {answer.latency_ms:.0f} ms"
    lines = [f"{head} (model {spoken.model_ms:.0f}) · tone {spoken.tone} · {spoken.sampled} candidates"]
    lines += [f"{clause.act} by {clause.by}" for clause in spoken.clauses]
    lines += [f"{receipt.slot}: {receipt.text.strip()[:60]} ← {proofs(receipt)}" for receipt in answer.receipts]
    lines += [f"blocked ({one.reason}): {one.text}" for one in spoken.blocked[:5]]
    for line in lines:
        console.print(f"[dim]       {escape(line)}[/dim]", soft_wrap=True)


def proofs(receipt: Receipt, most: int = 3) -> str:
    """The sources of a receipt in one line, the first few of many."""
    shown = [f"{one.table}/{one.key}.{one.column} v{one.version}" for one in receipt.sources[:most]]
    rest = len(receipt.sources) - most
    return (f"{receipt.fn}: " if receipt.fn else "") + ", ".join(shown) + (f" and {rest} more" if rest > 0 else "")
