"""The store: opens the shop's file, brings it up to date and hands out units of work. It knows no row."""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import AbstractAsyncContextManager, AbstractContextManager, asynccontextmanager, nullcontext
from pathlib import Path
from typing import Any, TypeVar
from urllib.parse import quote

from sqlalchemy import URL, event, make_url, text
from sqlalchemy.exc import OperationalError, ProgrammingError
from sqlalchemy.ext.asyncio import AsyncEngine, create_async_engine
from sqlalchemy.pool import NullPool

from storage.columns import dump_json
from storage.errors import StorageError, told_plainly
from storage.inline import connect
from storage.joining import Joining
from storage.lending import lending
from storage.lock import holding
from storage.migrations import HEAD
from storage.trouble import Trouble
from storage.unit import Unit

FILE = "shopclerk.sqlite3"
WAIT_S = 10.0
BUSY_TIMEOUT_S = 5.0
READERS = 4
Result = TypeVar("Result")


class Store:
    """Many readers, one writer. `identity` is a random name of this shop's data, for keys outside the file."""

    identity: str

    def __init__(self, path: Path, writer: AsyncEngine, readers: AsyncEngine, home: Path | None, wait_s: float) -> None:
        self.path = path
        self._writer, self._readers = writer, readers
        self._home, self._wait_s = home, wait_s
        self._one_writer = asyncio.Lock()
        self._owned = False
        self._trouble = Trouble()
        self._joining = Joining(self.writing)

    @asynccontextmanager
    async def reading(self) -> AsyncIterator[Unit]:
        """One consistent view of the shop; writes fail."""
        with told_plainly(self.path):
            async with self._readers.connect() as connection:
                yield Unit(connection)

    @asynccontextmanager
    async def writing(self) -> AsyncIterator[Unit]:
        """One transaction: commits at the end, rolls back on an exception. Keep it short; do not nest."""
        async with self._one_writer:
            with self._watched(), told_plainly(self.path):
                async with self._process_lock(), self._writer.begin() as connection:
                    yield Unit(connection)

    async def joined(self, work: Callable[[Unit], Awaitable[Result]], *, urgent: bool = False) -> Result:
        """Run `work` in a transaction shared with whatever else waits to write; its own failure undoes only itself.

        Returns once the transaction is on the disk. One flush serves all that joined, so many small writes go fast.
        An `urgent` write goes before those that wait.
        """
        return await self._joining.run(work, urgent)

    @asynccontextmanager
    async def owning(self) -> AsyncIterator[None]:
        """Hold the writer lock until the end; other processes borrow it between two transactions of this one."""
        if self._home is None:
            yield
            return
        async with holding(self._home, self._wait_s, borrow=False), lending(self._home, self._one_writer):
            self._owned = True
            try:
                yield
            finally:
                self._owned = False

    async def schema(self) -> str | None:
        """The revision of the schema in the file; None in a new one.

        Read by a connection of its own that waits in a thread: a file that is only being made may be locked.
        """
        if self._home is not None and not self.path.exists():
            return None
        waiting = create_async_engine(self._readers.url, poolclass=NullPool, connect_args={"timeout": BUSY_TIMEOUT_S})
        try:
            with told_plainly(self.path):
                async with waiting.connect() as connection:
                    return (await connection.execute(text("SELECT version_num FROM alembic_version"))).scalar()
        except (OperationalError, ProgrammingError):  # no such table
            return None

    async def migrate(self) -> None:
        """Bring the file to the newest revision, in one transaction."""
        from storage.migrations.upgrade import upgrade  # alembic alone takes longer to import than a start may last

        with told_plainly(self.path):
            async with self._process_lock(), self._writer.begin() as connection:
                await connection.run_sync(upgrade)

    async def close(self) -> None:
        await self._joining.close()
        await self._readers.dispose()
        await self._writer.dispose()

    def _watched(self) -> AbstractContextManager[None]:
        """Only the service has a log that somebody reads; a command prints its error."""
        return self._trouble.watched() if self._owned else nullcontext()

    def _process_lock(self) -> AbstractAsyncContextManager[None]:
        if self._owned or self._home is None:
            return nullcontext()
        return holding(self._home, self._wait_s)


@asynccontextmanager
async def open_store(home_or_url: Path | str, *, own: bool = False, wait_s: float = WAIT_S) -> AsyncIterator[Store]:
    """Open a home folder (made if missing) or a database URL, migrated to the newest revision.

    With `own` the writer lock is held as long as the store is open (the service); without, each `writing()` takes it
    for its own transaction and waits up to `wait_s` for another process to finish, then raises `StorageBusy`.
    """
    store = _store(home_or_url, wait_s)
    try:
        await _bring_up_to_date(store)
        async with store.reading() as unit:
            store.identity = await unit.identity()
        async with store.owning() if own else nullcontext():
            yield store
    finally:
        await store.close()


async def _bring_up_to_date(store: Store) -> None:
    found = await store.schema()
    if found == HEAD:
        return
    if found is not None and found > HEAD:
        raise StorageError(f"{store.path} was written by a newer Shopclerk (revision {found}): install that version")
    await store.migrate()


def _store(home_or_url: Path | str, wait_s: float) -> Store:
    if isinstance(home_or_url, str) and "://" in home_or_url:
        url = make_url(home_or_url)
        engine = create_async_engine(url, json_serializer=dump_json)
        return Store(Path(url.database or "database"), engine, engine, None, wait_s)
    home = Path(home_or_url).absolute()
    path = home / FILE
    with told_plainly(path):
        home.mkdir(parents=True, exist_ok=True)
    return Store(path, _writer(path, wait_s), _reader(path), home, wait_s)


def _writer(path: Path, wait_s: float) -> AsyncEngine:
    engine = _sqlite(path, "rwc", 1, wait_s)

    @event.listens_for(engine.sync_engine, "connect")
    def _prepare(connection: Any, _: Any) -> None:
        _run(connection, "PRAGMA journal_mode=WAL", "PRAGMA synchronous=FULL", "PRAGMA foreign_keys=ON")

    @event.listens_for(engine.sync_engine, "begin")
    def _begin(connection: Any) -> None:
        connection.exec_driver_sql("BEGIN IMMEDIATE")

    return engine


def _reader(path: Path) -> AsyncEngine:
    """Read-only connections: they neither write nor checkpoint, which SQLite before 3.51.3 does not bear twice."""
    engine = _sqlite(path, "ro", READERS, BUSY_TIMEOUT_S)

    @event.listens_for(engine.sync_engine, "begin")
    def _begin(connection: Any) -> None:
        connection.exec_driver_sql("BEGIN")

    return engine


def _sqlite(path: Path, mode: str, pool_size: int, timeout_s: float) -> AsyncEngine:
    url = URL.create("sqlite+aiosqlite", database=f"file:{quote(str(path))}", query={"mode": mode, "uri": "true"})
    return create_async_engine(
        url,
        pool_size=pool_size,
        max_overflow=0,
        json_serializer=dump_json,
        connect_args={"isolation_level": None, "timeout": timeout_s, "async_creator_fn": connect},
    )


def _run(connection: Any, *statements: str) -> None:
    cursor = connection.cursor()
    for statement in statements:
        cursor.execute(statement)
    cursor.close()
