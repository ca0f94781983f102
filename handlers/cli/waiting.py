"""`shopclerk waiting`: who waits for a person, and until when; `--done` takes one off the list."""

import asyncio
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Annotated, Any

import typer
from rich.console import Console
from rich.markup import escape
from rich.table import Table

from bot.conversation.shop import zone_of
from bot.errors import BadInput
from bot.facts.voice import Voice
from bot.settings import load_settings
from handlers.cli.app import print_json
from handlers.cli.session import Json
from storage.engine import open_store
from storage.records import Conversation, Task
from storage.unit import Unit

Done = Annotated[int | None, typer.Option("--done", metavar="ID", help="This one has been answered.")]


@dataclass(frozen=True)
class Waiting:
    """A task with whose it is, and its deadline as the shop's clock shows it."""

    task: Task
    conversation: Conversation
    name: str | None
    due: str
    overdue: bool

    def to_json(self) -> dict[str, Any]:
        task, conversation = self.task, self.conversation
        return {
            "id": task.task_id,
            "kind": task.kind,
            "reason": task.reason,
            "customer": task.customer_id or conversation.customer_id,
            "name": self.name,
            "order": task.order_id,
            "owner": task.owner,
            "status": task.status,
            "opened_at": task.opened_at.isoformat() if task.opened_at else None,
            "deadline": task.deadline.isoformat(),
            "overdue": self.overdue,
            "conversation": conversation.conversation_id,
            "channel": conversation.channel,
            "chat": conversation.chat_key,
        }


def waiting(done: Done = None, json: Json = False) -> None:
    """The customers who wait for a person, the nearest deadline first."""
    if done is not None:
        asyncio.run(_finish(done))
    rows = asyncio.run(_list(datetime.now(UTC)))
    if json:
        print_json([row.to_json() for row in rows])
    elif rows:
        Console().print(_table(rows))
    else:
        print("nobody waits")


def _table(rows: list[Waiting]) -> Table:
    table = Table("id", "due", "what", "order", "customer", "owner", "chat", "why", box=None, pad_edge=False)
    for row in rows:
        task = row.task
        due = row.due + (" overdue" if row.overdue else "")
        chat = f"{row.conversation.channel} {row.conversation.chat_key}"
        cells = (
            str(task.task_id),
            due,
            task.kind,
            task.order_id,
            row.name or "stranger",
            task.owner,
            chat,
            task.reason,
        )
        table.add_row(*(escape(cell or "") for cell in cells), style="red" if row.overdue else None)
    return table


async def _list(now: datetime) -> list[Waiting]:
    async with open_store(load_settings().home) as store, store.reading() as unit:
        voice = Voice("en", now, zone_of(await unit.facts.all()))
        found = [await _row(unit, task, voice) for task in await unit.tasks.open(limit=10_000)]
    return [row for row in found if row is not None]


async def _row(unit: Unit, task: Task, voice: Voice) -> Waiting | None:
    conversation = await unit.conversations.get(task.conversation_id)
    if conversation is None:
        return None
    customer_id = task.customer_id or conversation.customer_id
    customer = await unit.customers.get(customer_id) if customer_id else None
    name = customer.name if customer and customer.name else customer_id
    return Waiting(task, conversation, name, voice.moment(task.deadline), task.deadline <= voice.now)


async def _finish(task_id: int) -> None:
    async with open_store(load_settings().home) as store, store.writing() as unit:
        if not await unit.tasks.done(task_id):
            raise BadInput("--done", f"nothing that waits has the id {task_id}", "see: shopclerk waiting")
