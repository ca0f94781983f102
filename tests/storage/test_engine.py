"""Opening, one writer, rollback, and what a killed process leaves behind."""

import asyncio
import shutil
import sqlite3
import sys
import time
from asyncio.subprocess import PIPE
from pathlib import Path

import pytest

from storage.engine import FILE, Store, open_store
from storage.errors import StorageBusy, StorageError
from storage.records import ShopFact

ROOT = Path(__file__).parents[2]

WRITER = """
import asyncio, os, sys
from storage.engine import open_store
from storage.records import ShopFact

async def main() -> None:
    async with open_store(sys.argv[1]) as store, store.writing() as unit:
        await unit.facts.upsert([ShopFact("opens", "half past")] + [ShopFact(f"f{n}", "x" * 1000) for n in range(4000)])
        print("written", flush=True)
        await asyncio.sleep(60)

asyncio.run(main())
"""


async def test_a_second_opening_is_fast_and_keeps_the_identity(tmp_path: Path) -> None:
    async with open_store(tmp_path) as store:
        identity = store.identity
    started = time.perf_counter()
    async with open_store(str(tmp_path)) as store:
        assert store.identity == identity
    assert time.perf_counter() - started < 0.1


async def test_homes_differ_in_identity(tmp_path: Path) -> None:
    async with open_store(tmp_path / "a") as one, open_store(tmp_path / "b #?%41") as other:
        assert one.identity != other.identity


async def test_the_file_is_kept_safely(store: Store) -> None:
    async with store.writing() as unit:
        execute = unit._connection.exec_driver_sql
        pragmas = [
            (await execute(f"PRAGMA {name}")).scalar() for name in ("journal_mode", "synchronous", "foreign_keys")
        ]
    assert pragmas == ["wal", 2, 1]


async def test_an_exception_rolls_back(store: Store) -> None:
    with pytest.raises(RuntimeError):
        async with store.writing() as unit:
            await unit.facts.upsert([ShopFact("opens", "9:00")])
            raise RuntimeError
    async with store.reading() as unit:
        assert not await unit.facts.all()
        assert await unit.revision() == 0


async def test_a_cancelled_write_rolls_back_and_frees_the_store(store: Store) -> None:
    async def write() -> None:
        async with store.writing() as unit:
            await unit.facts.upsert([ShopFact("opens", "9:00")])
            await asyncio.sleep(60)

    task = asyncio.create_task(write())
    await asyncio.sleep(0.05)
    task.cancel()
    with pytest.raises(asyncio.CancelledError):
        await task
    async with store.writing() as unit:
        assert not await unit.facts.all()


async def test_a_reader_cannot_write(store: Store) -> None:
    with pytest.raises(StorageError, match="may not be written"):
        async with store.reading() as unit:
            await unit.bump_revision()


async def test_a_reader_keeps_its_view(store: Store) -> None:
    async with store.reading() as before:
        assert await before.revision() == 0
        async with store.writing() as unit:
            await unit.bump_revision()
        assert await before.revision() == 0
    async with store.reading() as after:
        assert await after.revision() == 1


async def test_two_writers_of_two_stores_wait_for_each_other(tmp_path: Path) -> None:
    async def add(store: Store) -> None:
        for _ in range(10):
            async with store.writing() as unit:
                await unit.bump_revision()

    async with open_store(tmp_path) as one, open_store(tmp_path) as other:
        await asyncio.gather(add(one), add(other), add(one), add(other))
        async with one.reading() as unit:
            assert await unit.revision() == 40


async def test_a_new_home_is_made_by_two_at_once(tmp_path: Path) -> None:
    async def identify() -> str:
        async with open_store(tmp_path) as store:
            return store.identity

    assert len(set(await asyncio.gather(identify(), identify(), identify()))) == 1


async def test_a_killed_writer_leaves_the_file_as_before(tmp_path: Path) -> None:
    async with open_store(tmp_path) as store, store.writing() as unit:
        await unit.facts.upsert([ShopFact("opens", "9:00")])
    writer = await asyncio.create_subprocess_exec(sys.executable, "-c", WRITER, tmp_path, stdout=PIPE, cwd=ROOT)
    assert writer.stdout is not None
    assert await writer.stdout.readline() == b"written\n"
    writer.kill()
    await writer.wait()
    async with open_store(tmp_path, wait_s=0) as store, store.writing() as unit:
        assert list(await unit.facts.all()) == ["opens"]
        assert (await unit.facts.all())["opens"].value == "9:00"
        assert (await unit._connection.exec_driver_sql("PRAGMA integrity_check")).scalar() == "ok"


@pytest.mark.slow
@pytest.mark.parametrize("delay_s", [0.15, 0.2, 0.25, 0.3, 0.35, 0.4, 0.5])
async def test_a_home_can_be_killed_at_any_time_of_its_first_opening(tmp_path: Path, delay_s: float) -> None:
    opener = await asyncio.create_subprocess_exec(sys.executable, "-c", WRITER, tmp_path, stdout=PIPE, cwd=ROOT)
    await asyncio.sleep(delay_s)
    opener.kill()
    await opener.wait()
    async with open_store(tmp_path, wait_s=0) as store, store.reading() as unit:
        assert not await unit.facts.all()
        assert await unit.revision() == 0


@pytest.mark.parametrize("content", [b"not a database at all" * 200, b"SQLite format 3\x00" + b"\xff" * 5000])
async def test_a_file_that_is_no_database(tmp_path: Path, content: bytes) -> None:
    (tmp_path / FILE).write_bytes(content)
    with pytest.raises(StorageError, match="backup"):
        async with open_store(tmp_path):
            pass
    assert (tmp_path / FILE).read_bytes() == content


async def test_a_folder_that_cannot_be_made(tmp_path: Path) -> None:
    (tmp_path / "taken").write_text("a file")
    with pytest.raises(StorageError, match="check the disk"):
        async with open_store(tmp_path / "taken"):
            pass


async def test_a_file_of_a_newer_version(tmp_path: Path) -> None:
    async with open_store(tmp_path):
        pass
    with sqlite3.connect(tmp_path / FILE) as connection:
        connection.execute("UPDATE alembic_version SET version_num = '9999'")
    connection.close()
    with pytest.raises(StorageError, match="newer"):
        async with open_store(tmp_path):
            pass


async def test_a_full_disk(store: Store) -> None:
    with pytest.raises(StorageError, match="free some"):
        async with store.writing() as unit:
            pages = (await unit._connection.exec_driver_sql("PRAGMA page_count")).scalar()
            await unit._connection.exec_driver_sql(f"PRAGMA max_page_count={pages}")
            await unit.facts.upsert([ShopFact(f"f{n}", "x" * 5000) for n in range(100)])
    async with store.reading() as unit:
        assert not await unit.facts.all()


async def test_a_file_locked_by_a_stranger(migrated: Path, tmp_path: Path) -> None:
    shutil.copy(migrated, tmp_path)
    stranger = sqlite3.connect(tmp_path / FILE, isolation_level=None)
    stranger.execute("BEGIN IMMEDIATE")
    async with open_store(tmp_path, wait_s=0.05) as store:
        with pytest.raises(StorageBusy, match="another process"):
            async with store.writing():
                pass
        stranger.execute("ROLLBACK")
        async with store.writing() as unit:
            await unit.bump_revision()
    stranger.close()
