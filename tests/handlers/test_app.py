"""The whole service against a Bot API server: it answers, stops, goes on, and refuses what cannot work."""

import asyncio
import shutil
import socket
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

import pytest

from bot.generation.client import LocalWriter
from bot.settings import Settings
from bot.succession import Succession
from bot.training.registry import Registry
from bot.training.versions import digest_of, find
from handlers.app import serve
from handlers.cli.telegramming import check_telegram
from handlers.delivery.sending import PLACEHOLDER
from handlers.intake.polling import TokenRefused
from storage.errors import StorageBusy
from tests.botapi.people import PeopledChat
from tests.botapi.server import TOKEN, BotApi, running_botapi

pytestmark = pytest.mark.slow


def made(home: Path, api: BotApi, **changes: Any) -> Settings:
    told: dict[str, Any] = {"home": home, "bot_token": TOKEN, "bot_api": api.url, "model": "none", "embeddings": False}
    return Settings(_env_file=None, **{**told, "burst_s": 0.05, "chat_interval_s": 0.0, **changes})


@asynccontextmanager
async def serving(settings: Settings) -> AsyncIterator[None]:
    stop = asyncio.Event()
    task = asyncio.ensure_future(serve(settings, stop))
    try:
        yield
    finally:
        stop.set()
        async with asyncio.timeout(20):
            await task


async def read(chat: PeopledChat, count: int) -> list[str]:
    await chat.wait_for(lambda _: len(said(chat)) >= count, 60)
    return said(chat)


def said(chat: PeopledChat) -> list[str]:
    return [one.text for one in chat.replies() if one.text != PLACEHOLDER]


async def test_it_answers_and_goes_on_after_a_stop(small_home: Path) -> None:
    async with running_botapi() as api:
        ann = api.bot.private("Ann")
        settings = made(small_home, api)
        async with serving(settings):
            ann.say("how much is the trail mug?")
            [first] = await read(ann, 1)
            assert "12.50" in first
        ann.say("how much is the ridge tent?")
        async with serving(settings):
            assert "289.00" in (await read(ann, 2))[1]


async def test_a_version_promoted_meanwhile_answers_and_no_turn_is_lost(
    small_home: Path, tiny_version: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Three customers write while a promotion and a rollback happen; everybody reads every answer once."""
    seen = watch(monkeypatch)
    registry = Registry(small_home)
    for name in ("one", "two"):
        folder = shutil.copytree(tiny_version, small_home / "models" / name)
        (folder / "README.md").write_text(name)
    promote(registry, small_home, "one")
    async with running_botapi() as api:
        chats = [api.bot.private(name) for name in ("Ann", "Bob", "Eve")]
        async with serving(made(small_home, api, model="shipped", turns_per_minute=100)):
            for number, change in enumerate(
                (None, lambda: promote(registry, small_home, "two"), None, registry.rollback, None), 1
            ):
                if change is not None:
                    await asyncio.to_thread(change)
                for chat in chats:
                    chat.say("how much is the trail mug?")
                await asyncio.gather(*(read(chat, number) for chat in chats))
                await wait_until(lambda number=number: len(seen) >= number // 2 + 1)  # type: ignore[misc]
        assert [len(said(chat)) for chat in chats] == [5] * 3
        assert all("12.50" in text for chat in chats for text in said(chat))
    assert seen == ["one", "two", "one"]


def watch(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """Which version answered after each look of the service, each change once."""
    seen: list[str] = []
    look = Succession.look

    async def looked(self: Succession) -> None:
        await look(self)
        writer = self._rota.wordings[0].writer
        assert isinstance(writer, LocalWriter)
        if seen[-1:] != [writer.folder.name]:
            seen.append(writer.folder.name)

    monkeypatch.setattr(Succession, "look", looked)
    return seen


def promote(registry: Registry, home: Path, name: str) -> None:
    version = find(home, name)
    registry.promote(version, digest_of(version.folder), registry.in_use().pin)


async def wait_until(true: Callable[[], bool]) -> None:
    async with asyncio.timeout(30):
        while not true():  # noqa: ASYNC110 - a file is looked at
            await asyncio.sleep(0.05)


async def test_a_burst_is_one_turn_and_a_person_one_word_away(small_home: Path) -> None:
    async with running_botapi() as api:
        ann, staff, sam = api.bot.private("Ann"), api.bot.supergroup("Staff", forum=True), api.bot.user("Sam")
        async with serving(made(small_home, api, burst_s=0.6, staff_chat=staff.id)):
            ann.say("how much is")
            ann.say("the trail mug?")
            [only] = await read(ann, 1)
            assert "12.50" in only
            ann.say("/human")
            await read(ann, 2)
            await staff.wait_for(lambda _: staff.topics and staff.replies(), 20)
            staff.say("Sam here", sam, thread_id=next(iter(staff.topics)))
            assert (await read(ann, 3))[2] == "Sam here"
            ann.say("how much is the ridge tent?")
            await staff.wait_for(lambda seen: any("ridge tent" in one.text for one in seen if one.by_bot), 20)
            assert len(said(ann)) == 3


async def test_a_webhook_serves_too(small_home: Path) -> None:
    async with running_botapi() as api:
        ann = api.bot.private("Ann")
        with socket.socket() as taken:
            taken.bind(("127.0.0.1", 0))
            port = taken.getsockname()[1]
        hook = {"webhook_port": port, "webhook_url": f"http://127.0.0.1:{port}", "webhook_secret": "s3cret_" * 5}
        async with serving(made(small_home, api, **hook)):
            ann.say("how much is the trail mug?")
            assert "12.50" in (await read(ann, 1))[0]


async def test_a_wrong_token_and_a_second_service_are_refused(small_home: Path) -> None:
    async with running_botapi() as api:
        with pytest.raises(TokenRefused):
            await serve(made(small_home, api, bot_token="77:WRONG"), asyncio.Event())
        async with serving(made(small_home, api)):
            await asyncio.sleep(1)
            with pytest.raises(StorageBusy):
                await serve(made(small_home, api), asyncio.Event())


async def test_doctor_examines_token_and_group(small_home: Path) -> None:
    async with running_botapi() as api:
        staff = api.bot.supergroup("Staff", forum=True)
        found = {one.check: one for one in await check_telegram(made(small_home, api, staff_chat=staff.id))}
        assert {name: one.state for name, one in found.items()} == {"token": "ok", "intake": "ok", "staff group": "ok"}
        plain = api.bot.supergroup("Plain")
        [*_, group] = await check_telegram(made(small_home, api, staff_chat=plain.id))
        assert (group.state, "topics" in group.found) == ("broken", True)
        [token] = await check_telegram(made(small_home, api, bot_token="77:WRONG"))
        assert token.state == "broken"
