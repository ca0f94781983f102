"""The hot window: one contract over memory and Valkey, and never an old one."""

import asyncio
import time
from collections.abc import AsyncIterator
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import pytest
from redis.asyncio import Redis
from redis.exceptions import ConnectionError as Unreachable

from storage.engine import Store
from storage.history import History
from storage.records import Conversation, Message, Reply
from storage.redis import Hot, open_hot
from storage.valkey import running_valkey

NOW = datetime(2026, 6, 1, 12, tzinfo=UTC)


class Memory:
    """A server in a dict; counts what it is asked, and fails or dawdles when told to."""

    def __init__(self, delay_s: float = 0.0, broken: bool = False) -> None:
        self.kept: dict[str, str] = {}
        self.asked = 0
        self.delay_s, self.broken = delay_s, broken

    async def get(self, name: str) -> str | None:
        await self._answer()
        return self.kept.get(name)

    async def set(self, name: str, value: str, *, ex: int | None = None) -> None:
        await self._answer()
        self.kept[name] = value

    async def delete(self, name: str) -> None:
        await self._answer()
        self.kept.pop(name, None)

    async def _answer(self) -> None:
        self.asked += 1
        await asyncio.sleep(self.delay_s)
        if self.broken:
            raise Unreachable


@pytest.fixture(params=["memory", "valkey"])
async def hot(request: pytest.FixtureRequest, tmp_path: Path) -> AsyncIterator[Hot]:
    if request.param == "memory":
        yield Hot(Memory())
        return
    async with running_valkey(tmp_path / "valkey") as url, open_hot(url, budget_s=5.0) as opened:
        yield opened


@pytest.fixture
async def conversation(store: Store) -> Conversation:
    async with store.writing() as unit:
        opened = await unit.conversations.open("telegram", "42")
        return await unit.conversations.add_turn(opened, "hi 你好 \U0001f600", Reply("Hello!", "canned"), NOW)


def _claim(text: str) -> Message:
    return Message(1, 1, 0, "customer", text, NOW, details={"a": [1, None]})


async def test_the_store_fills_the_window(store: Store, hot: Hot, conversation: Conversation) -> None:
    history = History(store, hot)
    first = await history.recent(conversation)
    assert [message.text for message in first] == ["hi 你好 \U0001f600", "Hello!"]
    assert await history.recent(conversation) == first


async def test_a_kept_window_is_used(store: Store, hot: Hot, conversation: Conversation) -> None:
    history = History(store, hot, messages=2)
    await history.keep(conversation, [_claim("a"), _claim("b"), _claim("c")])
    assert await history.recent(conversation) == [_claim("b"), _claim("c")]


@pytest.mark.parametrize("step", [-1, 1])
async def test_a_window_of_another_version_is_not(
    store: Store, hot: Hot, conversation: Conversation, step: int
) -> None:
    history = History(store, hot)
    await history.keep(replace(conversation, version=conversation.version + step), [_claim("false")])
    assert [message.role for message in await history.recent(conversation)] == ["customer", "clerk"]


async def test_a_forgotten_window_is_gone(store: Store, hot: Hot, conversation: Conversation) -> None:
    history = History(store, hot)
    await history.keep(conversation, [_claim("false")])
    await history.forget(conversation)
    assert len(await history.recent(conversation)) == 2


@pytest.mark.parametrize("kept", ["", "null", "[]", "{}", '{"version": 2}', '{"version": 2, "messages": [{"at": 1}]}'])
async def test_rubbish_is_not_a_window(store: Store, conversation: Conversation, kept: str) -> None:
    memory = Memory()
    history = History(store, Hot(memory))
    await history.recent(conversation)
    memory.kept = dict.fromkeys(memory.kept, kept)
    assert len(await history.recent(conversation)) == 2


async def test_another_conversations_window_is_not_used(store: Store, conversation: Conversation) -> None:
    memory = Memory()
    history = History(store, Hot(memory))
    await history.keep(replace(conversation, conversation_id=99), [_claim("another's words")])
    [window] = memory.kept.values()
    await history.keep(conversation, [])
    memory.kept = dict.fromkeys(memory.kept, window)
    assert [message.text for message in await history.recent(conversation)] == ["hi 你好 \U0001f600", "Hello!"]


async def test_a_late_answer_reaches_nobody(tmp_path: Path) -> None:
    async with running_valkey(tmp_path / "v") as url, open_hot(url, budget_s=5) as calm, open_hot(url, 0.03, 0) as hot:
        await calm.ask(lambda server: server.set("a", "for a"))
        await calm.ask(lambda server: server.set("b", "for b"))
        assert await hot.ask(lambda server: server.get("a")) == "for a"
        async with Redis.from_url(url) as admin:
            await admin.client_pause(100)
            assert await hot.ask(lambda server: server.get("a")) is None
            await asyncio.sleep(0.12)
        assert [await calm.ask(lambda server: server.get("b")) for _ in range(3)] == ["for b"] * 3
        assert [await hot.ask(lambda server: server.get("b")) for _ in range(3)] == ["for b"] * 3


@pytest.mark.parametrize("server", [Memory(delay_s=60), Memory(broken=True)])
async def test_a_dead_server_costs_its_budget_once(store: Store, conversation: Conversation, server: Memory) -> None:
    history = History(store, Hot(server, rest_s=60))
    started = time.perf_counter()
    for _ in range(20):
        assert len(await history.recent(conversation)) == 2
    assert time.perf_counter() - started < 1
    assert server.asked == 1


async def test_a_server_that_recovers_is_asked_again(store: Store, conversation: Conversation) -> None:
    server = Memory(broken=True)
    hot = Hot(server, rest_s=0.01)
    assert await History(store, hot).recent(conversation)
    server.broken = False
    await asyncio.sleep(0.02)
    await History(store, hot).keep(conversation, [_claim("a")])
    assert await History(store, hot).recent(conversation) == [_claim("a")]


async def test_without_a_server(store: Store, conversation: Conversation) -> None:
    async with open_hot(None) as hot:
        assert len(await History(store, hot).recent(conversation)) == 2


async def test_nobody_listens(store: Store, conversation: Conversation) -> None:
    async with open_hot("redis://127.0.0.1:1/0") as hot:
        assert len(await History(store, hot).recent(conversation)) == 2
        assert hot.resting
