"""Placeholders that nobody knows: sent, but the answer was lost or the process died before it was written down.

Telegram numbers the messages of all private chats of a bot together, so such a placeholder stands shortly after the
newest message known at the time. An edit that changes nothing tells it from every other message: of those in reach it
alone is ours and "not modified". Groups number for themselves and hold several rows at a time; there it stays.
"""

import re

import structlog

from handlers.delivery.sending import Came, Sender
from storage.records import OutboxRow
from storage.unit import Unit

log = structlog.get_logger(__name__)

REACH = 40  # messages of other chats that may stand between
BACK = 8  # placeholders that were on their way when a later one was written down
MOST_MARKS = 4
_MARK = re.compile(r"unsure after ([\d ]+)")


def unsure(row: OutboxRow, newest: int) -> str:
    """The reason of a row that may have placed one more placeholder, after the message `newest`."""
    marks = [*marks_of(row), newest]
    return "unsure after " + " ".join(map(str, marks[-MOST_MARKS:]))


async def unsure_since_death(unit: Unit, row: OutboxRow, newest: int) -> str:
    """As `unsure`, after a restart: later than the chat's last message, and than all but the newest of all chats."""
    return unsure(row, max(newest - BACK, await unit.outbox.newest_placeholder(row.channel, row.chat_key)))


def marks_of(row: OutboxRow) -> list[int]:
    """After which messages a placeholder of this row may stand."""
    found = _MARK.fullmatch(row.reason or "")
    return [int(mark) for mark in found[1].split()] if found else []


def is_private(row: OutboxRow) -> bool:
    return row.chat_key.isdigit()


async def sweep(sender: Sender, row: OutboxRow) -> None:
    """Takes away what the row left behind before it got its placeholder; what Telegram does not let us find stays."""
    for mark in dict.fromkeys(marks_of(row)) if is_private(row) else ():
        for message_id in range(mark + 1, min(mark + 1 + REACH, int(row.placeholder_id or 0))):
            outcome = await sender.probe(row, message_id)
            if outcome.came in (Came.LATER, Came.UNKNOWN, Came.REFUSED, Came.BLOCKED):
                return
            if outcome.came is Came.DONE:
                gone = await sender.remove(row, message_id)
                log.info("placeholder_swept", row=row.outbox_id, gone=gone.came.value)
                break
