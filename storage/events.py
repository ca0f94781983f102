"""What customers did in the shop."""

from collections.abc import Sequence
from typing import Any

from sqlalchemy import Select, insert, select
from sqlalchemy.ext.asyncio import AsyncConnection

from storage.loading import BATCH, bump_revision, digest_of
from storage.records import CustomerId, Event, Tally
from storage.tables import events

_FIELDS = tuple(Event.__dataclass_fields__)
_ALL = select(*(events.c[name] for name in _FIELDS))


class Events:
    """`events`; the same event twice is one event."""

    def __init__(self, connection: AsyncConnection) -> None:
        self._connection = connection

    async def add(self, events_: Sequence[Event]) -> Tally:
        tally = Tally()
        for start in range(0, len(events_), BATCH):
            tally += await self._add(events_[start : start + BATCH])
        if tally.moved:
            await bump_revision(self._connection)
        return tally

    async def of_customer(self, customer_id: CustomerId, limit: int = 1000) -> list[Event]:
        """Newest first."""
        newest = _ALL.order_by(events.c.at.desc(), events.c.event_id.desc())
        return await self._events(newest.where(events.c.customer_id == customer_id).limit(limit))

    async def all(self) -> list[Event]:
        """Oldest first."""
        return await self._events(_ALL.order_by(events.c.at, events.c.event_id))

    async def _add(self, batch: Sequence[Event]) -> Tally:
        values = [{name: getattr(event, name) for name in _FIELDS} for event in batch]
        rows = {row["digest"]: row for row in (value | {"digest": digest_of(value)} for value in values)}
        query = select(events.c.digest).where(events.c.digest.in_(rows))
        known = set((await self._connection.execute(query)).scalars())
        new = [row for digest, row in rows.items() if digest not in known]
        if new:
            await self._connection.execute(insert(events), new)
        return Tally(added=len(new), unchanged=len(batch) - len(new))

    async def _events(self, query: Select[Any]) -> list[Event]:
        return [Event(*row) for row in await self._connection.execute(query)]
