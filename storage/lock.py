"""One writing process per home folder, by a file lock that the system frees when the process dies."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path


@contextmanager
def hold_writer_lock(home: Path, wait_s: float = 0.0) -> Iterator[None]:
    """Hold `home` for writing; raises `StorageBusy` when another holds it longer than `wait_s`."""
    raise NotImplementedError
    yield
