"""Around every update: a trace id for the log. Around every update of a private chat: its `Visit` and its limits.

One read of the store and nothing slower; a chat over its limits costs one small write and no turn.
"""

from collections.abc import Awaitable, Callable
from datetime import UTC, datetime
from functools import partial
from typing import Any

from aiogram import BaseMiddleware
from aiogram.types import CallbackQuery, Message, TelegramObject, Update, User
from structlog.contextvars import bound_contextvars

from bot.bootstrap import Services
from bot.conversation.limits import DAY, Limits, Verdict
from bot.conversation.wording import Hear
from bot.facts.voice import speakable
from handlers.delivery.drafting import Drafts
from handlers.delivery.post import CHANNEL
from handlers.talk.visit import Visit
from storage.records import Conversation, Work
from storage.unit import Unit

Handler = Callable[[TelegramObject, dict[str, Any]], Awaitable[Any]]
Clock = Callable[[], datetime]


def now_utc() -> datetime:
    return datetime.now(UTC)


class Tracing(BaseMiddleware):
    """Every line of the log that an update causes carries its id."""

    async def __call__(self, handler: Handler, event: TelegramObject, data: dict[str, Any]) -> Any:
        if not isinstance(event, Update):
            return await handler(event, data)
        with bound_contextvars(trace=f"u{event.update_id}"):
            return await handler(event, data)


class Visiting(BaseMiddleware):
    """Gives handlers `visit` and `language`."""

    def __init__(self, limits: Limits, clock: Clock = now_utc) -> None:
        self._limits, self._clock = limits, clock

    async def __call__(self, handler: Handler, event: TelegramObject, data: dict[str, Any]) -> Any:
        services: Services = data["services"]
        now = self._clock()
        async with services.store.reading() as unit:
            conversation = await unit.conversations.find(CHANNEL, data["chat_key"])
            if not self._limits.knows(data["chat_key"]):
                self._limits.meet(data["chat_key"], await self._turns(unit, conversation, now), now)
        visit = _visit(services, conversation, event, data, now)
        verdict = Verdict.ANSWER if isinstance(event, Message) and event.edit_date else self._take(visit, now)
        if verdict is Verdict.ANSWER:
            return await handler(event, {**data, "visit": visit, "language": visit.language})
        if verdict is Verdict.SILENT:
            return await visit.settle()
        return await visit.reply(visit.say(verdict.value))

    def _take(self, visit: Visit, now: datetime) -> Verdict:
        return self._limits.take(visit.chat_key, now, visit.work.inbox_ids)

    async def _turns(self, unit: Unit, conversation: Conversation | None, now: datetime) -> list[datetime]:
        if conversation is None:
            return []
        return await unit.conversations.turn_times(conversation.conversation_id, now - DAY, self._limits.per_day)


class Sparing(BaseMiddleware):
    """The same limits where nobody is known: over them there is silence at once."""

    def __init__(self, limits: Limits, clock: Clock = now_utc) -> None:
        self._limits, self._clock = limits, clock

    async def __call__(self, handler: Handler, event: TelegramObject, data: dict[str, Any]) -> Any:
        chat_key, work, now = data["chat_key"], data["work"], self._clock()
        if not self._limits.knows(chat_key):
            self._limits.meet(chat_key, [], now)
        if self._limits.take(chat_key, now, work.inbox_ids) is Verdict.ANSWER:
            return await handler(event, data)
        return await data["services"].store.joined(lambda unit: unit.settle(work))


def _visit(
    services: Services, conversation: Conversation | None, event: TelegramObject, data: dict[str, Any], now: datetime
) -> Visit:
    sender: User | None = data.get("event_from_user")
    known = conversation.language if conversation else None
    return Visit(
        services.store,
        services.manager,
        data["post"],
        data["texts"],
        data["handover"],
        data["wake"],
        data["work"],
        data["chat_key"],
        conversation,
        speakable(known or (sender.language_code if sender else None)),
        _written_at(event, now),
        _drafts(data),
    )


def _drafts(data: dict[str, Any]) -> Hear | None:
    """Where a slow reply is shown as it grows, named by the update it answers."""
    drafts: Drafts | None = data.get("drafts")
    work: Work = data["work"]
    if drafts is None or not work.inbox_ids:
        return None
    return partial(drafts.show, int(data["chat_key"]), work.inbox_ids[-1])


def _written_at(event: TelegramObject, now: datetime) -> datetime:
    """When the customer wrote; Telegram does not say when a button was pressed."""
    if isinstance(event, CallbackQuery):
        return now
    return event.date if isinstance(event, Message) else now
