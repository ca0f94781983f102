"""One writing process per home folder, by a file lock that the system frees when the process dies.

It knows nothing of the database; the number in the file only tells a person who holds it.
"""

import asyncio
import fcntl
import os
import time
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager, contextmanager, nullcontext
from pathlib import Path

from storage.errors import StorageBusy
from storage.lending import borrowing

FILE = "writer.lock"
POLL_S = 0.02


@asynccontextmanager
async def holding(home: Path, wait_s: float, borrow: bool = True) -> AsyncIterator[None]:
    """Hold `home` for writing; raises `StorageBusy` when another holds it longer than `wait_s`.

    With `borrow` a service that owns the lock is asked to lend it.
    """
    end = time.monotonic() + wait_s
    with _opened(home) as file:
        while not _locked(file):
            async with borrowing(home, wait_s) if borrow else nullcontext(False) as borrowed:
                if borrowed:
                    yield
                    return
            if time.monotonic() >= end:
                raise StorageBusy(home, _holder(file))
            await asyncio.sleep(POLL_S)
        yield


@contextmanager
def _opened(home: Path) -> Iterator[int]:
    file = os.open(home / FILE, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
    try:
        yield file
    finally:
        os.close(file)  # which frees the lock


def _locked(file: int) -> bool:
    try:
        fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    os.ftruncate(file, 0)
    os.pwrite(file, str(os.getpid()).encode(), 0)
    return True


def _holder(file: int) -> int | None:
    text = os.pread(file, 20, 0)
    return int(text) if text.isdigit() else None
