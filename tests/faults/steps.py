"""The steps of a message's way at which a process may die, and how this process is made to die there.

Armed in the process under test only; the service itself knows nothing of it.
"""

import functools
import os
import signal
from collections.abc import Awaitable, Callable
from typing import Any

from aiogram.client.session.aiohttp import AiohttpSession

from bot.conversation.clerk import Clerk
from bot.conversation.handover import Handover
from bot.conversation.manager import Manager
from handlers.intake.accepting import Intake
from storage.conversations import Conversations
from storage.outbox import Outbox
from storage.unit import Unit

Method = Callable[..., Awaitable[Any]]

# Step → (class, method, whether it dies before or after it).
STEPS: dict[str, tuple[type, str, str]] = {
    "received": (Intake, "accept", "before"),
    "committed": (Intake, "accept", "after"),
    "taken": (Manager, "take_turn", "before"),
    "generated": (Clerk, "finish", "after"),
    "written": (Conversations, "add_turn", "after"),
    "settled": (Unit, "settle", "after"),
    "handoff": (Handover, "open", "after"),
    "outbox": (Manager, "take_turn", "after"),
    "placing": (AiohttpSession, "make_request:SendMessage", "before"),
    "sent-not-recorded": (AiohttpSession, "make_request:SendMessage", "after"),
    "recorded": (Outbox, "placed", "after"),
    "edited-not-recorded": (AiohttpSession, "make_request:EditMessageText", "after"),
    "sent": (Outbox, "sent", "after"),
}

# How many passings there may be before a death: a batch of updates is accepted at once, and few ask for a person.
MOST = {"received": 3, "committed": 3, "handoff": 1}
MOST_ELSEWHERE = 10


def arm(step: str, count: int) -> None:
    """From now on the process kills itself at the `count`-th passing of `step`."""
    owner, name, moment = STEPS[step]
    name, _, method = name.partition(":")
    inner: Method = getattr(owner, name)
    left = count

    def pass_by(args: tuple[Any, ...]) -> None:
        nonlocal left
        if method and not any(type(arg).__name__ == method for arg in args):
            return
        left -= 1
        if left <= 0:
            os.kill(os.getpid(), signal.SIGKILL)

    @functools.wraps(inner)
    async def deadly(*args: Any, **named: Any) -> Any:
        if moment == "before":
            pass_by(args)
        result = await inner(*args, **named)
        if moment == "after":
            pass_by(args)
        return result

    setattr(owner, name, deadly)
