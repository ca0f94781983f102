"""What went wrong while an update was handled, as one line of the log. Nothing is swallowed: the work is tried again.

Never the message of an error that may quote a customer or the token; where it happened is enough to find it.
"""

import traceback

import structlog
from aiogram import Router
from aiogram.dispatcher.event.bases import UNHANDLED
from aiogram.exceptions import TelegramAPIError, TelegramNetworkError
from aiogram.filters import ExceptionTypeFilter
from aiogram.types import ErrorEvent

from bot.errors import ShopclerkError
from handlers.places import is_ours, spelled
from storage.errors import LeaseLost, StaleConversation, StorageError

log = structlog.get_logger(__name__)


def make_router() -> Router:
    """Specific first; each answers "not handled", so that the error reaches whoever fed the update."""
    router = Router(name="errors")
    router.errors.register(tell_lost, ExceptionTypeFilter(LeaseLost, StaleConversation))
    router.errors.register(tell_storage, ExceptionTypeFilter(StorageError, ShopclerkError))
    router.errors.register(tell_telegram, ExceptionTypeFilter(TelegramAPIError))
    router.errors.register(tell_any)
    return router


async def tell_lost(event: ErrorEvent) -> object:
    """Another has the work now, or the conversation moved: the result was refused, as it must be."""
    log.warning("turn_refused", reason=type(event.exception).__name__)
    return UNHANDLED


async def tell_storage(event: ErrorEvent) -> object:
    """Their messages are written for people and quote nobody; what the store has told is not repeated."""
    if not getattr(event.exception, "told", False):
        log.error("turn_failed", reason=str(event.exception))
    return UNHANDLED


async def tell_telegram(event: ErrorEvent) -> object:
    """A network error may quote the address, which holds the token."""
    problem = event.exception
    reason = "network" if isinstance(problem, TelegramNetworkError) else getattr(problem, "message", "")
    log.warning("telegram_refused", problem=type(problem).__name__, reason=reason)
    return UNHANDLED


async def tell_any(event: ErrorEvent) -> object:
    log.error("turn_failed", problem=type(event.exception).__name__, at=place_of(event.exception))
    return UNHANDLED


def place_of(problem: BaseException) -> str:
    """The innermost line of ours: `bot/conversation/clerk.py:88`."""
    frames = traceback.extract_tb(problem.__traceback__)
    ours = [frame for frame in frames if is_ours(frame.filename)]
    last = (ours or frames)[-1:]
    return ", ".join(spelled(frame.filename, frame.lineno) for frame in last) or "unknown"
