"""Small files written by the tests, read with the readers or loaded into a real shop."""

import asyncio
import shutil
from collections.abc import AsyncIterator, Callable
from pathlib import Path

import pytest

from storage.engine import FILE, Store, open_store

Write = Callable[..., Path]


@pytest.fixture
def write(tmp_path: Path) -> Write:
    """Writes text or bytes below a folder `in` and gives the path."""

    def make(name: str, content: str | bytes) -> Path:
        path = tmp_path / "in" / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content.encode() if isinstance(content, str) else content)
        return path

    return make


@pytest.fixture(scope="session")
def migrated(tmp_path_factory: pytest.TempPathFactory) -> Path:
    home = tmp_path_factory.mktemp("migrated")

    async def migrate() -> None:
        async with open_store(home):
            pass

    asyncio.run(migrate())
    return home / FILE


@pytest.fixture
def home(migrated: Path, tmp_path: Path) -> Path:
    folder = tmp_path / "home"
    folder.mkdir()
    shutil.copy(migrated, folder)
    return folder


@pytest.fixture
async def store(home: Path) -> AsyncIterator[Store]:
    async with open_store(home) as opened:
        yield opened
