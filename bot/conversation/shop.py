"""The shop as it stands, kept in memory and renewed when the store's revision moves.

Orders are never kept here: they are read per customer and turn, through the owner check in SQL.
"""

import asyncio
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import tzinfo
from typing import Protocol, TypeVar
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from bot.facts.describe import best_sentence
from bot.facts.meaning import NONE, Meaning
from bot.facts.policies import Policies
from bot.facts.products import Catalogue
from bot.intents.reader import Reader
from bot.plan.names import names_of
from storage.records import Intent, Passage, ShopFact, Variant

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

    def warm(self) -> None:
        """Learns now what the first questions would wait for."""
        self.reader.read("where is my order")
        self.policies.find("how do returns work")
        names_of(self.catalogue)
        for product in list(self.catalogue.products.values())[:1]:
            best_sentence(product, "what is it made of")


MakeReader = Callable[[Sequence[Variant], Sequence[Intent], Sequence[str]], Reader]


class Shops:
    """Gives the current snapshot; a stale one is rebuilt in a thread, because fitting a reader takes a while."""

    def __init__(self, make_reader: MakeReader, meaning: Meaning = NONE) -> None:
        self._make_reader, self._meaning = make_reader, meaning
        self._current: Shop | None = None
        self._lock = asyncio.Lock()

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
        reader = await asyncio.to_thread(self._make_reader, variants, intents, shapes)
        policies = await asyncio.to_thread(Policies, passages, self._meaning)
        return Shop(
            revision,
            Catalogue(variants, self._meaning),
            policies,
            facts,
            {intent.name: intent for intent in intents},
            reader,
            zone_of(facts),
        )


def zone_of(facts: Mapping[str, ShopFact]) -> tzinfo:
    """The shop's time zone from `shop.yaml`; UTC when it names none that is known."""
    named = facts.get("timezone")
    try:
        return ZoneInfo(named.value if named else "UTC")
    except (ZoneInfoNotFoundError, ValueError):
        return ZoneInfo("UTC")
