"""The sample shop with customers who ask what each product costs, so that every reply names what it answers."""

import random
from collections.abc import Sequence
from pathlib import Path

from bot.importers.load import load
from storage.engine import open_store
from tests.botapi.client import RemoteApi, RemoteBot, RemoteChat
from tests.botapi.records import JSON
from tests.faults.campaign import PERSON, ROOT, Campaign, Question, Tally, judge, telegram

SHOP = ROOT / "deploy" / "shop"
PER_CHAT = 20
APOLOGY = "I couldn't work out your message"


async def run_campaign(home: Path, kills: int, messages: int, seed: int) -> Tally:
    """Imports the shop, lets all customers write at once, kills while their messages are worked on, and judges."""
    titles = await _import_shop(home)
    luck = random.Random(seed)
    tally = Tally()
    async with telegram() as api:
        bot = await api.bot()
        staff = await bot.supergroup("Staff", forum=True)
        chats = await _people(bot, max(1, messages // PER_CHAT))
        asked = {chat.id: _questions(luck, titles, messages // len(chats)) for chat in chats}
        await _say_all(api, chats, asked)
        campaign = Campaign(home, api, bot, staff.id, seed)
        expected = sum(map(len, asked.values()))
        await campaign.kill_often(chats, expected, kills, tally)
        seen = await campaign.transcripts(chats)
    for chat in chats:
        judge(asked[chat.id], seen.get(chat.id, []), APOLOGY, tally)
    return tally


async def _import_shop(home: Path) -> list[str]:
    """The titles that no other title contains."""
    async with open_store(home) as store:
        await load([SHOP], store, home)
        async with store.reading() as unit:
            titles = sorted({variant.title for variant in await unit.catalogue.all()})
    return [one for one in titles if not any(one != other and one in other for other in titles)]


async def _people(bot: RemoteBot, count: int) -> list[RemoteChat]:
    return [await bot.private(f"P{number}", language_code="en") for number in range(count)]


def _questions(luck: random.Random, titles: Sequence[str], count: int) -> list[Question]:
    """Now and then a customer asks for a person."""
    asked = [luck.choice(titles) for _ in range(count)]
    return [
        Question(PERSON, None) if luck.random() < 0.05 else Question(f"how much is the {title}?", title)
        for title in asked
    ]


async def _say_all(api: RemoteApi, chats: Sequence[RemoteChat], asked: dict[int, list[Question]]) -> None:
    """Turn about, so that many chats wait at any time."""
    for number in range(max(map(len, asked.values()))):
        orders: list[JSON] = [
            {"target": "chat", "operation": "say", "chat": chat.id, "text": asked[chat.id][number].text}
            for chat in chats
            if number < len(asked[chat.id])
        ]
        await api.many(orders)
