"""The shop as it stands, kept in memory and renewed when the store's revision moves.

Orders are never kept here: they are read per customer and turn, through the owner check in SQL.
"""

import asyncio
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import tzinfo
from typing import Protocol, TypeVar
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

import structlog

from bot.facts.describe import best_sentence
from bot.facts.meaning import NONE, Meaning
from bot.facts.policies import Policies
from bot.facts.products import Catalogue
from bot.intents.reader import Reader
from bot.plan.names import names_of
from storage.records import Intent, Passage, ShopFact, Variant

log = structlog.get_logger(__name__)

PATIENCE_S = 2.0
FIRST_QUESTIONS = {
    "en": "where is my order",
    "es": "¿dónde está mi pedido?",
    "ru": "где мой заказ?",
    "zh": "我的订单在哪里？",
}
Row_co = TypeVar("Row_co", covariant=True)


class Rows(Protocol[Row_co]):
    """All rows of one aggregate."""

    async def all(self) -> Row_co: ...


class Shapes(Protocol):
    """The shapes of the shop's order numbers, e.g. `#A9999999`."""

    async def shapes(self) -> list[str]: ...


class UnitOfShop(Protocol):
    """The part of a unit of work that a snapshot is made of."""

    @property
    def catalogue(self) -> Rows[list[Variant]]: ...
    @property
    def policies(self) -> Rows[list[Passage]]: ...
    @property
    def facts(self) -> Rows[Mapping[str, ShopFact]]: ...
    @property
    def intents(self) -> Rows[list[Intent]]: ...
    @property
    def orders(self) -> Shapes: ...
    async def revision(self) -> int: ...


@dataclass(frozen=True)
class Shop:
    """A consistent snapshot: what every customer may know, and the reader fitted to it."""

    revision: int
    catalogue: Catalogue
    policies: Policies
    facts: Mapping[str, ShopFact]
    intents: Mapping[str, Intent]
    reader: Reader
    zone: tzinfo

    def warm(self, language: str = "en") -> None:
        """Learns now what the first questions in a language would wait for, some seconds long."""
        question = FIRST_QUESTIONS[language]
        self.reader.read(question)
        self.policies.find(question, language)
        names_of(self.catalogue)
        for product in list(self.catalogue.products.values())[:1]:
            best_sentence(product, question, language)


MakeReader = Callable[[Sequence[Variant], Sequence[Intent], Sequence[str]], Reader]
_Learnable = tuple[Sequence[Variant], Sequence[Intent], Sequence[str]]


class Shops:
    """Gives the current snapshot, learnt in a thread because fitting a reader takes a while.

    Its rows are always those that are committed. What is learnt of them follows: a renewed reader that takes longer
    than `patience_s` is waited for by nobody, and the one before reads messages until it is there.
    """

    def __init__(self, make_reader: MakeReader, meaning: Meaning = NONE, patience_s: float = PATIENCE_S) -> None:
        self._make_reader, self._meaning, self._patience_s = make_reader, meaning, patience_s
        self._current: Shop | None = None
        self._reader: Reader | None = None
        self._lock = asyncio.Lock()
        self._wanted: _Learnable | None = None
        self._learning: asyncio.Task[None] | None = None

    async def current(self, unit: UnitOfShop) -> Shop:
        revision = await unit.revision()
        if self._current is not None and self._current.revision == revision:
            return self._current
        async with self._lock:
            if self._current is None or self._current.revision != revision:
                self._current = await self._build(unit, revision)
            return self._current

    async def _build(self, unit: UnitOfShop, revision: int) -> Shop:
        variants = await unit.catalogue.all()
        passages = await unit.policies.all()
        facts = await unit.facts.all()
        intents = [intent for intent in await unit.intents.all() if intent.enabled]
        shapes = await unit.orders.shapes()
        await self._follow((variants, intents, shapes))
        policies = await asyncio.to_thread(Policies, passages, self._meaning)
        assert self._reader is not None
        return Shop(
            revision,
            Catalogue(variants, self._meaning),
            policies,
            facts,
            {intent.name: intent for intent in intents},
            self._reader,
            zone_of(facts),
        )

    async def _follow(self, wanted: _Learnable) -> None:
        """Learns of these rows, and goes on without having done so if that takes long and there is a reader."""
        self._wanted = wanted
        if self._learning is None or self._learning.done():
            self._learning = asyncio.create_task(self._learn(), name="learning the shop")
        first = self._reader is None
        await asyncio.wait([self._learning], timeout=None if first else self._patience_s)
        if first:
            self._learning.result()

    async def settled(self) -> None:
        """Returns once what is learnt is what was last looked at."""
        if self._learning is not None:
            await asyncio.wait([self._learning])

    async def _learn(self) -> None:
        """Until what is learnt is what was last wanted; one that cannot be learnt leaves the reader as it was."""
        while self._wanted is not None:
            wanted, self._wanted = self._wanted, None
            try:
                self._reader = await asyncio.to_thread(self._learnt, wanted, self._reader is not None)
            except Exception:
                if self._reader is None:
                    raise
                log.exception("shop_not_learnt")
            else:
                if self._current is not None:
                    self._current = replace(self._current, reader=self._reader)

    def _learnt(self, wanted: _Learnable, again: bool) -> Reader:
        """A reader that is to take another's place must not be slow at its first message."""
        reader = self._make_reader(*wanted)
        if again:
            reader.read(FIRST_QUESTIONS["en"])
        return reader


def zone_of(facts: Mapping[str, ShopFact]) -> tzinfo:
    """The shop's time zone from `shop.yaml`; UTC when it names none that is known."""
    named = facts.get("timezone")
    try:
        return ZoneInfo(named.value if named else "UTC")
    except (ZoneInfoNotFoundError, ValueError):
        return ZoneInfo("UTC")
