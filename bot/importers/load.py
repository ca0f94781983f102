"""Files into the shop: recognised, read, and loaded one transaction a file, in an order in which references exist.

Killed at any time the shop is as before the file or after it. A dry run is one transaction that is rolled back.
"""

from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass, field, replace
from itertools import islice
from pathlib import Path
from typing import Any, Protocol

from bot.importers.currency import settle
from bot.importers.found import KINDS, Choices, Rejected, Taken
from bot.importers.read import read
from bot.importers.rejects import Rejects, rehearsing, rejecting
from bot.importers.sniff import Source, find_sources
from storage.engine import Store
from storage.records import Customer, CustomerId, Order, Tally
from storage.unit import Unit

CHUNK = 2000


@dataclass
class Outcome:
    """Tallies per kind, how many records were rejected, and the first of them; not legible when none could be read."""

    tallies: dict[str, Tally] = field(default_factory=lambda: {kind: Tally() for kind in KINDS})
    rejected: list[Rejected] = field(default_factory=list)
    rejected_count: int = 0
    legible: bool = True

    def add(self, kind: str, tally: Tally) -> None:
        self.tallies[kind] = self.tallies[kind] + tally


class Watcher(Protocol):
    """Who is told how far a load is."""

    def begin(self, source: Source) -> None: ...

    def advance(self, source: Source, line: int) -> None: ...

    def end(self, source: Source, tally: Tally) -> None: ...

    def note(self, said: str) -> None: ...


class Unwatched:
    """Nobody is told."""

    def begin(self, source: Source) -> None:
        pass

    def advance(self, source: Source, line: int) -> None:
        pass

    def end(self, source: Source, tally: Tally) -> None:
        pass

    def note(self, said: str) -> None:
        pass


class DryRun(Exception):
    """Rolls the transaction of a dry run back after everything was counted."""


async def load(
    paths: Sequence[Path],
    store: Store,
    home: Path,
    *,
    dry_run: bool = False,
    choices: Choices | None = None,
    watcher: Watcher | None = None,
) -> Outcome:
    """Imports every file of `paths`; raises BadInput when there is nothing, or something that cannot be read."""
    watcher = watcher or Unwatched()
    sources = find_sources(paths, choices, watcher.note)
    with rehearsing() if dry_run else rejecting(home) as rejects:
        loading = _Loading(sources, rejects, watcher)
        await (_rehearse if dry_run else _perform)(sources, store, loading)
    return loading.finish()


async def _perform(sources: Sequence[Source], store: Store, loading: "_Loading") -> None:
    for source in sources:
        async with store.writing() as unit:
            await loading.take(source, unit)


async def _rehearse(sources: Sequence[Source], store: Store, loading: "_Loading") -> None:
    """One transaction over all files, so that later ones see earlier ones as in a real run."""
    with suppress(DryRun):
        async with store.writing() as unit:
            for source in sources:
                await loading.take(source, unit)
            raise DryRun


class _Loading:
    """The files of one import, in bounded chunks."""

    def __init__(self, sources: Sequence[Source], rejects: Rejects, watcher: Watcher) -> None:
        self.outcome = Outcome()
        self._sources, self._rejects, self._watcher = sources, rejects, watcher
        self._customers = set[CustomerId]()

    async def take(self, source: Source, unit: Unit) -> None:
        """One file within its transaction."""
        self._watcher.begin(source)
        self._watcher.end(source, await self._take(source, unit))

    def finish(self) -> Outcome:
        """The outcome with what was rejected."""
        taken = any(replace(tally, rejected=0) != Tally() for tally in self.outcome.tallies.values())
        self.outcome.rejected, self.outcome.rejected_count = self._rejects.first, self._rejects.count
        self.outcome.legible = taken or self._rejects.legible or not self._rejects.count
        return self.outcome

    async def _take(self, source: Source, unit: Unit) -> Tally:
        found = read(await settle(source, self._sources, unit, self._watcher.note))
        if source.kind == "policies":
            return await self._take_policies(source, list(found), unit)
        tally = Tally()
        while chunk := list(islice(found, CHUNK)):
            tally += await self._chunk(source, chunk, unit)
            self._watcher.advance(source, chunk[-1].line)
        return tally

    async def _chunk(self, source: Source, chunk: list[Taken | Rejected], unit: Unit) -> Tally:
        records: dict[str, list[Any]] = {kind: [] for kind in ("guests", *KINDS)}
        for one in chunk:
            if isinstance(one, Taken):
                records[one.kind].append(one.record)
        self.outcome.add("customers", await self._introduce(records.pop("guests"), unit))
        self.outcome.add("customers", await self._introduce(_strangers(records["orders"]), unit))
        tally = self._reject(source, [one for one in chunk if isinstance(one, Rejected)])
        for kind, group in records.items():
            if group:
                put = await _put(kind, group, unit)
                self.outcome.add(kind, put)
                tally += put
        return tally

    async def _take_policies(self, source: Source, found: list[Taken | Rejected], unit: Unit) -> Tally:
        """A policy file is replaced whole: passages it no longer has go."""
        tally = self._reject(source, [one for one in found if isinstance(one, Rejected)])
        if not tally.rejected:
            passages = [one.record for one in found if isinstance(one, Taken)]
            tally = await unit.policies.replace_file(source.address, passages)
            self.outcome.add("policies", tally)
        return tally

    def _reject(self, source: Source, bad: Sequence[Rejected]) -> Tally:
        for one in bad:
            self._rejects.add(one)
        self.outcome.add(source.kind, Tally(rejected=len(bad)))
        return Tally(rejected=len(bad))

    async def _introduce(self, guests: Sequence[Customer], unit: Unit) -> Tally:
        """Customers whom nobody imported; what is known of the others stays as it is."""
        new = {}
        for guest in guests:
            if guest.customer_id not in self._customers:
                self._customers.add(guest.customer_id)
                if await unit.customers.get(guest.customer_id) is None:
                    new[guest.customer_id] = guest
        return await unit.customers.upsert(list(new.values())) if new else Tally()


def _strangers(orders: Sequence[Order]) -> list[Customer]:
    """What an order itself says of its customer."""
    return [Customer(order.customer_id, email=order.email, phone=order.phone) for order in orders]


async def _put(kind: str, records: list[Any], unit: Unit) -> Tally:
    if kind == "products":
        return await unit.catalogue.upsert(records)
    if kind == "customers":
        return await unit.customers.upsert(records)
    if kind == "orders":
        return await unit.orders.upsert(records)
    if kind == "events":
        return await unit.events.add(records)
    if kind == "intents":
        return await unit.intents.upsert(records, "import")
    return await unit.facts.upsert(records)
