"""The sample shop with customers who ask what each product costs, so that every reply names what it answers."""

import random
from collections.abc import Iterable, Sequence
from pathlib import Path

from bot.importers.load import load
from handlers.delivery.sending import PLACEHOLDER
from storage.engine import open_store
from tests.botapi.client import RemoteApi, RemoteBot, RemoteChat
from tests.botapi.process import botapi_process
from tests.botapi.records import Message
from tests.faults.campaign import Campaign
from tests.faults.crowd import Crowd
from tests.faults.env_world import LAMPS, make_home
from tests.faults.judging import Tally, judge
from tests.faults.lives import ROOT, Life, lives

SHOP = ROOT / "deploy" / "shop"
PER_CHAT = 20
APOLOGY = "I couldn't work out your message"


async def run_campaign(home: Path, kills: int, messages: int, seed: int, phrases: bool = False) -> Tally:
    """Imports the shop, lets customers write while the service lives and dies, and judges.

    With `phrases` it is the lamp shop, and a phrasebook reads: a life is shorter, and there is nothing to learn first.
    """
    titles = await _open_lamps(home) if phrases else await import_shop(home)
    luck, tally = random.Random(seed), Tally()
    async with botapi_process() as api:
        bot = await api.bot()
        staff = await bot.supergroup("Staff", forum=True)
        crowd = Crowd(api, bot, await people(bot, max(1, messages // PER_CHAT)), titles, luck)
        async with lives(home, settings(home, api, bot, staff, phrases)) as begun:
            await Campaign(begun, crowd, luck).kill_often(kills, messages, tally)
        seen = await crowd.transcripts()
    for chat, asked in crowd.asked.items():
        judge(asked, seen.get(chat, []), APOLOGY, tally)
    _time_restarts(begun.all[1:-1], [one for found in seen.values() for one in found], tally)
    return tally


def settings(home: Path, api: RemoteApi, bot: RemoteBot, staff: RemoteChat, phrases: bool) -> dict[str, str]:
    """No pauses and no limits: many messages are to be under way at a death."""
    return {
        "SHOPCLERK_HOME": str(home),
        "SHOPCLERK_BOT_TOKEN": bot.token,
        "SHOPCLERK_BOT_API": api.url,
        "SHOPCLERK_STAFF_CHAT": str(staff.id),
        "SHOPCLERK_MODEL": "none",
        "SHOPCLERK_EMBEDDINGS": "false",
        "SHOPCLERK_BURST_S": "0",
        "SHOPCLERK_TURNS_PER_MINUTE": "100000",
        "SHOPCLERK_TURNS_PER_DAY": "1000000",
        "SHOPCLERK_CHAT_INTERVAL_S": "0",
        "PHRASES": "1" if phrases else "",
    }


async def _open_lamps(home: Path) -> list[str]:
    await make_home(home)
    return [lamp.title for lamp in LAMPS]


async def import_shop(home: Path) -> list[str]:
    """The titles that no other title contains."""
    async with open_store(home) as store:
        await load([SHOP], store, home)
        async with store.reading() as unit:
            titles = sorted({variant.title for variant in await unit.catalogue.all()})
    return [one for one in titles if not any(one != other and one in other for other in titles)]


async def people(bot: RemoteBot, count: int) -> list[RemoteChat]:
    return [await bot.private(f"P{number}", language_code="en") for number in range(count)]


def _time_restarts(lived: Sequence[Life], messages: Iterable[Message], tally: Tally) -> None:
    """From each start to the first reply before its death; customers were waiting at every start but the last."""
    replies = sorted(at for one in messages if one.by_bot and (at := _answered_at(one)) is not None)
    for life in lived:
        first = next((at for at in replies if at >= life.born_s), None)
        if first is not None and first < life.ended_s:
            (tally.cold_s if life.cold else tally.restart_s).append(first - life.born_s)


def _answered_at(message: Message) -> float | None:
    return next((version.at for version in message.versions if version.text != PLACEHOLDER), None)
