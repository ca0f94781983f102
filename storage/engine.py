"""The store: opens the shop's file, brings it up to date and hands out units of work. It knows no row."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

from storage.unit import Unit

FILE = "shopclerk.sqlite3"
WAIT_S = 10.0


class Store:
    """Many readers, one writer. `identity` is a random name of this shop's data, for keys outside the file."""

    identity: str

    @asynccontextmanager
    async def reading(self) -> AsyncIterator[Unit]:
        """One consistent view of the shop; writes fail."""
        raise NotImplementedError
        yield

    @asynccontextmanager
    async def writing(self) -> AsyncIterator[Unit]:
        """One transaction: commits at the end, rolls back on an exception. Keep it short."""
        raise NotImplementedError
        yield


@asynccontextmanager
async def open_store(home_or_url: Path | str, *, own: bool = False, wait_s: float = WAIT_S) -> AsyncIterator[Store]:
    """Open a home folder (made if missing) or a database URL, migrated to the newest revision.

    With `own` the writer lock is held as long as the store is open (the service); without, each `writing()` takes it
    for its own transaction and waits up to `wait_s` for another process to finish, then raises `StorageBusy`.
    """
    raise NotImplementedError
    yield
