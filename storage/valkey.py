"""A private Valkey server for the demo and the tests, alive as long as its context."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path


@asynccontextmanager
async def running_valkey(folder: Path) -> AsyncIterator[str]:
    """The URL of a server on a free port of 127.0.0.1 that keeps nothing on disk but its log in `folder`."""
    raise NotImplementedError
    yield
