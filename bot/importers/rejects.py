"""`rejected.jsonl`: every rejected record with file, line, reason and what it was; replaced whole when all is done."""

import json
import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO

from bot.errors import ShopclerkError
from bot.importers.found import Rejected

FILE = "rejected.jsonl"
MAX_RAW = 20_000
SHOWN = 10
REHEARSED = 1000


class Rejects:
    """Counts what is rejected, writes it out at once and remembers the first ones."""

    def __init__(self, sink: IO[str], shown: int = SHOWN) -> None:
        self._sink, self._shown = sink, shown
        self.first: list[Rejected] = []
        self.count = 0
        self.legible = False

    def add(self, one: Rejected) -> None:
        self.count += 1
        self.legible = self.legible or one.legible
        if len(self.first) < self._shown:
            self.first.append(one)
        row = {"file": one.file, "line": one.line, "reason": one.reason, "raw": one.raw}
        text = json.dumps(row, ensure_ascii=False, default=str)
        if len(text) > MAX_RAW:
            text = json.dumps(row | {"raw": str(one.raw)[:MAX_RAW]}, ensure_ascii=False, default=str)
        self._sink.write(text + "\n")


@contextmanager
def rejecting(home: Path) -> Iterator[Rejects]:
    """The file of a home folder takes its new contents at the end, also when the import failed half way."""
    target, partial = home / FILE, home / f"{FILE}.part"
    try:
        home.mkdir(parents=True, exist_ok=True)
        with partial.open("w", encoding="utf-8", errors="replace") as sink:
            try:
                yield Rejects(sink)
            finally:
                sink.close()
                partial.replace(target)
    except OSError as problem:  # readers and the store tell their own
        raise ShopclerkError(f"{target}: {problem.strerror}; check the disk and its permissions") from None


@contextmanager
def rehearsing() -> Iterator[Rejects]:
    """Leaves the file of the last import alone; more of what is rejected is remembered instead."""
    with Path(os.devnull).open("w", encoding="utf-8", errors="replace") as sink:
        yield Rejects(sink, REHEARSED)
