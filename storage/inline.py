"""An aiosqlite connection that hands to its thread only what may wait: a lock, the disk, many rows.

A statement on a few rows takes SQLite some 20 µs, and aiosqlite four ways to its thread and back; while other threads
compute, each way waits for the interpreter as well.
"""

import sqlite3
from collections import deque
from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import Any

import aiosqlite
from sqlalchemy.exc import OperationalError

FEW = 64  # rows that are fetched or written at once
_QUICK = ("SELECT", "INSERT", "UPDATE", "SAVEPOINT", "RELEASE", "ROLLBACK TO")
_DEFERRED = "BEGIN"  # takes no lock, unlike BEGIN IMMEDIATE


class Inline(aiosqlite.Connection):
    """Used like any connection of aiosqlite, by one task at a time.

    What a cancelled task left in the thread is waited for there, never here: it may be waiting for a lock.
    """

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._away: deque[None] = deque()

    def at_once(self, statement: str) -> None:
        """Runs what neither waits nor answers: a savepoint. Raises as SQLAlchemy does."""
        try:
            self._conn.execute(statement)
        except sqlite3.Error as problem:
            raise OperationalError(statement, None, problem) from problem

    async def _execute(self, fn: Callable[..., Any], *args: Any, **kwargs: Any) -> Any:
        in_thread: Any = super()._execute
        owner: Any = getattr(fn, "__self__", None)
        name = getattr(fn, "__name__", "")
        if self._connection is None or self._away or not _at_once(owner, name, args):
            return await in_thread(self._sent_away(fn), *args, **kwargs)
        if name != "fetchall":
            return fn(*args, **kwargs)
        rows = owner.fetchmany(FEW)
        return rows + await in_thread(self._sent_away(fn)) if len(rows) == FEW else rows

    def _sent_away(self, fn: Callable[..., Any]) -> Callable[..., Any]:
        """`fn` as the thread calls it, known to be under way from now on."""

        def run(*args: Any, **kwargs: Any) -> Any:
            try:
                return fn(*args, **kwargs)
            finally:
                self._away.pop()

        self._away.append(None)
        return run


def _at_once(owner: Any, name: str, args: tuple[Any, ...]) -> bool:
    """A connection makes cursors and rolls back at once, a cursor does all but what may wait."""
    if isinstance(owner, sqlite3.Connection):
        return name in ("cursor", "rollback")
    if not isinstance(owner, sqlite3.Cursor):
        return False
    if name == "executemany":
        return len(args[1]) <= FEW
    return name in ("fetchall", "close") or (name == "execute" and _is_quick(str(args[0]).lstrip()))


def _is_quick(statement: str) -> bool:
    return statement == _DEFERRED or statement.startswith(_QUICK)


def connect(path: str | Path, **named: Any) -> Inline:
    """As `aiosqlite.connect`; the thread ends with the process."""
    opened = partial(sqlite3.connect, path, **{**named, "check_same_thread": False})
    connection = Inline(opened, iter_chunk_size=FEW)
    connection._thread.daemon = True
    return connection
