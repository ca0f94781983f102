"""Recorded customer turns answered in bulk, conversation by conversation, several at once."""

import asyncio
import json
from collections.abc import AsyncIterator, Iterable
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from bot.conversation.clerk import Clerk
from bot.conversation.talk import Reading, Talk
from bot.errors import BadInput


@dataclass(frozen=True)
class Recorded:
    """One recorded line; `line` counts from 1, `row` is the line as it was, with keys of its own."""

    line: int
    conversation: str
    text: str
    customer: str | None
    locale: str | None
    row: dict[str, Any]


def read_recorded(path: Path) -> list[Recorded]:
    """The lines of a replay file, in order; raises BadInput with file and line."""
    try:
        raw = path.read_bytes()
    except OSError as problem:
        raise BadInput(str(path), (problem.strerror or "cannot be read").lower(), "give a JSON Lines file") from None
    lines = raw.decode("utf-8-sig", "replace").split("\n")
    return [_recorded(f"{path}:{number}", number, line) for number, line in enumerate(lines, 1) if line.strip()]


def _recorded(where: str, number: int, line: str) -> Recorded:
    try:
        row = json.loads(line)
    except (ValueError, RecursionError):
        raise BadInput(where, "not a JSON object", "write one object per line") from None
    if not isinstance(row, dict):
        raise BadInput(where, "not a JSON object", "write one object per line")
    if not isinstance(row.get("text"), str):
        raise BadInput(where, "`text` is missing or not a string")
    for key in ("conversation", "customer"):
        if not isinstance(row.get(key), str | int | None):
            raise BadInput(where, f"`{key}` must be a string or null")
    for key in ("locale", "now"):
        if not isinstance(row.get(key), str | None):
            raise BadInput(where, f"`{key}` must be a string or null")
    if row.get("now") is not None and not _is_moment(row["now"]):
        raise BadInput(where, "`now` is no ISO 8601 moment", "write it like 2026-06-15T12:00:00+00:00")
    customer = row.get("customer")
    return Recorded(
        number,
        str(row.get("conversation", number)),
        row["text"],
        str(customer) if customer not in (None, "") else None,
        row.get("locale"),
        row,
    )


async def replay(
    recorded: Iterable[Recorded], clerk: Clerk, reading: Reading, now: datetime, seed: int, concurrency: int
) -> AsyncIterator[tuple[Recorded, dict[str, Any]]]:
    """Each line with its reply, in the order of the lines; turns of one conversation share history."""
    lines = list(recorded)
    answers: dict[int, asyncio.Future[dict[str, Any]]] = {
        line.line: asyncio.get_running_loop().create_future() for line in lines
    }
    conversations: dict[str, list[Recorded]] = {}
    for line in lines:
        conversations.setdefault(line.conversation, []).append(line)
    gate = asyncio.Semaphore(max(concurrency, 1))

    async def converse(key: str, turns: list[Recorded]) -> None:
        async with gate:
            talk = Talk(clerk, reading, key, seed)
            for number, line in enumerate(turns):
                talk.know(line.customer)
                answer = await talk.say(line.text, moment(line.row, now), line.locale)
                head = {"conversation": line.conversation, "turn": number, "text": line.text}
                answers[line.line].set_result(head | answer.to_json())

    async with asyncio.TaskGroup() as group:
        for key, turns in conversations.items():
            group.create_task(converse(key, turns))
        for line in lines:
            yield line, await answers[line.line]


def moment(row: dict[str, Any], default: datetime) -> datetime:
    """The moment a line names in `now`, else the default."""
    named = row.get("now")
    if not isinstance(named, str):
        return default
    told = datetime.fromisoformat(named)
    return told if told.tzinfo else told.replace(tzinfo=UTC)


def _is_moment(text: str) -> bool:
    try:
        datetime.fromisoformat(text)
    except ValueError:
        return False
    return True
