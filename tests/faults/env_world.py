"""One shop's service in this process over a Bot API server, for faults of its surroundings; its log is kept.

The shop sells lamps that differ in name and price, so that every reply names the question it answers. A phrasebook
reads the questions: what is tested here lies around the clerk.
"""

import logging
import socket
import time
from collections.abc import AsyncIterator, Callable, Iterator, Mapping, Sequence
from contextlib import asynccontextmanager, contextmanager, nullcontext
from dataclasses import dataclass, field, replace
from datetime import timedelta
from decimal import Decimal
from pathlib import Path
from typing import Any

import structlog

from bot.bootstrap import VERIFIED_FOR, Services, make_wording, services
from bot.conversation.clerk import Clerk
from bot.conversation.manager import Manager
from bot.conversation.shop import Shops
from bot.generation.client import NoWriter
from bot.intents.catalogue import Index
from bot.intents.reader import Reader
from bot.settings import Settings
from handlers.app import Service
from handlers.connection import connect
from handlers.nursery import Nursery
from storage.engine import open_store
from storage.records import Intent, ProductId, ShopFact, Sku, Variant
from tests.botapi.people import PeopledChat
from tests.botapi.server import TOKEN, BotApi, running_botapi
from tests.conftest import Letters, Phrasebook
from tests.faults.judging import Question, Tally, finals, judge

ROOT = Path(__file__).parents[2]
NAMES = ("Alder", "Birch", "Cedar", "Dogwood", "Elder", "Fir", "Gorse", "Hazel", "Ivy", "Juniper", "Larch", "Maple")
LAMPS = tuple(
    Variant(Sku(name.upper()), ProductId(name), f"{name} Lamp", Decimal(101 + 7 * place), "GBP", stock=3)
    for place, name in enumerate(NAMES)
)
ASKED = tuple(Question(f"how much is the {one.title}?", f"{one.title}") for one in LAMPS)
APOLOGY = "I couldn't work out your message"
PATIENCE_S = 60.0


@dataclass
class Line:
    """One line of the log, and when it was written."""

    at: float
    level: str
    event: str
    fields: dict[str, Any]


@dataclass
class World:
    """A service at work: what surrounds it and what it wrote to its log."""

    api: BotApi
    opened: Services
    service: Service
    lines: list[Line] = field(default_factory=list)

    def people(self, count: int, begin: int = 0) -> list[PeopledChat]:
        """New customers, each with a chat."""
        return [self.api.bot.private(f"P{begin + number}", language_code="en") for number in range(count)]

    def warnings(self) -> list[str]:
        """The events that a shop sees at the level it runs with, without the word on its missing staff group."""
        seen = [one.event for one in self.lines if one.level in ("warning", "error", "critical")]
        return [event for event in seen if event != "no_staff_group"]

    def said_by(self, event: str) -> list[Line]:
        return [one for one in self.lines if one.event == event]


@dataclass
class Report:
    """The figures of one fault and what is wrong with them."""

    name: str
    figures: dict[str, object] = field(default_factory=dict)
    wrong: list[str] = field(default_factory=list)

    def must(self, holds: bool, what: str) -> None:
        if not holds:
            self.wrong.append(what)

    def judge(self, told: Mapping[PeopledChat, Sequence[Question]]) -> None:
        """Every question answered once and in order."""
        tally = Tally()
        for chat, asked in told.items():
            judge(asked, chat.replies(), APOLOGY, tally)
        self.figures["messages"] = tally.messages
        self.figures["lost/twice/out of order"] = f"{tally.lost}/{tally.doubled}/{tally.inverted}"
        self.must(tally.clean, "messages lost, doubled or out of order")
        self.must(tally.apologies == 0, "an apology where an answer was due")

    def __str__(self) -> str:
        told = ", ".join(f"{name} {value}" for name, value in self.figures.items())
        return f"{self.name}: {told}" + "".join(f"; WRONG: {one}" for one in self.wrong)


async def make_home(home: Path) -> Path:
    """The lamp shop's folder."""
    facts = (ShopFact("name", "Lumen"), ShopFact("timezone", "UTC"))
    async with open_store(home) as store, store.writing() as unit:
        await unit.catalogue.upsert(LAMPS)
        await unit.facts.upsert(facts)
    return home


