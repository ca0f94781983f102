"""A real file for every test of the store, copied from one that was migrated once."""

import shutil
from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from storage.engine import Store, open_store


@pytest.fixture
async def store(migrated: Path, tmp_path: Path) -> AsyncIterator[Store]:
    shutil.copy(migrated, tmp_path)
    async with open_store(tmp_path) as opened:
        yield opened
