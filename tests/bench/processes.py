"""The programs that are measured, each a process of its own: the real service, and the bare echo beside it."""

import asyncio
import os
import socket
import sys
from asyncio.subprocess import DEVNULL, Process, create_subprocess_exec
from collections.abc import AsyncIterator, Mapping, Sequence
from contextlib import asynccontextmanager
from pathlib import Path

from tests.botapi.server import TOKEN

ROOT = Path(__file__).parents[2]
ECHO_TOKEN = "4300:ECHO"
ENDS_WITHIN_S = 20


def clerk_settings(home: Path, api_url: str) -> dict[str, str]:
    """The service's environment: no model, no waiting for bursts, limits that nobody reaches."""
    return {
        "SHOPCLERK_HOME": str(home),
        "SHOPCLERK_BOT_TOKEN": TOKEN,
        "SHOPCLERK_BOT_API": api_url,
        "SHOPCLERK_MODEL": "none",
        "SHOPCLERK_EMBEDDINGS": "false",
        "SHOPCLERK_BURST_S": "0",
        "SHOPCLERK_TURNS_PER_MINUTE": "100000",
        "SHOPCLERK_TURNS_PER_DAY": "1000000",
    }


def webhook_settings() -> dict[str, str]:
    """A webhook on a port that was free a moment ago."""
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        port = taken.getsockname()[1]
    url, secret = f"http://127.0.0.1:{port}", "bench_" * 6
    return {
        "SHOPCLERK_WEBHOOK_URL": url,
        "SHOPCLERK_WEBHOOK_PORT": str(port),
        "SHOPCLERK_WEBHOOK_SECRET": secret,
    }


@asynccontextmanager
async def running_clerk(home: Path, api_url: str, more: Mapping[str, str] | None = None) -> AsyncIterator[None]:
    """`shopclerk run` for as long as the block lasts."""
    command = "from handlers.cli import app; app()"
    environment = {**clerk_settings(home, api_url), **(more or {})}
    async with running(["-c", command, "run"], environment, home / "service.log"):
        yield


@asynccontextmanager
async def running_echo(home: Path, api_url: str) -> AsyncIterator[None]:
    """The echo bot for as long as the block lasts."""
    environment = {"BOT_API": api_url, "BOT_TOKEN": ECHO_TOKEN}
    async with running(["-m", "tests.bench.echo"], environment, home / "echo.log"):
        yield


@asynccontextmanager
async def running(arguments: Sequence[str], environment: Mapping[str, str], log: Path) -> AsyncIterator[Process]:
    """A Python process whose stderr goes to a file; raises RuntimeError when it ended by itself."""
    kept = {name: value for name, value in os.environ.items() if not name.startswith("SHOPCLERK_")}
    with log.open("ab") as stderr:
        process = await create_subprocess_exec(
            sys.executable, *arguments, cwd=ROOT, env={**kept, **environment}, stdout=DEVNULL, stderr=stderr
        )
    try:
        yield process
        if process.returncode is not None:
            raise RuntimeError(f"it ended with {process.returncode}; see {log.name}")
    finally:
        if process.returncode is None:
            process.terminate()
        try:
            async with asyncio.timeout(ENDS_WITHIN_S):
                await process.wait()
        except TimeoutError:
            process.kill()
            await process.wait()