@asynccontextmanager
async def running(
    home: Path, make_clerk: Callable[..., Clerk] = Clerk, there: BotApi | None = None, **changes: Any
) -> AsyncIterator[World]:
    """The service between its start and its end; a Bot API server may be `there` already, `changes` are settings."""
    async with running_botapi() if there is None else nullcontext(there) as api:
        told: dict[str, Any] = {"home": home, "bot_token": TOKEN, "bot_api": api.url, "model": "none"}
        told |= {"embeddings": False, "burst_s": 0.0, "chat_interval_s": 0.0}
        told |= {"turns_per_minute": 100_000, "turns_per_day": 1_000_000, **changes}
        settings = Settings(_env_file=None, **told)
        async with services(settings, own=True) as opened, connect(settings) as bot, Nursery(0.5) as nursery:
            lines: list[Line] = []
            with noting(lines):
                with_phrases = _read_by_phrase(opened, make_clerk)
                service = Service(with_phrases, bot, nursery)
                await service.start()
                try:
                    yield await _warm(World(api, with_phrases, service, lines))
                finally:
                    await service.end()


async def _warm(world: World) -> World:
    """The first answer is there, and with it all that the first turn of a process waits for."""
    early = world.api.bot.private("Early", language_code="en")
    await ask(early, ASKED[0])
    assert str(ASKED[0].marker) in finals(early.replies())[0], world.warnings()
    return world


def _read_by_phrase(opened: Services, make_clerk: Callable[..., Clerk]) -> Services:
    settings, shops = opened.settings, Shops(_reader)
    clerk = make_clerk(shops, make_wording(settings, NoWriter()), timedelta(hours=settings.answer_within_h))
    manager = Manager(opened.store, clerk, opened.history, VERIFIED_FOR, opened.handover)
    return replace(opened, shops=shops, clerk=clerk, manager=manager)


def _reader(variants: Sequence[Variant], intents: Sequence[Intent], shapes: Sequence[str]) -> Reader:
    return Reader(Phrasebook(), Index(variants), shapes, Letters())


@contextmanager
def noting(lines: list[Line]) -> Iterator[None]:
    """Every line that this process logs, ours and the libraries', goes into `lines` instead of stderr."""

    def note(_: Any, level: str, fields: Any) -> Any:
        lines.append(Line(time.monotonic(), level, fields.pop("event"), dict(fields)))
        raise structlog.DropEvent

    class Notes(logging.Handler):
        def emit(self, record: logging.LogRecord) -> None:
            lines.append(Line(time.monotonic(), record.levelname.lower(), record.name, {"message": record.msg}))

    before, handler = structlog.get_config(), Notes(logging.WARNING)
    level = structlog.make_filtering_bound_logger(logging.INFO)
    structlog.configure(processors=[structlog.contextvars.merge_contextvars, note], wrapper_class=level)
    logging.getLogger().addHandler(handler)
    try:
        yield
    finally:
        logging.getLogger().removeHandler(handler)
        structlog.configure(**before)


async def ask(chat: PeopledChat, question: Question, patience_s: float = PATIENCE_S) -> float:
    """Says it and waits for the reply; the seconds that took."""
    before, began_s = len(finals(chat.replies())), time.monotonic()
    chat.say(question.text)
    await chat.wait_for(lambda _: len(finals(chat.replies())) > before, patience_s)
    return time.monotonic() - began_s


async def answered(told: Mapping[PeopledChat, Sequence[Question]], patience_s: float = PATIENCE_S) -> None:
    """Returns when every question has a reply."""
    for chat, asked in told.items():
        await chat.wait_for(lambda _, chat=chat, asked=asked: len(finals(chat.replies())) >= len(asked), patience_s)  # type: ignore[misc]


def p95(times_s: Sequence[float]) -> float:
    return sorted(times_s)[min(len(times_s) - 1, int(len(times_s) * 0.95))]


def free_port() -> int:
    """One that nobody listened at a moment ago."""
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        return int(taken.getsockname()[1])
