"""An aiosqlite connection that hands to its thread only what may wait: a lock, the disk, a long result.

A statement on a few rows takes SQLite some 20 µs, and aiosqlite four ways to its thread and back; while other threads
compute, each way waits for the interpreter as well.
"""

import sqlite3
from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import Any

import aiosqlite

FEW = 64  # rows that are fetched at once
_QUICK = ("SELECT", "INSERT", "UPDATE", "SAVEPOINT", "RELEASE", "ROLLBACK TO")


class Inline(aiosqlite.Connection):
    """Used like any connection of aiosqlite, by one task at a time."""

    async def _execute(self, fn: Callable[..., Any], *args: Any, **kwargs: Any) -> Any:
        in_thread: Any = super()._execute
        owner: Any = getattr(fn, "__self__", None)
        name = getattr(fn, "__name__", "")
        if self._connection is None or not _at_once(owner, name, args):
            return await in_thread(fn, *args, **kwargs)
        if name != "fetchall":
            return fn(*args, **kwargs)
        rows = owner.fetchmany(FEW)
        return rows + await in_thread(fn) if len(rows) == FEW else rows


def _at_once(owner: Any, name: str, args: tuple[Any, ...]) -> bool:
    """A connection makes cursors at once, a cursor all but many statements and those that may wait."""
    if isinstance(owner, sqlite3.Connection):
        return name == "cursor"
    quick = name in ("fetchall", "close") or (name == "execute" and str(args[0]).lstrip().startswith(_QUICK))
    return isinstance(owner, sqlite3.Cursor) and quick


def connect(path: str | Path, **named: Any) -> Inline:
    """As `aiosqlite.connect`; the thread ends with the process."""
    opened = partial(sqlite3.connect, path, **{**named, "check_same_thread": False})
    connection = Inline(opened, iter_chunk_size=FEW)
    connection._thread.daemon = True
    return connection
