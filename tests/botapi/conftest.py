"""A running server, a raw HTTP caller and an aiogram bot for its tests."""

from collections.abc import AsyncIterator, Callable, Coroutine
from typing import Any

import pytest
from aiogram import Bot
from aiogram.client.session.aiohttp import AiohttpSession
from aiogram.client.telegram import TelegramAPIServer
from aiohttp import ClientSession

from tests.botapi.server import TOKEN, BotApi, running_botapi

Ask = Callable[..., Coroutine[Any, Any, Any]]


@pytest.fixture
async def api() -> AsyncIterator[BotApi]:
    """A server with one bot."""
    async with running_botapi() as running:
        yield running


@pytest.fixture
async def http() -> AsyncIterator[ClientSession]:
    """A plain HTTP session."""
    async with ClientSession() as session:
        yield session


@pytest.fixture
def ask(api: BotApi, http: ClientSession) -> Ask:
    """Calls a method with JSON parameters; returns the whole answer."""

    async def call(method: str, **params: Any) -> Any:
        async with http.post(f"{api.url}/bot{TOKEN}/{method}", json=params) as answer:
            body = await answer.json()
            assert answer.status == body.get("error_code", 200)
            return body

    return call


@pytest.fixture
async def bot(api: BotApi) -> AsyncIterator[Bot]:
    """An aiogram bot; its session is closed without the pause aiogram makes for TLS."""
    session = AiohttpSession(api=TelegramAPIServer.from_base(api.url))
    yield Bot(TOKEN, session)
    await (await session.create_session()).close()
