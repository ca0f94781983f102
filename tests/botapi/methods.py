"""The table of methods: Bot API name → what carries it out. Names are matched without case, as Telegram does."""

from collections.abc import Awaitable, Callable, Mapping
from typing import Any

from tests.botapi import accounts, editing, forum, sending
from tests.botapi.bots import BotAccount
from tests.botapi.errors import ApiError
from tests.botapi.params import Params

Method = Callable[[BotAccount, Params], Any]
AsyncMethod = Callable[[BotAccount, Params], Awaitable[Any]]

METHODS: Mapping[str, Method] = {**sending.METHODS, **editing.METHODS, **forum.METHODS, **accounts.METHODS}
ASYNC_METHODS: Mapping[str, AsyncMethod] = accounts.ASYNC_METHODS
NAMES = {name.lower(): name for name in (*METHODS, *ASYNC_METHODS)}


def canonical(name: str) -> str:
    """The method's name as documented; 404 for one that is not here."""
    found = NAMES.get(name.lower())
    if found is None:
        raise ApiError(404, "Not Found: method not found")
    return found


async def perform(bot: BotAccount, name: str, params: Params) -> Any:
    """Carries a method out."""
    method = METHODS.get(name)
    return method(bot, params) if method else await ASYNC_METHODS[name](bot, params)
