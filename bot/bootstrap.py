"""The composition root: opens what the clerk needs, wires it by hand, closes it in reverse.

Everything replaceable is a keyword override, so that a test swaps one part and keeps the rest.
"""

from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass
from datetime import timedelta
from functools import partial

import structlog

from bot import logs
from bot.conversation.clerk import Clerk
from bot.conversation.handover import Handover
from bot.conversation.manager import Manager
from bot.conversation.rota import Rota
from bot.conversation.shop import Shops
from bot.conversation.wording import Wording
from bot.facts.meaning import Meaning
from bot.generation.client import LocalWriter, ModelUnusable, NoWriter, Writer
from bot.generation.request import Sampling
from bot.guard.guard import Guard
from bot.guard.licence import Licence
from bot.guard.veto import open_veto
from bot.intents.embedding import MiniLM
from bot.intents.reader import ReaderMaker
from bot.settings import Settings
from bot.succession import Succession
from bot.training.registry import Registry
from bot.training.versions import SHIPPED, examine
from storage.engine import WAIT_S, Store, open_store
from storage.history import History
from storage.redis import open_hot

log = structlog.get_logger(__name__)

VERIFIED_FOR = timedelta(days=30)
OWN_WAIT_S = 1.0


@dataclass(frozen=True)
class Services:
    """What the edges use; `writer` is the one at the start, `succession` hands over to a version promoted later.

    `model_problem` says in one line why not the model answers that should.
    """

    settings: Settings
    store: Store
    shops: Shops
    clerk: Clerk
    manager: Manager
    writer: Writer
    model_problem: str | None
    history: History
    handover: Handover
    succession: Succession | None = None

    def clerk_with(self, writer: Writer) -> Clerk:
        """A second clerk over the same shop, for comparing models."""
        answer_within = timedelta(hours=self.settings.answer_within_h)
        return Clerk(self.shops, make_wording(self.settings, writer), answer_within)

    @property
    def stand_in(self) -> str:
        """Who answers while `model_problem` stands."""
        return "the shipped model answers" if isinstance(self.writer, LocalWriter) else "templates answer"


@asynccontextmanager
async def services(settings: Settings, *, writer: Writer | None = None, own: bool = False) -> AsyncIterator[Services]:
    """Open services over `settings.home`; with `own` they hold its writer lock, and lend it to other commands."""
    logs.set_up(settings.log_level)
    async with AsyncExitStack() as stack:
        store = await stack.enter_async_context(
            open_store(settings.home, own=own, wait_s=OWN_WAIT_S if own else WAIT_S)
        )
        hot = await stack.enter_async_context(open_hot(settings.redis_url))
        problem, follows = None, writer is None and settings.model == SHIPPED
        registry = Registry(settings.home)
        seen = registry.mark()
        if writer is None:
            writer, problem = choose_writer(settings)
        rota = Rota(make_wording(settings, writer))
        succession = Succession(registry, rota, partial(make_wording, settings), seen)
        stack.callback(succession.close)
        if isinstance(writer, LocalWriter):
            writer.start()
        cache = settings.home / "cache"
        embedder = MiniLM(cache) if settings.embeddings else None
        shops = Shops(ReaderMaker(embedder, cache), Meaning(embedder, cache))
        clerk = Clerk(shops, rota, timedelta(hours=settings.answer_within_h))
        history = History(store, hot, settings.history_messages, settings.history_ttl_s)
        handover = Handover(
            settings.staff_chat is not None,
            timedelta(hours=settings.person_idle_h),
            timedelta(hours=settings.answer_within_h),
        )
        manager = Manager(store, clerk, history, VERIFIED_FOR, handover)
        follower = succession if follows else None
        yield Services(settings, store, shops, clerk, manager, writer, problem, history, handover, follower)


def choose_writer(settings: Settings) -> tuple[Writer, str | None]:
    """The writer that the settings name; what is unusable is told in one line, and the next best answers meanwhile.

    `shipped` is the promoted version of this home where there is one; a folder, a hub id and `none` mean themselves.
    """
    if settings.model == "none":
        return NoWriter(), None
    try:
        if settings.model != SHIPPED:
            return LocalWriter(examine(settings.model)), None
        using = Registry(settings.home).in_use()
    except ModelUnusable as problem:
        log.warning("model_unusable", reason=str(problem))
        return NoWriter(), str(problem)
    if using.problem:
        log.warning("promoted_unusable", reason=using.problem)
    return LocalWriter(using.checkpoint), using.problem


def pin_model(settings: Settings) -> Settings:
    """The same settings with the model of this home named by its folder, for use with another home."""
    if settings.model != SHIPPED:
        return settings
    return settings.model_copy(update={"model": str(Registry(settings.home).in_use().version.folder)})


def make_wording(settings: Settings, writer: Writer) -> Wording:
    sampling = Sampling(
        candidates=settings.candidates,
        temperature=settings.temperature,
        top_p=settings.top_p,
        max_tokens=settings.max_tokens,
        deadline_s=settings.deadline_s,
    )
    veto = open_veto(writer.folder) if isinstance(writer, LocalWriter) else None
    return Wording(writer, Guard(Licence(veto), settings.margin), sampling, settings.tone)
