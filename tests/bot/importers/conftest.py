"""Small files written by the tests, read with the readers or loaded into a real shop."""

import csv
import io
import shutil
from collections.abc import AsyncIterator, Callable
from pathlib import Path
from typing import Any

import pytest

from bot.importers.found import Choices, Rejected, Taken
from bot.importers.read import read
from bot.importers.sniff import find_sources
from storage.engine import Store, open_store

Write = Callable[[str, str | bytes], Path]
ReadFile = Callable[..., tuple[list[Any], list[tuple[int, str]]]]


@pytest.fixture
def write(tmp_path: Path) -> Write:
    """Writes text or bytes below a folder `in` and gives the path."""

    def make(name: str, content: str | bytes) -> Path:
        path = tmp_path / "in" / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content.encode() if isinstance(content, str) else content)
        return path

    return make


@pytest.fixture
def write_table() -> Callable[..., str]:
    """A CSV of rows by header; a column for every header that one of them has."""

    def make(*rows: dict[str, str]) -> str:
        sink = io.StringIO(newline="")
        table = csv.DictWriter(
            sink, dict.fromkeys(key for row in rows for key in row), restval="", quoting=csv.QUOTE_ALL
        )
        table.writeheader()
        table.writerows(rows)
        return sink.getvalue()

    return make


@pytest.fixture
def read_file() -> ReadFile:
    """Reads one file as an import would, without a shop: its records, and line and reason of what was rejected."""

    def reading(path: Path, **choices: Any) -> tuple[list[Any], list[tuple[int, str]]]:
        (source,) = find_sources([path], Choices(**{"currency": "GBP"} | choices))
        found = list(read(source))
        taken = [one.record for one in found if isinstance(one, Taken)]
        return taken, [(one.line, one.reason) for one in found if isinstance(one, Rejected)]

    return reading


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
