"""Lending the pen: a service that owns the writer lock lets other processes write between its own transactions.

A borrower connects to the home's control socket, is told when it may write, and gives the pen back by closing, which
the system does for one that dies. Neither side knows what the other writes.
"""

import asyncio
import os
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager, contextmanager, suppress
from pathlib import Path

from storage.errors import StorageBusy

SOCKET = "control.sock"
GRANTED = b"write\n"
LONGEST_PATH = 100  # a socket's path may have 108 bytes


@asynccontextmanager
async def lending(home: Path, pen: asyncio.Lock) -> AsyncIterator[None]:
    """Lend `pen` to whoever asks at the socket in `home`, one at a time, until the end."""

    async def lend(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        try:
            async with pen:
                writer.write(GRANTED)
                await writer.drain()
                await reader.read()
        except OSError:
            pass  # the borrower is gone, and with it its transaction
        finally:
            writer.close()

    with _short_path(home) as path:
        path.unlink(missing_ok=True)
        server = await asyncio.start_unix_server(lend, path)
        path.chmod(0o600)
        try:
            yield
        finally:
            server.close()
            path.unlink(missing_ok=True)


@asynccontextmanager
async def borrowing(home: Path, wait_s: float) -> AsyncIterator[bool]:
    """True once the service lends its pen; False when no service listens here. Raises `StorageBusy` after `wait_s`."""
    try:
        with _short_path(home) as path:
            reader, writer = await asyncio.open_unix_connection(path)
    except (FileNotFoundError, ConnectionRefusedError):
        yield False
        return
    try:
        async with asyncio.timeout(wait_s):
            granted = await reader.readline()
        if granted != GRANTED:
            raise StorageBusy(home, None)
        yield True
    except TimeoutError:
        raise StorageBusy(home, None) from None
    finally:
        writer.close()
        with suppress(OSError):
            await writer.wait_closed()


@contextmanager
def _short_path(home: Path) -> Iterator[Path]:
    """The socket's path, through a descriptor of the folder when it is too long for a socket."""
    path = home / SOCKET
    if len(os.fsencode(path)) <= LONGEST_PATH:
        yield path
        return
    folder = os.open(home, os.O_RDONLY | os.O_DIRECTORY)
    try:
        yield Path(f"/proc/self/fd/{folder}/{SOCKET}")
    finally:
        os.close(folder)
