"""One request to Telegram and what came of it, in the few kinds that the delivery tells apart. It knows no outbox."""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from enum import Enum
from typing import Any

from aiogram import Bot
from aiogram.exceptions import (
    TelegramAPIError,
    TelegramBadRequest,
    TelegramForbiddenError,
    TelegramMigrateToChat,
    TelegramNotFound,
    TelegramRetryAfter,
    TelegramUnauthorizedError,
)
from aiogram.types import (
    BufferedInputFile,
    InlineKeyboardButton,
    InlineKeyboardMarkup,
    KeyboardButton,
    ReplyKeyboardMarkup,
    ReplyKeyboardRemove,
)

from storage.records import OutboxRow

PLACEHOLDER = "…"
PATIENCE_S = 20
Request = Callable[[], Awaitable[Any]]


class Came(Enum):
    """What came of a request: `UNKNOWN` may or may not have been carried out."""

    DONE = "done"
    LATER = "later"
    GONE = "gone"
    BLOCKED = "blocked"
    WRONG = "wrong"
    REFUSED = "refused"
    UNKNOWN = "unknown"


@dataclass(frozen=True)
class Outcome:
    """`message_id` of what was sent, `after_s` of LATER, `reason` for the log: Telegram's words, never a customer's."""

    came: Came
    message_id: int | None = None
    after_s: float = 0.0
    reason: str = ""


async def ask(request: Request) -> Outcome:
    """Carries a request out; never raises."""
    try:
        made = await request()
    except TelegramRetryAfter as problem:
        return Outcome(Came.LATER, after_s=float(problem.retry_after), reason="429")
    except TelegramForbiddenError as problem:
        return Outcome(Came.BLOCKED, reason=problem.message)
    except TelegramUnauthorizedError:
        return Outcome(Came.REFUSED, reason="401")
    except (TelegramBadRequest, TelegramNotFound, TelegramMigrateToChat) as problem:
        return _read_refusal(problem.message)
    except TelegramAPIError as problem:
        return Outcome(Came.UNKNOWN, reason=type(problem).__name__)
    except (OSError, TimeoutError) as problem:
        return Outcome(Came.UNKNOWN, reason=type(problem).__name__)
    return Outcome(Came.DONE, getattr(made, "message_id", None))


def _read_refusal(said: str) -> Outcome:
    if "message is not modified" in said:
        return Outcome(Came.DONE)
    if "message to edit not found" in said or "can't be edited" in said:
        return Outcome(Came.GONE, reason=said)
    if "chat not found" in said or "thread not found" in said:
        return Outcome(Came.BLOCKED, reason=said)
    return Outcome(Came.WRONG, reason=said)


class Sender:
    """The requests a row of the outbox needs."""

    def __init__(self, bot: Bot, patience_s: int = PATIENCE_S) -> None:
        self._bot, self._patience_s = bot, patience_s

    async def place(self, row: OutboxRow) -> Outcome:
        """A placeholder, which may stand twice and do no harm."""
        where = place_of(row)
        return await ask(lambda: self._bot.send_message(text=PLACEHOLDER, request_timeout=self._patience_s, **where))

    async def fill(self, row: OutboxRow, plainly: bool = False) -> Outcome:
        """The text into its placeholder: may be repeated at will."""
        chat_id, message_id = place_of(row)["chat_id"], int(row.placeholder_id or 0)
        markup = None if plainly else inline(row)
        return await ask(
            lambda: self._bot.edit_message_text(
                row.text, chat_id=chat_id, message_id=message_id, reply_markup=markup, request_timeout=self._patience_s
            )
        )

    async def take_away(self, row: OutboxRow) -> Outcome:
        """A placeholder whose text is not to be said any more."""
        return await self.remove(row, int(row.placeholder_id or 0))

    async def remove(self, row: OutboxRow, message_id: int) -> Outcome:
        """Any message of the row's chat."""
        chat_id = place_of(row)["chat_id"]
        return await ask(lambda: self._bot.delete_message(chat_id, message_id, request_timeout=self._patience_s))

    async def probe(self, row: OutboxRow, message_id: int) -> Outcome:
        """DONE when this message is a placeholder that still stands."""
        chat_id = place_of(row)["chat_id"]
        return await ask(
            lambda: self._bot.edit_message_text(
                PLACEHOLDER, chat_id=chat_id, message_id=message_id, request_timeout=self._patience_s
            )
        )

    async def send_once(self, row: OutboxRow) -> Outcome:
        """What cannot be edited into its place: a copy or a document."""
        where = place_of(row)
        if copy := row.payload.get("copy"):
            source: dict[str, Any] = {name: int(copy[name]) for name in ("from_chat_id", "message_id")}
            return await ask(lambda: self._bot.copy_message(request_timeout=self._patience_s, **source, **where))
        document = row.payload["document"]
        file = BufferedInputFile(str(document["text"]).encode("utf-8", "replace"), str(document["name"]))
        return await ask(
            lambda: self._bot.send_document(
                document=file, caption=row.text[:1024], request_timeout=self._patience_s, **where
            )
        )

    async def send_keyboard(self, row: OutboxRow) -> Outcome:
        """A reply keyboard hangs on a message of its own, since such a message cannot be edited."""
        where = place_of(row)
        if row.payload.get("remove_keyboard"):
            gone = ReplyKeyboardRemove(remove_keyboard=True)
            return await ask(lambda: self._bot.send_message(text="👌", reply_markup=gone, **where))
        label = str(row.payload.get("keyboard_label") or "📱")
        button = KeyboardButton(text=label, request_contact=True)
        keyboard = ReplyKeyboardMarkup(keyboard=[[button]], resize_keyboard=True, one_time_keyboard=True)
        return await ask(lambda: self._bot.send_message(text="👇", reply_markup=keyboard, **where))


def place_of(row: OutboxRow) -> dict[str, Any]:
    """Chat and thread of `chat` or `chat/thread`."""
    chat, _, thread = row.chat_key.partition("/")
    return {"chat_id": int(chat), "message_thread_id": int(thread) if thread else None}


def inline(row: OutboxRow) -> InlineKeyboardMarkup | None:
    """The buttons under a text."""
    lines = [
        [InlineKeyboardButton(text=label, callback_data=data) for label, data in line]
        for line in row.payload.get("buttons") or ()
    ]
    return InlineKeyboardMarkup(inline_keyboard=lines) if lines else None


def sent_once(row: OutboxRow) -> bool:
    """Whether a repeat could be seen twice, so that there is none."""
    return "copy" in row.payload or "document" in row.payload


def has_keyboard(row: OutboxRow) -> bool:
    return bool(row.payload.get("keyboard") or row.payload.get("remove_keyboard"))
