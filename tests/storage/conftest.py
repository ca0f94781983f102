"""A real file for every test of the store, copied from one that was migrated once."""

import asyncio
import shutil
from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from storage.engine import FILE, Store, open_store


@pytest.fixture(scope="session")
def migrated(tmp_path_factory: pytest.TempPathFactory) -> Path:
    home = tmp_path_factory.mktemp("migrated")

    async def migrate() -> None:
        async with open_store(home):
            pass

    asyncio.run(migrate())
    return home / FILE


@pytest.fixture
async def store(migrated: Path, tmp_path: Path) -> AsyncIterator[Store]:
    shutil.copy(migrated, tmp_path)
    async with open_store(tmp_path) as opened:
        yield opened
