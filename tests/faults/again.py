"""What comes twice: updates that Telegram delivers again, and sends whose answer is lost after they were carried out.

The whole service runs in this process with the lamp shop; no customer may see anything twice.
"""

import asyncio
import random
import sqlite3
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager, closing
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Protocol

from bot.bootstrap import services
from bot.conversation.clerk import Clerk
from bot.settings import Settings
from handlers.app import Service
from handlers.connection import connect
from handlers.nursery import Nursery
from storage.engine import FILE
from tests.botapi.people import PeopledChat
from tests.botapi.server import TOKEN, BotApi, running_botapi
from tests.faults.env_world import APOLOGY, ASKED, _read_by_phrase, free_port, make_home
from tests.faults.judging import Question, Tally, judge

PER_CHAT = 10
WITHIN_S, LOOK_S = 400.0, 0.1
SETTINGS: dict[str, Any] = {
    **{"bot_token": TOKEN, "model": "none", "embeddings": False, "burst_s": 0.0, "chat_interval_s": 0.0},
    **{"turns_per_minute": 100_000, "turns_per_day": 1_000_000, "log_level": "error"},
}
LEFT = (
    "SELECT (SELECT count(*) FROM inbox WHERE state IN ('new', 'taken'))"
    " + (SELECT count(*) FROM outbox WHERE state IN ('waiting', 'sending'))"
)


class Confirming(Protocol):
    """The stand-in's bot, here or in another process."""

    async def wait_confirmed(self, timeout_s: float) -> None: ...


@dataclass
class Found:
    """What came twice, how often, and what the customers saw of it."""

    what: str
    times: int
    tally: Tally

    def __str__(self) -> str:
        seen = self.tally
        figures = f"lost {seen.lost}, seen twice {seen.doubled}, out of order {seen.inverted}"
        return f"{self.what} {self.times}, messages {seen.messages}: {figures}, placeholders left behind {seen.strays}"


async def repeat_updates(home: Path, times: int, seed: int, webhook: bool) -> Found:
    """Half of the repeats come while customers wait for their answers, the others to a service that was restarted."""
    luck, told = random.Random(seed), await make_home(home)
    settings = {**SETTINGS, "home": told, **(_hook() if webhook else {})}
    async with running_botapi() as api:
        asked = _ask_all(api, max(1, times // (2 * PER_CHAT)))
        async with serving(settings, api):
            _repeat(api, luck, times // 2)
            await all_done(api.bot, home)
        _repeat(api, luck, times - times // 2)
        async with serving(settings, api):
            await all_done(api.bot, home)
        repeated = sum(update.forced for update in api.bot.updates.log)
        return Found(f"updates repeated by {'webhook' if webhook else 'polling'}", repeated, _judge(asked))


async def drop_answers(home: Path, times: int, seed: int) -> Found:
    """Telegram carries a request out and the answer never comes, `times` times."""
    settings = {**SETTINGS, "home": await make_home(home)}
    async with running_botapi() as api:
        api.faults.seed(seed)
        rule = api.faults.drop(accepted=True, method=["sendMessage", "editMessageText"], probability=0.5, times=times)
        asked = _ask_all(api, max(1, times // PER_CHAT))
        async with serving(settings, api):
            await all_done(api.bot, home)
        return Found("sends whose answer was dropped", rule.met, _judge(asked))


@asynccontextmanager
async def serving(settings: dict[str, Any], api: BotApi) -> AsyncIterator[None]:
    """The service from its start to its orderly end; a phrasebook reads the questions."""
    made = Settings(_env_file=None, bot_api=api.url, **settings)
    async with services(made, own=True) as opened, connect(made) as bot, Nursery(0.5) as nursery:
        service = Service(_read_by_phrase(opened, Clerk), bot, nursery)
        await service.start()
        try:
            yield
        finally:
            await service.end()


async def all_done(bot: Confirming, home: Path) -> None:
    """Every update is confirmed and nothing is left to answer or to send."""
    async with asyncio.timeout(WITHIN_S):
        await bot.wait_confirmed(WITHIN_S)
        while _left(home):  # noqa: ASYNC110 - it is the file that says so
            await asyncio.sleep(LOOK_S)


def _left(home: Path) -> int:
    with closing(sqlite3.connect(f"file:{home / FILE}?mode=ro", uri=True)) as file:
        return int(file.execute(LEFT).fetchone()[0])


def _ask_all(api: BotApi, people: int) -> dict[PeopledChat, Sequence[Question]]:
    crowd = [api.bot.private(f"P{number}", language_code="en") for number in range(people)]
    asked: dict[PeopledChat, Sequence[Question]] = dict.fromkeys(crowd, ASKED[:PER_CHAT])
    for number in range(PER_CHAT):
        for chat, questions in asked.items():
            chat.say(questions[number].text)
    return asked


def _repeat(api: BotApi, luck: random.Random, times: int) -> None:
    for number in luck.choices([update.id for update in api.bot.updates.log], k=times):
        api.bot.updates.repeat(number)


def _hook() -> dict[str, Any]:
    port = free_port()
    return {"webhook_port": port, "webhook_url": f"http://127.0.0.1:{port}", "webhook_secret": "s3cret_" * 5}


def _judge(asked: dict[PeopledChat, Sequence[Question]]) -> Tally:
    tally = Tally()
    for chat, questions in asked.items():
        judge(questions, chat.messages(), APOLOGY, tally)
    return tally
