"""One life of the whole service in this process; its reader is there at once, while the real one learns for a while."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import timedelta

from bot import logs
from bot.bootstrap import VERIFIED_FOR, Services, make_wording
from bot.conversation.clerk import Clerk
from bot.conversation.handover import Handover
from bot.conversation.manager import Manager
from bot.conversation.shop import Shops
from bot.generation.client import NoWriter
from bot.settings import Settings
from handlers.app import Service
from handlers.connection import connect
from handlers.nursery import Nursery
from storage.engine import open_store
from storage.history import History
from storage.redis import open_hot
from tests.conftest import MakeReader

START_S, STOP_S = 30.0, 30.0


@asynccontextmanager
async def composed(settings: Settings, shops: Shops, clerk: type[Clerk]) -> AsyncIterator[Services]:
    """What the composition root opens, with any reader and clerk; it owns the home as the service does."""
    logs.set_up(settings.log_level)
    async with open_store(settings.home, own=True) as store, open_hot(settings.redis_url) as hot:
        speaker = clerk(shops, make_wording(settings, NoWriter()), timedelta(hours=settings.answer_within_h))
        history = History(store, hot)
        handover = Handover(settings.staff_chat is not None, timedelta(hours=settings.person_idle_h))
        manager = Manager(store, speaker, history, VERIFIED_FOR, handover)
        yield Services(settings, store, shops, speaker, manager, NoWriter(), None, history, handover)


class Life:
    """One start of the service in this process, until `end` or `cut`."""

    def __init__(self, settings: Settings, make_reader: MakeReader, clerk: type[Clerk] = Clerk) -> None:
        self._settings, self._make_reader, self._clerk = settings, make_reader, clerk
        self._began, self._stop = asyncio.Event(), asyncio.Event()
        self.task = asyncio.ensure_future(self._live())

    async def begin(self) -> None:
        """Returns once updates are taken in; raises what kept the service from starting."""
        began = asyncio.ensure_future(self._began.wait())
        done, _ = await asyncio.wait({began, self.task}, timeout=START_S, return_when=asyncio.FIRST_COMPLETED)
        began.cancel()
        if self.task in done:
            self.task.result()
        if began not in done:
            raise TimeoutError("the service does not start")

    async def end(self) -> None:
        """As on SIGTERM."""
        self._stop.set()
        async with asyncio.timeout(STOP_S):
            await self.task

    async def cut(self) -> None:
        """Everything is cancelled where it stands; nothing is drained or settled."""
        self.task.cancel()
        done, _ = await asyncio.wait({self.task}, timeout=STOP_S)
        if not done:
            raise TimeoutError("the service cannot be cut off")
        if not self.task.cancelled():
            self.task.result()

    async def _live(self) -> None:
        settings = self._settings
        opening = composed(settings, Shops(self._make_reader), self._clerk)
        async with opening as opened, connect(settings) as bot, Nursery() as nursery:
            service = Service(opened, bot, nursery)
            await service.start()
            self._began.set()
            try:
                await service.until(self._stop)
            except asyncio.CancelledError:
                service._actors.stop()  # what is cut off has no timers left either
                raise
            await service.end()
