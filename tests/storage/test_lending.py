"""While a service owns the file, others write between its transactions and never during one."""

import asyncio
import shutil
import subprocess
import sys
from datetime import UTC, datetime
from pathlib import Path

import pytest

from storage.engine import open_store
from storage.errors import StorageBusy
from storage.lending import SOCKET
from storage.records import InboxRow

NOW = datetime(2026, 6, 1, 12, tzinfo=UTC)
BORROW_AND_DIE = """
import asyncio, os, sys
from pathlib import Path
from storage.engine import open_store

async def die():
    async with open_store(Path(sys.argv[1])) as store, store.writing() as unit:
        await unit.bump_revision()
        os.kill(os.getpid(), 9)

asyncio.run(die())
"""


def row(update_id: int) -> InboxRow:
    return InboxRow("bot", update_id, b"{}", NOW, "1")


@pytest.fixture
def home(migrated: Path, tmp_path: Path) -> Path:
    shutil.copy(migrated, tmp_path)
    return tmp_path


async def test_another_process_writes_while_the_service_runs(home: Path) -> None:
    async with open_store(home, own=True) as owner, open_store(home) as other:
        async with other.writing() as unit:
            await unit.inbox.add(row(1))
        async with owner.writing() as unit:
            assert not await unit.inbox.add(row(1))


async def test_the_borrower_waits_for_the_transaction_under_way(home: Path) -> None:
    async with open_store(home, own=True) as owner, open_store(home, wait_s=0.05) as other:
        async with owner.writing():
            with pytest.raises(StorageBusy):
                async with other.writing():
                    pass
        async with other.writing() as unit:
            await unit.bump_revision()


async def test_a_borrower_that_dies_gives_the_pen_back(home: Path) -> None:
    async with open_store(home, own=True) as owner:
        run = [sys.executable, "-c", BORROW_AND_DIE, str(home)]
        died = await asyncio.to_thread(subprocess.run, run, check=False, timeout=60)
        assert died.returncode == -9
        async with asyncio.timeout(5), owner.writing() as unit:
            assert await unit.revision() == 0


async def test_a_second_service_is_refused(home: Path) -> None:
    async with open_store(home, own=True):
        with pytest.raises(StorageBusy):
            async with open_store(home, own=True, wait_s=0.05):
                pass


async def test_a_stale_socket_and_a_long_path_do_no_harm(home: Path, migrated: Path) -> None:
    deep = home / ("d" * 80) / ("e" * 80)
    deep.mkdir(parents=True)
    shutil.copy(migrated, deep)
    (deep / SOCKET).touch()
    async with open_store(deep, own=True), open_store(deep) as other, other.writing() as unit:
        await unit.bump_revision()
    assert not (deep / SOCKET).exists()
