"""Handled updates are not kept for ever: their raw text is a customer's, and the history has what was said."""

import asyncio
from datetime import UTC, datetime, timedelta
from functools import partial

import structlog

from storage.engine import Store
from storage.errors import StorageError
from storage.unit import Unit

log = structlog.get_logger(__name__)

EVERY_S, MOST = 3600.0, 500


class Forgetting:
    """Deletes updates older than `kept`, a few in one write, so that nobody waits for it."""

    def __init__(self, store: Store, kept: timedelta, most: int = MOST) -> None:
        self._store, self._kept, self._most = store, kept, most

    async def run(self) -> None:
        """Until cancelled, every hour; a store that refuses is asked again in the next."""
        while True:
            try:
                await self.forget(datetime.now(UTC))
            except StorageError as problem:
                log.warning("nothing_forgotten", reason=str(problem))
            await asyncio.sleep(EVERY_S)

    async def forget(self, now: datetime) -> int:
        """How many there were."""
        gone = 0
        while count := await self._store.joined(partial(self._some, now - self._kept)):
            gone += count
        return gone

    async def _some(self, before: datetime, unit: Unit) -> int:
        return await unit.inbox.forget(before, self._most)
