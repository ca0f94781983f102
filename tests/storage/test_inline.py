"""What may wait is done in the connection's thread, everything else at once, and the rows are the same."""

import asyncio
import sqlite3
import threading
import time
from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from storage.inline import FEW, Inline, connect


@pytest.fixture
async def connection(tmp_path: Path) -> AsyncIterator[Inline]:
    opened = connect(tmp_path / "f", isolation_level=None)
    await opened
    await opened.execute("CREATE TABLE t (n INTEGER PRIMARY KEY, thread INTEGER)")
    opened._conn.create_function("thread", 0, threading.get_ident)
    yield opened
    await opened.close()


async def _run(connection: Inline, statement: str) -> list[tuple[int, int]]:
    async with connection.cursor() as cursor:
        await cursor.execute(statement)
        return [tuple(row) for row in await cursor.fetchall()]


async def test_a_quick_statement_runs_here(connection: Inline) -> None:
    await _run(connection, "INSERT INTO t VALUES (1, thread())")
    assert await _run(connection, "SELECT n, thread FROM t") == [(1, threading.get_ident())]


async def test_what_may_wait_runs_in_the_thread(connection: Inline) -> None:
    seen: list[tuple[str, int]] = []
    connection._conn.set_trace_callback(lambda said: seen.append((said, threading.get_ident())))
    for statement in ("BEGIN IMMEDIATE", "INSERT INTO t VALUES (1, 2)", "COMMIT"):
        await _run(connection, statement)
    await connection.commit()
    here = threading.get_ident()
    assert [(said, thread == here) for said, thread in seen] == [
        ("BEGIN IMMEDIATE", False),
        ("INSERT INTO t VALUES (1, 2)", True),
        ("COMMIT", False),
    ]


@pytest.mark.parametrize("count", [0, 1, FEW - 1, FEW, FEW + 1, 5 * FEW])
async def test_a_long_result_is_whole_and_in_order(connection: Inline, count: int) -> None:
    async with connection.cursor() as cursor:
        await cursor.executemany("INSERT INTO t VALUES (?, 0)", [(number,) for number in range(count)])
    assert [row[0] for row in await _run(connection, "SELECT n, thread FROM t ORDER BY n")] == list(range(count))


async def test_errors_are_sqlite_s_and_a_closed_connection_is_refused(tmp_path: Path) -> None:
    opened = connect(tmp_path / "f", isolation_level=None)
    await opened
    with pytest.raises(sqlite3.OperationalError, match="no such table"):
        await _run(opened, "SELECT n, n FROM nowhere")
    await opened.close()
    with pytest.raises(ValueError):
        await opened.execute("SELECT 1")


async def test_what_a_cancelled_task_left_behind_holds_nobody_up(connection: Inline, tmp_path: Path) -> None:
    other = sqlite3.connect(tmp_path / "f", isolation_level=None)
    other.execute("BEGIN IMMEDIATE")
    waits = asyncio.create_task(_run(connection, "BEGIN IMMEDIATE"))
    await asyncio.sleep(0.1)
    waits.cancel()
    began_s = time.monotonic()
    undone = asyncio.create_task(connection.rollback())
    await asyncio.sleep(0.1)
    assert time.monotonic() - began_s < 2
    assert not undone.done()
    other.close()
    await undone
    assert await _run(connection, "SELECT count(*), thread() FROM t") == [(0, threading.get_ident())]


async def test_few_rows_are_written_here_and_many_in_the_thread(connection: Inline) -> None:
    for count, here in ((FEW, True), (FEW + 1, False)):
        async with connection.cursor() as cursor:
            await cursor.executemany("INSERT INTO t (thread) VALUES (thread() + ?)", [(0,) for _ in range(count)])
        [(last, _)] = await _run(connection, "SELECT thread, 0 FROM t ORDER BY n DESC LIMIT 1")
        assert (last == threading.get_ident()) is here
